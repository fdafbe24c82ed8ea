"""Declared strptime formats as regular expressions, and the forms understood without a declaration."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from mdm.cleanse.tables.dates import MONTH_FIRST_COUNTRIES, MONTHS
from mdm.errors import InvalidInputError

_YEAR, _SHORT, _MONTH, _DAY = r"(?P<year>\d{4})", r"(?P<short>\d{2})", r"(?P<month>\d{1,2})", r"(?P<day>\d{1,2})"
_NAME = "(?P<name>[a-z]{3,12})"
_DIRECTIVES = {
    "Y": _YEAR, "y": _SHORT, "m": _MONTH, "d": _DAY, "e": _DAY, "b": _NAME, "B": _NAME, "h": _NAME, "j": r"\d{1,3}",
    "H": r"\d{1,2}", "I": r"\d{1,2}", "M": r"\d{1,2}", "S": r"\d{1,2}", "f": r"\d{1,9}", "p": r"[ap]\.?m\.?",
    "z": r"(?:z|[+-]\d{2}:?\d{2})", "Z": r"[a-z]{0,5}", "a": r"[a-z]+\.?", "A": r"[a-z]+", "%": "%",
}  # fmt: skip
_COMPOSED = {"%F": "%Y-%m-%d", "%D": "%m/%d/%y", "%T": "%H:%M:%S", "%R": "%H:%M"}
_TIME = r"(?:[t ]\s*\d{1,2}(?::\d{2}){1,2}(?:[.,]\d+)?\s*(?:[ap]m)?\s*(?:z|utc|gmt|[+-]\d{2}:?\d{2})?)?"
_ISO = (
    rf"{_YEAR}-{_MONTH}-{_DAY}{_TIME}",
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
    rf"{_YEAR}-(?P<month>\d{{2}})",
    _YEAR,
)
_YEAR_FIRST = rf"{_YEAR}[/. ]{_MONTH}[/. ]{_DAY}{_TIME}"
_GAP = "[ /.-]*"
_NAMED = (
    rf"(?:[a-z]+,\s*)?{_DAY}(?:st|nd|rd|th|\.)?{_GAP}(?:de |of )?{_NAME}\.?[ ,/.-]*(?:de )?{_YEAR}{_TIME}",
    rf"(?:[a-z]+,\s*)?{_NAME}\.?{_GAP}{_DAY}(?:st|nd|rd|th)?(?:,\s*|[ /.-]+){_YEAR}{_TIME}",
    rf"{_YEAR}{_GAP}{_NAME}\.?{_GAP}{_DAY}{_TIME}",
    rf"{_NAME}\.?[ ,/.-]*{_YEAR}",
)
_DOTTED = (rf"{_DAY}\.\s*{_MONTH}\.\s*{_YEAR}{_TIME}", rf"{_DAY}\.{_MONTH}\.{_SHORT}")
_DAY_FIRST = (rf"{_DAY}[/ -]{_MONTH}[/ -]{_YEAR}{_TIME}",)
_MONTH_FIRST = (rf"{_MONTH}[/ -]{_DAY}[/ -]{_YEAR}{_TIME}",)


class Pattern(NamedTuple):
    """One way to read a date. `is_ambiguous`: day and month could be either way round."""

    regex: re.Pattern[str]
    has_short_year: bool = False
    is_ambiguous: bool = False

    def read(self, text: str) -> tuple[int, int, int] | None:
        """Year, month and day as written, 0 where not stated; None where the text has another form."""
        found = self.regex.fullmatch(text)
        if found is None:
            return None
        parts = found.groupdict()
        month = _month(parts)
        if month is None:
            return None
        return int(parts.get("year") or parts.get("short") or 0), month, int(parts.get("day") or 0)


@lru_cache(maxsize=256)
def compiled(formats: tuple[str, ...]) -> tuple[Pattern, ...]:
    """The patterns of declared strptime formats. Raises InvalidInputError naming a format that can't be used."""
    return tuple(_compiled_format(declared) for declared in formats)


@lru_cache(maxsize=512)
def fallbacks(country: str) -> tuple[Pattern, ...]:
    """ISO, month names and dots; slashes as the country writes them, and without one only where the day is above 12."""
    known = [_pattern(text) for text in (*_ISO, _YEAR_FIRST, *_NAMED, *_DOTTED)]
    if not country:
        # Neither order is declared: unless a number above 12 decides, only the year is certain.
        return (
            *known,
            *(_pattern(text)._replace(is_ambiguous=True) for text in _DAY_FIRST),
            *map(_pattern, _DAY_FIRST),
        )
    slashed = _MONTH_FIRST if country in MONTH_FIRST_COUNTRIES else _DAY_FIRST
    return (*known, *map(_pattern, slashed))


def _month(parts: dict[str, str | None]) -> int | None:
    name = parts.get("name")
    if name is not None:
        return MONTHS.get(name)
    return int(parts.get("month") or 0)


def _pattern(text: str) -> Pattern:
    return Pattern(re.compile(text), has_short_year="(?P<short>" in text)


def _compiled_format(declared: str) -> Pattern:
    expanded = declared
    for short, long in _COMPOSED.items():
        expanded = expanded.replace(short, long)
    pieces: list[str] = []
    for directive, other in re.findall(r"%-?(.)|([^%]+)", expanded):
        if directive and directive not in _DIRECTIVES:
            raise _unusable(declared, f"knows no %{directive}")
        pieces.append(_DIRECTIVES[directive] if directive else re.escape(other.lower()).replace(r"\ ", r"\s+"))
    try:
        pattern = _pattern(_adjacent_exact("".join(pieces)))
    except re.error as error:
        raise _unusable(declared, "names a part twice") from error
    if "(?P<year>" not in pattern.regex.pattern and not pattern.has_short_year:
        raise _unusable(declared, "has no year")
    return pattern


def _adjacent_exact(regex: str) -> str:
    """Day and month are two digits where nothing separates them from the next number (%Y%m%d)."""
    return re.sub(
        r"(\(\?P<(?:day|month)>\\d\{)1,2(\}\)(?=\(\?P<))|((?<=\))\(\?P<(?:day|month)>\\d\{)1,2(\}\))",
        r"\1\g<3>2\2\4",
        regex,
    )


def _unusable(declared: str, why: str) -> InvalidInputError:
    return InvalidInputError(
        f"The date format {declared!r} {why}.",
        remedy="Declare strptime formats of %Y or %y with %m, %b or %B and %d.",
        data={"format": declared},
    )
