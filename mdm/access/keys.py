"""Client keys: made once, shown once, known afterwards by their digest only."""

from __future__ import annotations

import secrets
from hashlib import sha256

PREFIX = "mdm_"
SHOWN = 12
_RANDOM_BYTES = 32


def new_key() -> str:
    """A key with 256 random bits."""
    return PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)


def digest_of(key: str) -> str:
    """What is stored. No salt and no stretching: a key of 256 random bits can't be guessed from its digest."""
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
