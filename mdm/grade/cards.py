"""Scorecards: what became of every rule, per source and attribute, summed from outcomes. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from mdm.grade.rules import Ruleset
from mdm.grade.scores import Check, checks_of, points_by, score_of

ALL = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One source's sums; source 0 is all together."""

    source: int
    records: int
    score: int
    dimensions: Mapping[str, int]
    attributes: Mapping[str, int]
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Consolidation:
    """How many customers a source's records are, and how many of these another source knows too."""

    records: int = 0
    customers: int = 0
    known_elsewhere: int = 0

    @property
    def duplicates(self) -> int:
        """Records beyond the first of each customer."""
        return self.records - self.customers


@dataclass(frozen=True, slots=True)
class Rate:
    """So much for every duplicate, or for every failure of a rule."""

    amount: Decimal
    rule: str = ""


@dataclass(slots=True)
class _Sums:
    records: int = 0
    counts: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    checks: dict[tuple[str, str], Check] = field(default_factory=dict)

    def add(self, checks: Sequence[Check], times: int) -> None:
        self.records += times
        for one in checks:
            place = (one.attribute, one.rule.code)
            self.checks.setdefault(place, one)
            both = self.counts.setdefault(place, [0, 0])
            both[0] += one.tested * times
            both[1] += one.failed * times


def sheets(counted: Iterable[tuple[int, str, int]], rules: Ruleset) -> list[Sheet]:
    """Sum (source, outcome, records) into one sheet a source, and one of all."""
    seen: dict[str, tuple[Check, ...]] = {}
    sums: dict[int, _Sums] = {ALL: _Sums()}
    for source, outcome, times in counted:
        checks = seen.get(outcome)
        if checks is None:
            checks = seen[outcome] = checks_of(outcome, rules)
        sums.setdefault(source, _Sums()).add(checks, times)
        sums[ALL].add(checks, times)
    return [_sheet(source, one) for source, one in sorted(sums.items())]


def _sheet(source: int, sums: _Sums) -> Sheet:
    checks = tuple(
        Check(sums.checks[place].rule, place[0], tested, failed)
        for place, (tested, failed) in sorted(sums.counts.items())
    )
    dimensions = points_by((str(one.rule.dimension), one) for one in checks)
    return Sheet(
        source=source,
        records=sums.records,
        score=score_of(dimensions),
        dimensions=dimensions,
        attributes=points_by((one.attribute, one) for one in checks),
        checks=checks,
    )


def cost(sheet: Sheet, consolidation: Consolidation, rates: Iterable[Rate]) -> Decimal:
    """What this source's poor quality costs by the declared rates."""
    total = Decimal(0)
    for rate in rates:
        failed = sum(one.failed for one in sheet.checks if one.rule.code == rate.rule)
        total += rate.amount * (failed if rate.rule else consolidation.duplicates)
    return total
