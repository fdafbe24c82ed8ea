"""The rules as tests of one record: what becomes of each, as bits; what comes out alike is remembered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from mdm.grade.predicates import Condition, Subject, predicate
from mdm.grade.rules import Group, Rule
from mdm.records import CleanValue

PASSED, FAILED = 1, 3
MOST_REMEMBERED = 100_000


class _Test:
    """A rule's conditions as functions. Its bits stand at `shift` in those of its group."""

    __slots__ = ("holds", "shift", "when")

    def __init__(self, rule: Rule, place: int) -> None:
        self.when: Condition | None = predicate(rule.when) if rule.when else None
        self.holds: Condition = predicate(rule.holds)
        self.shift = 2 * place

    def bits(self, subject: Subject, value: CleanValue | None) -> int:
        if self.when is not None and not self.when(subject, value):
            return 0
        truth = self.holds(subject, value)
        return 0 if truth is None else (PASSED if truth else FAILED) << self.shift


class Paper:
    """The tests of one group that concern records of one kind, country and source.

    Tests that look at a value's flags and at which parts it has come out the same for all values alike in these, and
    tests that count usable values for all records with the same ones: these are remembered.
    """

    __slots__ = ("_alike", "_others", "_remembered", "number")

    def __init__(self, group: Group, subject: Subject) -> None:
        self.number = group.number
        concerned = [
            (rule, _Test(rule, place))
            for place, (rule, _) in enumerate(group.tests)
            if rule.concerns(subject.kind, subject.country, subject.source)
        ]
        if not group.attribute:
            asked: tuple[frozenset[str], ...] = (_COUNTS,)
        else:
            # Where it is not known how many customers share a value, it is everywhere the same.
            asked = (_PARTS,) if subject.customers else (_PARTS, _FACTS)
        is_alike = [any(rule.operations() <= some for some in asked) for rule, _ in concerned]
        self._alike = [test for (_, test), alike in zip(concerned, is_alike, strict=True) if alike]
        self._others = [test for (_, test), alike in zip(concerned, is_alike, strict=True) if not alike]
        self._remembered: dict[object, int] = {}

    def bits(self, subject: Subject, value: CleanValue | None) -> int:
        if value is None:
            key: object = frozenset(Counter(one.attribute for one in subject.values if one.is_valid).items())
        else:
            key = (value.flags, bool(value.clean), *[part for part, text in value.clean.items() if text])
        bits = self._remembered.get(key)
        if bits is None:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            bits = self._remembered[key] = _bits(self._alike, subject, value)
        return bits | _bits(self._others, subject, value) if self._others else bits

    def __bool__(self) -> bool:
        """Whether it has a test at all."""
        return bool(self._alike or self._others)


class Papers(NamedTuple):
    """The papers that concern records of one kind, country and source, those of values by attribute."""

    of_records: tuple[Paper, ...]
    of_values: Mapping[str, Paper]

    @classmethod
    def of(cls, groups: Iterable[Group], subject: Subject) -> Papers:
        papers = [(group.attribute, paper) for group in groups if (paper := Paper(group, subject))]
        return cls(
            tuple(paper for attribute, paper in papers if not attribute),
            {attribute: paper for attribute, paper in papers if attribute},
        )


# What tests may ask that are remembered: of values and of records.
_LOGIC = frozenset({"all", "any", "not", "literal"})
_ARITHMETIC = frozenset({"eq", "ne", "lt", "le", "gt", "ge", "add", "subtract", "multiply", "divide"})
_PARTS = _LOGIC | {"flag", "is", "part", "present"}  # nothing here looks into a part
_FACTS = _LOGIC | {"flag", "is", "fact"} | _ARITHMETIC
_COUNTS = _LOGIC | {"count", "present"} | _ARITHMETIC


def _bits(tests: Iterable[_Test], subject: Subject, value: CleanValue | None) -> int:
    bits = 0
    for test in tests:
        bits |= test.bits(subject, value)
    return bits
