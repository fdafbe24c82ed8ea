"""Grades from 0 to 100: of a value by its flags, of a record by the rules it was tested by.

A record's tests come down to an outcome, a text such as "0:21,3:13": for each group of rules what became of every test.
Most records share a few outcomes, so an outcome is graded once. SQL writes the same texts for a million records.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from mdm.grade.papers import FAILED, MOST_REMEMBERED, Papers
from mdm.grade.predicates import Subject, shared_key
from mdm.grade.rules import Dimension, Rule, Ruleset
from mdm.records import CleanCustomer

BEST = 100
SHARED = "shared"

# The share of each dimension in a score; a dimension without a test counts for nothing.
DIMENSIONS: Mapping[Dimension, int] = {
    Dimension.COMPLETENESS: 30,
    Dimension.VALIDITY: 30,
    Dimension.CONSISTENCY: 15,
    Dimension.UNIQUENESS: 10,
    Dimension.TIMELINESS: 5,
    Dimension.ACCURACY: 10,
}


@dataclass(frozen=True, slots=True)
class Check:
    """How often a rule was tested on an attribute, and failed."""

    rule: Rule
    attribute: str
    tested: int
    failed: int


@dataclass(frozen=True, slots=True)
class Grade:
    """`failures` names attribute and rule, "attribute:rule"; `dimensions` and `attributes` have points where tested."""

    outcome: str
    score: int
    completeness: int
    validity: int
    failures: tuple[str, ...]
    dimensions: Mapping[str, int]
    attributes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What records are graded by: rules, reference lists at hand, and values that have lost their force."""

    rules: Ruleset
    lists: Mapping[str, frozenset[str]]
    muted: frozenset[str] = frozenset()


NO_YARDSTICK = Yardstick(Ruleset((), (), ""), {})


class Grader:
    """One state of the rules, ready to grade: conditions compiled, outcomes remembered."""

    def __init__(self, rules: Ruleset) -> None:
        self.rules = rules
        self._papers: dict[tuple[str, str, str, bool], Papers] = {}
        self._graded: dict[str, Grade] = {}
        self._checked: dict[str, tuple[Check, ...]] = {}

    def outcome(self, subject: Subject) -> str:
        """What became of every test of this record."""
        papers = self._papers_for(subject)
        found = [(paper.number, paper.bits(subject, None)) for paper in papers.of_records]
        for value in subject.values:
            paper = papers.of_values.get(value.attribute)
            if paper is not None:
                found.append((paper.number, paper.bits(subject, value)))
        return ",".join([f"{number}:{bits}" for number, bits in sorted(found) if bits])

    def _papers_for(self, subject: Subject) -> Papers:
        key = (subject.kind, subject.country, subject.source, bool(subject.customers))
        papers = self._papers.get(key)
        if papers is None:
            if len(self._papers) >= MOST_REMEMBERED:
                self._papers.clear()
            papers = self._papers[key] = Papers.of(self.rules.groups, subject)
        return papers

    def checks(self, outcome: str) -> tuple[Check, ...]:
        """The tests that the outcome tells of."""
        found = self._checked.get(outcome)
        if found is None:
            if len(self._checked) >= MOST_REMEMBERED:
                self._checked.clear()
            found = self._checked[outcome] = checks_of(outcome, self.rules)
        return found

    def grade(self, outcome: str) -> Grade:
        """The grade of every record with that outcome."""
        graded = self._graded.get(outcome)
        if graded is None:
            if len(self._graded) >= MOST_REMEMBERED:
                self._graded.clear()
            graded = self._graded[outcome] = grade_of(outcome, self.rules)
        return graded


def outcome_of(
    clean: CleanCustomer,
    yardstick: Yardstick,
    *,
    today: date,
    source: str = "",
    created: datetime | None = None,
    updated: datetime | None = None,
) -> str:
    """What became of a record's tests as far as it can be told without looking at other records."""
    return grader_of(yardstick.rules).outcome(
        Subject(
            kind=str(clean.kind),
            country=clean.country,
            values=clean.values,
            today=today,
            source=source,
            created=created,
            updated=updated,
            lists=yardstick.lists,
        )
    )


def grade_record(
    clean: CleanCustomer,
    yardstick: Yardstick,
    *,
    today: date,
    source: str = "",
    created: datetime | None = None,
    updated: datetime | None = None,
) -> Grade:
    """The grade of that outcome; the nightly job tells the rest."""
    outcome = outcome_of(clean, yardstick, today=today, source=source, created=created, updated=updated)
    return grader_of(yardstick.rules).grade(outcome)


_graders: dict[str, Grader] = {}


def grader_of(rules: Ruleset) -> Grader:
    """The grader for this state of the rules; the latest few are kept, as compiling takes longer than grading."""
    found = _graders.get(rules.digest)
    if found is None:
        if len(_graders) > 3:
            _graders.clear()
        found = _graders[rules.digest] = Grader(rules)
    return found


def mute(clean: CleanCustomer, muted: frozenset[str]) -> CleanCustomer:
    """The record with the flag "shared" on every value that has lost its force."""
    if not muted or muted.isdisjoint(map(shared_key, clean.values)):
        return clean
    values = tuple(
        one._replace(flags=(*one.flags, SHARED)) if shared_key(one) in muted and SHARED not in one.flags else one
        for one in clean.values
    )
    return clean._replace(values=values)


def checks_of(outcome: str, rules: Ruleset) -> tuple[Check, ...]:
    """The tests that an outcome tells of, one entry for each rule and attribute."""
    counted: dict[tuple[int, int], list[int]] = {}
    for entry in outcome.split(",") if outcome else ():
        number, bits = map(int, entry.split(":"))
        for place in range(len(rules.groups[number].tests)):
            became = bits >> (2 * place) & 3
            if became:
                counts = counted.setdefault((number, place), [0, 0])
                counts[0] += 1
                counts[1] += became == FAILED
    return tuple(
        Check(*rules.groups[number].tests[place], tested, failed)
        for (number, place), (tested, failed) in counted.items()
    )


def grade_of(outcome: str, rules: Ruleset) -> Grade:
    """Points are the weighted share of tests that held; whole numbers throughout, rounded down."""
    checks = checks_of(outcome, rules)
    dimensions = points_by((str(one.rule.dimension), one) for one in checks)
    return Grade(
        outcome=outcome,
        score=score_of(dimensions),
        completeness=dimensions.get(Dimension.COMPLETENESS, BEST),
        validity=dimensions.get(Dimension.VALIDITY, BEST),
        failures=tuple(f"{one.attribute}:{one.rule.code}" for one in checks if one.failed),
        dimensions=dimensions,
        attributes=points_by((one.attribute, one) for one in checks),
    )


def points_by(checks: Iterable[tuple[str, Check]]) -> dict[str, int]:
    """Points for each name that the checks stand under."""
    sums: dict[str, list[int]] = {}
    for name, one in checks:
        both = sums.setdefault(name, [0, 0])
        both[0] += one.rule.weight * one.tested
        both[1] += one.rule.weight * one.failed
    return {name: BEST * (tested - failed) // tested for name, (tested, failed) in sums.items()}


def score_of(dimensions: Mapping[str, int]) -> int:
    """One score of the dimensions by their declared shares; 0 where nothing could be tested."""
    shares = {name: DIMENSIONS[Dimension(name)] for name in dimensions}
    whole = sum(shares.values())
    return sum(shares[name] * points for name, points in dimensions.items()) // whole if whole else 0
