"""Access tokens: signed and short-lived, in place of a client's key. Nothing of them is stored.

A token names the key that it was given for, so it ends with that key: revoked, expired, or past its overlap.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.core import signing

from mdm.access.keys import digest_of

PREFIX = "mdt_"
_SALT = "mdm.access.token"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token says: the digest of its client's key, and what it opens at most."""

    digest: str
    scopes: frozenset[str]


def new_token(key: str, scopes: Collection[str]) -> str:
    """A token for the holder of that key. The digest of a key of 256 random bits gives the key away to nobody."""
    return PREFIX + signing.dumps([digest_of(key), sorted(scopes)], salt=_SALT)


def read_token(token: str, *, seconds: int) -> Grant | None:
    """What the token says, None for one that was not made here or is older than so many seconds."""
    try:
        digest, scopes = signing.loads(token.removeprefix(PREFIX), salt=_SALT, max_age=seconds)
    except (signing.BadSignature, ValueError):
        return None
    return Grant(digest, frozenset(scopes))
