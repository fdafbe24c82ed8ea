"""The form of a text: letters as A or a, digits as 9, runs of letters shortened; and the type that it stands for."""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import StrEnum
from functools import lru_cache

_LONGEST = 80
_SHOWN = 40
_LETTERS = re.compile(r"(A{2,})|(a{2,})|(9{9,})|( {2,})")
_SHORT = {1: "A+", 2: "a+", 4: "  "}


class _Signs(dict[int, str]):
    """What stands for a character; other scripts are looked up as they come."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character.isdigit():
            sign = "9"
        elif character.isupper():
            sign = "A"
        else:
            sign = "a" if character.isalpha() else character
        self[code] = sign
        return sign


_SIGNS = _Signs()


def raw_shape(text: str) -> str:
    """The text sign by sign; cheap, for many texts have one raw shape."""
    return text[:_LONGEST].translate(_SIGNS)


@lru_cache(maxsize=2**15)
def shape_of(raw: str) -> str:
    """The raw shape with runs of letters, and long runs of digits, written short: A+a+ 99, 9{12}."""
    short = _LETTERS.sub(_run, raw)
    return short if len(short) <= _SHOWN else short[:_SHOWN] + "…"


def _run(found: re.Match[str]) -> str:
    run = found.group()
    return f"9{{{len(run)}}}" if run[0] == "9" else _SHORT[found.lastindex or 4]


class TextType(StrEnum):
    """What a text can be read as."""

    EMPTY = "empty"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "date and time"
    TEXT = "text"


_RUN = r"(?:9{1,8}|9\{\d+\})"
_GROUPS = r"9{1,3}(?:,9{3}){2,}|9{1,3}(?:\.9{3}){2,}|9{1,3}(?:,9{3})+\.9{1,8}|9{1,3}(?:\.9{3})+,9{1,8}"
# The first that fits a shape counts.
_TYPES: tuple[tuple[TextType, re.Pattern[str]], ...] = (
    (TextType.INTEGER, re.compile(r"[+-]?(?:9{1,8}|9\{\d+\})")),
    (TextType.DECIMAL, re.compile(rf"[+-]?(?:{_RUN}?[.,]{_RUN}(?:[Ee][+-]?9+)?|{_GROUPS})")),
    (TextType.TIME, re.compile(r"(?:9{4}[-/]9{1,2}[-/]9{1,2}|9{1,2}[./-]9{1,2}[./-]9{2,4})[AT ,]+9{1,2}:9{2}.*")),
    (TextType.DATE, re.compile(r"9{4}[-/.]9{1,2}[-/.]9{1,2}|9{1,2}[./-] ?9{1,2}[./-] ?(?:9{4}|9{2})")),
)  # fmt: skip


@lru_cache(maxsize=2**12)
def type_of_shape(shape: str) -> TextType:
    return next((kind for kind, form in _TYPES if form.fullmatch(shape)), TextType.TEXT)


_PAIRS = (
    "true/false", "yes/no", "y/n", "t/f", "ja/nein", "j/n", "oui/non", "si/no", "0/1", "on/off", "wahr/falsch",
    "active/inactive", "1.0/0.0",
)  # fmt: skip
BOOLEAN_PAIRS = frozenset(frozenset(pair.split("/")) for pair in _PAIRS)
# Alone in a column, 0 and 1 are numbers.
_ALONE = frozenset().union(*BOOLEAN_PAIRS) - {"0", "1", "1.0", "0.0"}


def is_boolean(texts: Collection[str]) -> bool:
    """Whether the distinct texts of a column say yes and no."""
    folded = frozenset(one.casefold() for one in texts)
    return folded in BOOLEAN_PAIRS or (len(folded) == 1 and folded <= _ALONE)


def counted(number: int, what: str) -> str:
    """A number with its thing: 1 row, 2,000 rows."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
