"""Secrets and signatures to the Standard Webhooks specification.

A secret is derived from the installation's key and a random salt, so that the database alone gives none away. Where the
installation's key is being changed, messages are signed under the former one too.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

from standardwebhooks import Webhook

_PREFIX = "whsec_"
_PURPOSE = b"webhook secret:"


def new_salt() -> str:
    """Salt for a new secret."""
    return secrets.token_hex(32)


def secret_of(salt: str, key: str) -> str:
    """The subscriber's secret."""
    derived = hmac.digest(key.encode(), _PURPOSE + salt.encode(), "sha256")
    return _PREFIX + base64.b64encode(derived).decode()


def message_id(subscription: int, sequence: int) -> str:
    """The same for every attempt, so that a subscriber knows a repetition."""
    return f"msg_{subscription}_{sequence}"


def signed_headers(
    message: str, body: bytes, *, salts: Iterable[str], keys: Sequence[str], now: datetime
) -> dict[str, str]:
    """The headers that prove a message; one signature for each secret that is valid now."""
    # The library reads the fields of the time as they stand and takes them for UTC.
    text, webhooks = body.decode(), [Webhook(secret_of(salt, key)) for salt in salts for key in keys]
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(one.sign(message, now, text) for one in webhooks),
    }
