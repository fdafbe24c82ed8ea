"""Whether a delivery is out of line with its source's own past, by shares measured on a sample of its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from statistics import median

from mdm.grade.scores import Grade
from mdm.records import CleanCustomer

# A share must be so many standard errors off: in small deliveries chance alone moves much.
ERRORS = 4.0
# What a person decides of a delivery that is held.
RELEASED, DISCARDED = "released", "discarded"

VOLUME, SCORE, READABLE = "volume", "score", "readable rows"
# How many earlier deliveries make a usual size; a snapshot has about the size of the one before.
USUAL_FROM = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """What a source's watch declares."""

    least_rows: int = 50
    points: int = 15
    volume_factor: float = 3.0


def enough(limits: Limits) -> int:
    """How many rows tell a fall by the declared points from chance, twice over."""
    return ceil(2 * (ERRORS * 0.5 / (max(limits.points, 1) / 100)) ** 2)


@dataclass(frozen=True, slots=True)
class Look:
    """What a delivery looks like: rows in all, rows looked at, and shares of these from 0 to 1 by name."""

    rows: int
    looked_at: int
    shares: Mapping[str, float]
    is_snapshot: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What is out of line, from what it used to be to what it is."""

    what: str
    usual: float
    now: float
    sentence: str


class Gauge:
    """Counts rows up to a look."""

    def __init__(self) -> None:
        self._looked_at = 0
        self._read = 0
        self._points = 0
        self._counts: dict[str, int] = {}

    def refuse(self) -> None:
        """Count a row that could not be read."""
        self._looked_at += 1

    def add(self, customer: CleanCustomer, grade: Grade) -> None:
        """Count a row that was read: which attributes have a valid value, and which parts these have."""
        self._looked_at += 1
        self._read += 1
        self._points += grade.score
        names = {one.attribute for one in customer.values if one.is_valid}
        names |= {f"{one.attribute}.{part}" for one in customer.values for part, text in one.clean.items() if text}
        for name in names:
            self._counts[name] = self._counts.get(name, 0) + 1

    def look(self, rows: int, *, is_snapshot: bool) -> Look:
        """What has been counted."""
        read = self._read or 1
        shares = {name: count / read for name, count in sorted(self._counts.items())}
        shares[SCORE] = self._points / read / 100
        shares[READABLE] = self._read / (self._looked_at or 1)
        return Look(rows, self._looked_at, shares, is_snapshot)


def out_of_line(look: Look, past: Sequence[Look], limits: Limits) -> tuple[Finding, ...]:
    """What of the delivery is out of line with the past ones, the worst first; nothing without a past."""
    # Without a row there is no share to judge, but a size.
    findings = [] if look.rows < limits.least_rows else list(_fallen(look, past, limits))
    findings.sort(key=lambda one: one.now - one.usual)
    size = _size(look, past, limits)
    return tuple([size, *findings] if size else findings)


def _fallen(look: Look, past: Sequence[Look], limits: Limits) -> list[Finding]:
    judged = [one for one in past if one.rows >= limits.least_rows]
    # Where no row can be read, everything else is missing for that reason.
    names = {name for one in judged for name in one.shares} if look.shares.get(READABLE) else {READABLE}
    found = []
    for name in sorted(names):
        usual = median(one.shares.get(name, 0.0) for one in judged)
        now = look.shares.get(name, 0.0)
        error = sqrt(max(usual * (1 - usual), 0.0025) / max(look.looked_at, 1))
        if usual - now >= limits.points / 100 and usual - now > ERRORS * error:
            found.append(Finding(name, usual, now, _sentence(name, usual, now)))
    told = {one.what for one in found}
    return [one for one in found if one.what.removesuffix(".value") == one.what or one.what[:-6] not in told]


def _sentence(name: str, usual: float, now: float) -> str:
    if name == SCORE:
        return f"The mean grade is {now * 100:.0f}, usually {usual * 100:.0f}."
    if name == READABLE:
        return f"{now:.0%} of the rows can be read, usually {usual:.0%}."
    return f"{name.replace('_', ' ').replace('.', ': ')} is there in {now:.0%} of the rows, usually in {usual:.0%}."


def _size(look: Look, past: Sequence[Look], limits: Limits) -> Finding | None:
    alike = [one.rows for one in past if one.is_snapshot == look.is_snapshot]
    if not alike or (len(alike) < USUAL_FROM and not look.is_snapshot):
        return None
    usual = median(alike)
    if max(usual, look.rows) < limits.least_rows:
        return None
    if usual / limits.volume_factor <= look.rows <= usual * limits.volume_factor:
        return None
    return Finding(
        VOLUME, float(usual), float(look.rows), f"The delivery has {look.rows:,} rows, usually about {usual:,.0f}."
    )
