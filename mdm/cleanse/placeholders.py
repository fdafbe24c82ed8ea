"""Values that stand for nothing: they fill a field and identify nobody."""

from __future__ import annotations

import re
from functools import lru_cache

from mdm.cleanse.tables.placeholders import ALWAYS, NAMES, UNKNOWN, WEAK_NAMES, WHOLE_NAMES
from mdm.cleanse.text import condensed, fold

_ONE_CHARACTER_REPEATED = re.compile(r"(.)\1+")
_FILLER = re.compile(r"x{2,}|z{3,}|q{3,}|asdf\w*|qwert\w*|(?:abc){2,}|aaa+|test\d+")
_COUNTRY_CODE = re.compile(r"^[a-z]{2}(?=\d)")  # in front of a VAT id: DE000000000
_ASCENDING = "01234567890123456789"
_DESCENDING = _ASCENDING[::-1]


@lru_cache(maxsize=8192)
def is_placeholder(text: str) -> bool:
    """Whether any field with this text is as good as empty."""
    folded = fold(text)
    return not folded or folded in ALWAYS


@lru_cache(maxsize=8192)
def is_unknown(text: str) -> bool:
    """Whether a code, number or remark with this text only says that it is not known."""
    folded = fold(text)
    return not folded or folded in UNKNOWN


def is_placeholder_name(folded: str) -> bool:
    """Whether a folded name part says that the name is not known."""
    return folded in ALWAYS or folded in NAMES or _FILLER.fullmatch(folded) is not None


def is_whole_placeholder_name(parts: tuple[str, ...]) -> bool:
    """Whether folded name parts that could each be real make up a placeholder together (Test Test, John Doe)."""
    words = " ".join(parts)
    return words in WHOLE_NAMES or words in NAMES or words in ALWAYS or all(part in WEAK_NAMES for part in parts)


def is_placeholder_number(text: str, *, shortest: int = 5) -> bool:
    """Whether a number is one character repeated or a plain run of digits: 000-000-0000, 123456789."""
    digits = _COUNTRY_CODE.sub("", condensed(text))
    if len(digits) < shortest:
        return False
    if _ONE_CHARACTER_REPEATED.fullmatch(digits):
        return True
    return digits.isdigit() and (digits in _ASCENDING or digits in _DESCENDING)
