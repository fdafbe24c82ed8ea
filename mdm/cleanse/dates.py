"""Dates as sources write them, down to ISO 8601; what is impossible or a filler is said so.

Two-digit years: the latest century that does not put the date more than `ahead` years after today
(a birth: none; any other date: twenty).
"""

from __future__ import annotations

import calendar
from datetime import date
from functools import lru_cache

from mdm.cleanse.date_formats import Pattern, compiled, fallbacks
from mdm.cleanse.forms import REMEMBERED, Form, refused, single
from mdm.cleanse.placeholders import is_placeholder, is_placeholder_number
from mdm.cleanse.tables.placeholders import DATES
from mdm.cleanse.text import digits_for_lookalikes, fold, tidy, to_ascii
from mdm.records import VALUE

_OLDEST = 120
_FIRST_YEAR, _LAST_YEAR = 1000, 9999
_AHEAD = 20
_LONGEST = 64

Found = tuple[int, int, int]  # year, month, day; 0 where not stated


@lru_cache(maxsize=REMEMBERED)
def standardise_date(value: str, formats: tuple[str, ...], country: str, today: date) -> Form:
    """Any date: declared formats first, ISO always, then what can't be misread."""
    return _standardise(value, formats, country, today, ahead=_AHEAD)


@lru_cache(maxsize=REMEMBERED)
def standardise_birth_date(value: str, formats: tuple[str, ...], country: str, today: date) -> Form:
    """A birth: as any date, and neither in the future nor more than 120 years ago."""
    form = _standardise(value, formats, country, today, ahead=0)
    if not form.clean:
        return form
    stated = form.clean[VALUE]
    if stated[:10] > today.isoformat()[: len(stated)] or today.year - int(stated[:4]) > _OLDEST:
        return refused(form.display, "impossible")
    return form


def joined_date(year: str, month: str, day: str) -> str:
    """ISO text from parts that a source keeps in columns of their own; a gap ends it."""
    numbers = [fold(part) for part in (year, month, day)]
    stated = numbers[: numbers.index("") if "" in numbers else 3]
    return "-".join(
        number.zfill(4 if position == 0 and len(number) > 2 else 2) for position, number in enumerate(stated)
    )


def _standardise(value: str, formats: tuple[str, ...], country: str, today: date, *, ahead: int) -> Form:
    shown = tidy(value)
    if is_placeholder(shown) or (len(shown) > 5 and is_placeholder_number(shown, shortest=6)):
        return refused(shown, "placeholder")
    if len(shown) > _LONGEST:
        return refused(shown, "malformed")
    patterns = compiled(formats) + fallbacks(country)
    form = _read(to_ascii(shown).lower(), patterns, today, ahead)
    if form is None and (mended := digits_for_lookalikes(shown)) != shown:
        form = _read(mended, patterns, today, ahead)
        if form is not None and form.clean:
            return form._replace(flags=(*form.flags, "misread"))
    if form is None:
        return refused(shown, "malformed")
    return form if form.display else form._replace(display=shown)


def _read(text: str, patterns: tuple[Pattern, ...], today: date, ahead: int) -> Form | None:
    """The date by the first pattern that makes one; day and month exchanged only where no pattern fits as written."""
    is_impossible = False
    for may_swap in (False, True):
        for pattern in patterns:
            found = pattern.read(text)
            if found is None:
                continue
            whole = _whole(found, pattern, today, ahead=ahead, may_swap=may_swap)
            if whole is not None:
                return _form(whole, _noticed(pattern, may_swap=may_swap))
            is_impossible = True
    return refused("", "impossible") if is_impossible else None


def _noticed(pattern: Pattern, *, may_swap: bool) -> tuple[str, ...]:
    if pattern.is_ambiguous:
        return ("ambiguous",)
    return ("day_month_swapped",) if may_swap else ()


def _whole(found: Found, pattern: Pattern, today: date, *, ahead: int, may_swap: bool) -> Found | None:
    """The date that was found, with its century; None where the calendar has no such day."""
    year, month, day = found
    if pattern.has_short_year:
        year = _with_century(year, today, ahead)
    if may_swap:
        month, day = day, month
    if not _FIRST_YEAR <= year <= _LAST_YEAR and (year, month, day) != (1, 1, 1):
        return None
    if pattern.is_ambiguous:
        return (year, 0, 0) if 1 <= month <= 12 and 1 <= day <= 12 else None
    if day and not 1 <= month <= 12:
        return None
    if month > 12 or (day and day > calendar.monthrange(year, month)[1]):
        return None
    return year, month, day


def _with_century(short: int, today: date, ahead: int) -> int:
    latest = today.year + ahead
    return latest - (latest - short) % 100


def _form(whole: Found, flags: tuple[str, ...]) -> Form:
    year, month, day = whole
    iso = f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if day else "")
    if iso in DATES:
        return refused(iso, "placeholder")
    return single(iso, iso, *flags, *(() if day else ("partial",)))
