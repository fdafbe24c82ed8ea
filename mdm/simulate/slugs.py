"""Names as they may stand in mailboxes and domains."""

from __future__ import annotations

from functools import lru_cache

from anyascii import anyascii

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
OTHER_SIGNS = str.maketrans(dict.fromkeys((code for code in range(128) if not chr(code).isalnum()), None))


@lru_cache(50_000)
def slug(text: str) -> str:
    """Letters and digits only, in ASCII lower case, with German umlauts written out."""
    return anyascii(text.lower().translate(UMLAUTS)).lower().translate(OTHER_SIGNS)
