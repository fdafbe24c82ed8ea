"""Scorecards: what became of every rule, per source and attribute, summed from outcomes. Pure arithmetic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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


Counts = Mapping[str, int]


def sheets(counted: Iterable[tuple[int, str, int]], rules: Ruleset) -> list[Sheet]:
    """Sum (source, entry of an outcome, records) into one sheet a source, and one of all.

    An empty entry counts the source's records.
    """
    sums: dict[int, Counter[str]] = {}
    for source, entry, times in counted:
        sums.setdefault(source, Counter())[entry] += times
    together: Counter[str] = sum(sums.values(), start=Counter())
    return [_sheet(ALL, together, rules), *(_sheet(source, one, rules) for source, one in sorted(sums.items()))]


def _sheet(source: int, sums: Counts, rules: Ruleset) -> Sheet:
    checks = _checks(sums, rules)
    dimensions = points_by((str(one.rule.dimension), one) for one in checks)
    return Sheet(
        source=source,
        records=sums.get("", 0),
        score=score_of(dimensions),
        dimensions=dimensions,
        attributes=points_by((one.attribute, one) for one in checks),
        checks=checks,
    )


def _checks(entries: Counts, rules: Ruleset) -> tuple[Check, ...]:
    """What became of each rule on each attribute, by attribute and rule."""
    found: dict[tuple[str, str], list[tuple[Check, int]]] = {}
    for entry, times in entries.items():
        for one in checks_of(entry, rules) if entry else ():
            found.setdefault((one.attribute, one.rule.code), []).append((one, times))
    return tuple(
        Check(
            told[0][0].rule,
            attribute,
            sum(one.tested * times for one, times in told),
            sum(one.failed * times for one, times in told),
        )
        for (attribute, _), told in sorted(found.items())
    )


def cost(sheet: Sheet, consolidation: Consolidation, rates: Iterable[Rate]) -> Decimal:
    """What this source's poor quality costs by the declared rates."""
    total = Decimal(0)
    for rate in rates:
        failed = sum(one.failed for one in sheet.checks if one.rule.code == rate.rule)
        total += rate.amount * (failed if rate.rule else consolidation.duplicates)
    return total
