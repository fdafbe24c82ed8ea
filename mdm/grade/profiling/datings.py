"""The format in which a column writes dates or times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mdm.acquire.times import EPOCH_MILLISECONDS, EPOCH_SECONDS, ISO, time_reader
from mdm.cleanse.tables.dates import MONTH_FIRST_COUNTRIES

# Day first and month first stand side by side: values above 12 decide, else the country.
_DAYS = (
    ("%d.%m.%Y", ""), ("%d/%m/%Y", "%m/%d/%Y"), ("%d-%m-%Y", "%m-%d-%Y"), ("%Y/%m/%d", ""), ("%Y.%m.%d", ""),
    ("%d.%m.%y", ""), ("%d/%m/%y", "%m/%d/%y"), ("%d %b %Y", ""), ("%d %B %Y", ""), ("%b %d, %Y", ""), ("%d-%b-%Y", ""),
    ("%d-%b-%y", ""), ("%B %d, %Y", ""),
)  # fmt: skip
_UNDIVIDED = (("%Y%m%d", ""), ("%d%m%Y", "%m%d%Y"))
_TIMES = ("", " %H:%M", " %H:%M:%S", "T%H:%M:%S", " %I:%M %p", " %I:%M:%S %p", " %H:%M:%S.%f")
_FIRST_LOOK = 40
# Less of a column in one format is no format.
_LEAST = 0.6


class Dating(NamedTuple):
    """Formats that read the values, the best first; the share they read; whether day and month could change places."""

    formats: tuple[str, ...]
    share: float
    is_ambiguous: bool = False

    @property
    def is_iso(self) -> bool:
        return self.formats == (ISO,)


def dating(texts: Sequence[str], country: str = "", *, may_be_digits: bool = False) -> Dating | None:
    """How these texts write dates. `may_be_digits`: 19700131 and seconds since 1970 are meant as such."""
    if not texts:
        return None
    iso = _share((ISO,), texts) if not _is_digits(texts) else 0.0
    if iso >= 0.98:
        return Dating((ISO,), iso)
    found = _best(texts, country, _UNDIVIDED if may_be_digits and _is_digits(texts) else _DAYS)
    if may_be_digits and (found is None or found.share < 0.9):
        found = _epoch(texts) or found
    if iso >= _LEAST and (found is None or found.share <= iso):
        found = Dating((ISO,), iso)
    return found if found and found.share >= _LEAST else None


def _best(texts: Sequence[str], country: str, pairs: Iterable[tuple[str, str]]) -> Dating | None:
    best: Dating | None = None
    for day_first, month_first in pairs:
        for time in _TIMES:
            one = _of_pair(texts, day_first + time, month_first and month_first + time, country)
            if one and (best is None or one.share > best.share):
                best = one
    return best


def _of_pair(texts: Sequence[str], day_first: str, month_first: str, country: str) -> Dating | None:
    formats = [one for one in (day_first, month_first) if one and _share((one,), texts[:_FIRST_LOOK]) > 0.2]
    shares = {one: _share((one,), texts) for one in formats}
    if not shares:
        return None
    best = max(shares, key=lambda one: shares[one])
    is_even = len(shares) == 2 and len(set(shares.values())) == 1
    if is_even:
        best = month_first if country in MONTH_FIRST_COUNTRIES else day_first
    return Dating((best,), shares[best], is_even)


def _epoch(texts: Sequence[str]) -> Dating | None:
    for name, digits in ((EPOCH_SECONDS, 10), (EPOCH_MILLISECONDS, 13)):
        if all(len(one) == digits and one.isdigit() for one in texts):
            return Dating((name,), _share((name,), texts))
    return None


def _is_digits(texts: Sequence[str]) -> bool:
    return sum(one.isdigit() for one in texts) > len(texts) / 2


def _share(formats: tuple[str, ...], texts: Sequence[str]) -> float:
    read = time_reader(formats, "UTC")
    return sum(read(one) is not None for one in texts) / len(texts)
