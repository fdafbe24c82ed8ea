"""Conditions as Python functions over clean values: what grades a record when it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from mdm.grade.language import Node
from mdm.records import VALUE, AttributeKind, CleanValue

NUMERIC = r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?"
_NUMERIC = re.compile(NUMERIC)
JOINED_BY = "|"

Golden = Mapping[str, Mapping[str, str]]
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Subject(NamedTuple):
    """A record as rules see it. `golden` is its customer's values, by attribute; `customers` how many share a value."""

    kind: str
    country: str
    values: Sequence[CleanValue]
    today: date
    source: str = ""
    created: datetime | None = None
    updated: datetime | None = None
    loaded: datetime | None = None
    golden: Golden = _NOTHING
    customers: Mapping[str, int] = _NOTHING
    lists: Mapping[str, frozenset[str]] = _NOTHING


Truth = bool | None
Condition = Callable[[Subject, CleanValue | None], Truth]
Operand = Callable[[Subject, CleanValue], Any]
T = TypeVar("T")

SHARED_KINDS = frozenset({AttributeKind.EMAIL, AttributeKind.PHONE, AttributeKind.IDENTIFIER})


def shared_key(value: CleanValue) -> str:
    """Under which key it is counted how many customers share the value; empty for kinds that are not counted."""
    if value.kind not in SHARED_KINDS or not value.clean.get(VALUE):
        return ""
    authority = f"{value.clean.get('authority', '')}:" if value.kind is AttributeKind.IDENTIFIER else ""
    return f"{value.kind}:{authority}{value.clean[VALUE]}"


def predicate(node: Node) -> Condition:
    """The condition as a function of a record and, in rules about values, one value of it."""
    made: Condition = _MADE[node.name](*(predicate(one) if isinstance(one, Node) else one for one in node.arguments))
    return made


def _all(*conditions: Condition) -> Condition:
    def every(subject: Subject, value: CleanValue | None) -> Truth:
        found: Truth = True
        for one in conditions:
            truth = one(subject, value)
            if truth is False:
                return False
            if truth is None:
                found = None
        return found

    return every


def _any(*conditions: Condition) -> Condition:
    def some(subject: Subject, value: CleanValue | None) -> Truth:
        found: Truth = False
        for one in conditions:
            truth = one(subject, value)
            if truth:
                return True
            if truth is None:
                found = None
        return found

    return some


def _not(condition: Condition) -> Condition:
    def opposite(subject: Subject, value: CleanValue | None) -> Truth:
        truth = condition(subject, value)
        return None if truth is None else not truth

    return opposite


def _of_one(function: Callable[[Any], Any]) -> Callable[[Operand], Operand]:
    """What is missing stays missing."""

    def made(operand: Operand) -> Operand:
        def computed(subject: Subject, value: CleanValue) -> Any:
            said = operand(subject, value)
            return None if said is None else function(said)

        return computed

    return made


def _of_two(function: Callable[[Any, Any], Any]) -> Callable[[Operand, Operand], Operand]:
    def made(left: Operand, right: Operand) -> Operand:
        def computed(subject: Subject, value: CleanValue) -> Any:
            first, second = left(subject, value), right(subject, value)
            return None if first is None or second is None else function(first, second)

        return computed

    return made


def _with_constant(function: Callable[[Any, Any], Any]) -> Callable[[Operand, Any], Operand]:
    return lambda operand, constant: _of_one(lambda said: function(said, constant))(operand)


def _listed(operand: Operand, code: str) -> Operand:
    def computed(subject: Subject, value: CleanValue) -> Truth:
        said, entries = operand(subject, value), subject.lists.get(code)
        # Long lists stay in the database; without the list at hand the value is not tested.
        return None if said is None or entries is None else said in entries

    return computed


_FORMS: Mapping[str, Callable[[CleanValue], bool]] = {
    "valid": lambda value: value.is_valid,
    "identifying": lambda value: value.is_identifying,
    "empty": lambda value: not value.clean,
}


def _flag(*flags: str) -> Operand:
    sought = frozenset(flags)
    return lambda _, value: not sought.isdisjoint(value.flags)


def _other(attribute: str, part: str) -> Operand:
    def first(subject: Subject, _: CleanValue) -> str | None:
        found = next((one for one in subject.values if one.attribute == attribute), None)
        return (found.clean.get(part) or None) if found else None

    return first


def _stated(name: str) -> Operand:
    if name in ("created", "updated", "loaded"):
        return lambda subject, _: _day(getattr(subject, name))
    return lambda subject, _: getattr(subject, name) or None


def _day(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).date().isoformat() if moment else None


def _age(name: str) -> Operand:
    def days(subject: Subject, _: CleanValue) -> float | None:
        moment: datetime | None = getattr(subject, name)
        return float((subject.today - moment.astimezone(UTC).date()).days) if moment else None

    return days


def _count(attribute: str) -> Operand:
    return lambda subject, _: float(sum(one.attribute == attribute and one.is_valid for one in subject.values))


def _joined(*operands: Operand) -> Operand:
    def text(subject: Subject, value: CleanValue) -> str | None:
        parts = [one(subject, value) for one in operands]
        return None if None in parts else JOINED_BY.join(parts)

    return text


_MADE: Mapping[str, Callable[..., Any]] = {
    "all": _all,
    "any": _any,
    "not": _not,
    "literal": lambda literal: lambda _, __: literal or (None if literal == "" else literal),
    "present": lambda operand: lambda subject, value: operand(subject, value) is not None,
    "eq": _of_two(lambda left, right: left == right),
    "ne": _of_two(lambda left, right: left != right),
    "lt": _of_two(lambda left, right: left < right),
    "le": _of_two(lambda left, right: left <= right),
    "gt": _of_two(lambda left, right: left > right),
    "ge": _of_two(lambda left, right: left >= right),
    "in": lambda operand, texts: _of_one(frozenset(texts).__contains__)(operand),
    "listed": _listed,
    "matches": lambda operand, pattern: _of_one(pattern.fits)(operand),
    "is": lambda form: lambda _, value: _FORMS[form](value),
    "flag": _flag,
    "part": lambda part: lambda _, value: value.clean.get(part) or None,
    "said": lambda part: lambda _, value: value.said.get(part) or None,
    "own": lambda name: lambda _, value: getattr(value, name) or None,
    "golden": lambda part: lambda subject, value: subject.golden.get(value.attribute, _NOTHING).get(part) or None,
    "record": _stated,
    "other": _other,
    "join": _joined,
    "today": lambda days: lambda subject, _: (subject.today + timedelta(days=days)).isoformat(),
    "age": _age,
    "length": _of_one(lambda text: float(len(text))),
    "number": _of_one(lambda text: float(text) if _NUMERIC.fullmatch(text) else None),
    "fact": lambda _name: lambda subject, value: float(subject.customers.get(shared_key(value), 1)),
    "half_life": lambda life: lambda subject, value: life.of(value.attribute, subject.kind, subject.source),
    "count": _count,
    "add": _of_two(lambda left, right: left + right),
    "subtract": _of_two(lambda left, right: left - right),
    "multiply": _with_constant(lambda number, constant: number * constant),
    "divide": _with_constant(lambda number, constant: number / constant),
}
