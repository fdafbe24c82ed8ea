"""The language of quality rules' conditions: JSON, checked against a declared table of operations.

    {"all": [{"present": {"part": "postcode"}}, {"le": [{"length": {"part": "city"}}, 60]}]}

Truth has three values. What is missing makes a comparison neither true nor false, and `all`, `any` and `not` pass that
on as SQL does; a condition that comes to neither was not tested. The same table is compiled to Python and to SQL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mdm.errors import RuleError
from mdm.grade.ageing import HalfLife, HalfLives
from mdm.grade.patterns import Pattern, safe_pattern
from mdm.records import PARTS, Catalogue

CONDITION, TEXT, NUMBER = "condition", "text", "number"
# Arguments that are stated, not computed.
PART, ATTRIBUTE, FIELD, MOMENT, FORM, OWN, FACT, FLAG, LIST = (
    "part", "attribute", "field", "moment", "form", "own", "fact", "flag", "list"
)  # fmt: skip
TEXTS, PATTERN, DAYS, CONSTANT, DIVISOR, EITHER = "texts", "pattern", "days", "constant", "divisor", "either"
DEFAULT_DAYS = "days where the policy declares none"

DEEPEST = 8
LARGEST = 1e15
SMALLEST = 1e-6

# Parts that cleansing makes beside those a source can state.
_MADE_PARTS = frozenset({"legal_form", "authority", "domain", "host", "branch"})
VOCABULARY: Mapping[str, frozenset[str]] = {
    PART: frozenset(part for parts in PARTS.values() for part in parts) | _MADE_PARTS,
    FIELD: frozenset({"kind", "country", "source", "created", "updated", "loaded"}),
    MOMENT: frozenset({"created", "updated", "loaded"}),
    FORM: frozenset({"valid", "identifying", "empty"}),
    OWN: frozenset({"display", "usage"}),
    FACT: frozenset({"customers"}),
}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Operation:
    """What an operation takes and gives. With `many` the last argument may come any number of times."""

    gives: str
    takes: tuple[str, ...]
    many: bool = False
    scope: str = ""


OPERATIONS: Mapping[str, Operation] = {
    "all": Operation(CONDITION, (CONDITION,), many=True),
    "any": Operation(CONDITION, (CONDITION,), many=True),
    "not": Operation(CONDITION, (CONDITION,)),
    "present": Operation(CONDITION, (EITHER,)),
    "eq": Operation(CONDITION, (EITHER, EITHER)),
    "ne": Operation(CONDITION, (EITHER, EITHER)),
    "lt": Operation(CONDITION, (EITHER, EITHER)),
    "le": Operation(CONDITION, (EITHER, EITHER)),
    "gt": Operation(CONDITION, (EITHER, EITHER)),
    "ge": Operation(CONDITION, (EITHER, EITHER)),
    "in": Operation(CONDITION, (TEXT, TEXTS)),
    "listed": Operation(CONDITION, (TEXT, LIST)),
    "matches": Operation(CONDITION, (TEXT, PATTERN)),
    "is": Operation(CONDITION, (FORM,), scope="value"),
    "flag": Operation(CONDITION, (FLAG,), many=True, scope="value"),
    "part": Operation(TEXT, (PART,), scope="value"),
    "said": Operation(TEXT, (PART,), scope="value"),
    "own": Operation(TEXT, (OWN,), scope="value"),
    "golden": Operation(TEXT, (PART,), scope="value"),
    "record": Operation(TEXT, (FIELD,)),
    "other": Operation(TEXT, (ATTRIBUTE, PART)),
    "join": Operation(TEXT, (TEXT,), many=True),
    "today": Operation(TEXT, (DAYS,)),
    "age": Operation(NUMBER, (MOMENT,)),
    "length": Operation(NUMBER, (TEXT,)),
    "number": Operation(NUMBER, (TEXT,)),
    "fact": Operation(NUMBER, (FACT,), scope="value"),
    "half_life": Operation(NUMBER, (DEFAULT_DAYS,), scope="value"),
    "count": Operation(NUMBER, (ATTRIBUTE,), scope="record"),
    "add": Operation(NUMBER, (NUMBER, NUMBER)),
    "subtract": Operation(NUMBER, (NUMBER, NUMBER)),
    "multiply": Operation(NUMBER, (NUMBER, CONSTANT)),
    "divide": Operation(NUMBER, (NUMBER, DIVISOR)),
}


@dataclass(frozen=True, slots=True)
class Node:
    """An operation with its arguments: further nodes, or what was stated. `literal` is a text or number by itself."""

    name: str
    gives: str
    arguments: tuple[Any, ...]

    def lists(self) -> frozenset[str]:
        """The reference lists that are asked, anywhere below."""
        return frozenset(str(one.arguments[1]) for one in self.every("listed"))

    def every(self, operation: str) -> Iterator[Node]:
        """Each use of the operation, here and anywhere below."""
        if self.name == operation:
            yield self
        for one in self.arguments:
            if isinstance(one, Node):
                yield from one.every(operation)

    def operations(self) -> frozenset[str]:
        """The operations used, here and anywhere below."""
        return frozenset({self.name}.union(*(one.operations() for one in self.arguments if isinstance(one, Node))))

    def names(self, operation: str) -> frozenset[str]:
        """What the operation of that name is asked for, anywhere below."""
        own = {str(self.arguments[0])} if self.name == operation else set()
        below = [one.names(operation) for one in self.arguments if isinstance(one, Node)]
        return frozenset(own.union(*below))


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads conditions of one rule; `lists` are the codes of the reference lists there are.

    `half_lives` are those that the survivorship policy declares.
    """

    catalogue: Catalogue
    lists: frozenset[str] = field(default_factory=frozenset)
    scope: str = "value"
    half_lives: HalfLives = field(default_factory=dict)

    def condition(self, stated: Any, place: str) -> Node:
        """The condition, checked. Raises RuleError naming the place and the remedy."""
        return self._node(stated, place, CONDITION, 0)

    def _node(self, stated: Any, place: str, wanted: str, depth: int) -> Node:
        if depth > DEEPEST:
            raise RuleError(f"{place} is nested deeper than {DEEPEST}.", remedy="Split the rule in two.")
        node = self._literal(stated, place) if wanted != CONDITION else None
        node = node or self._operation(stated, place, wanted, depth)
        if wanted not in (node.gives, EITHER) or (wanted == EITHER and node.gives == CONDITION):
            raise RuleError(
                f"{place} gives a {node.gives} where a {'text or number' if wanted == EITHER else wanted} belongs.",
                remedy=f"Use one of: {_known(wanted)}.",
            )
        return node

    def _literal(self, stated: Any, place: str) -> Node | None:
        if isinstance(stated, str):
            return Node("literal", TEXT, (_plain(stated, place),))
        if isinstance(stated, (int, float)) and not isinstance(stated, bool):
            return Node("literal", NUMBER, (_number(stated, place),))
        return None

    def _operation(self, stated: Any, place: str, wanted: str, depth: int) -> Node:
        if not isinstance(stated, Mapping) or len(stated) != 1:
            raise RuleError(
                f"{place} is no single operation.",
                remedy=f'Write {{"operation": argument}} with one of: {_known(wanted)}.',
            )
        name, given = next(iter(stated.items()))
        operation = OPERATIONS.get(name)
        if operation is None:
            raise RuleError(f'{place} uses "{name}", which is no operation.', remedy=f"Use one of: {_known(wanted)}.")
        if operation.scope and operation.scope != self.scope:
            raise RuleError(
                f'{place}: "{name}" is for rules about {operation.scope}s.',
                remedy=f'Set "scope" to "{operation.scope}".',
            )
        return Node(name, operation.gives, self._arguments(name, operation, given, place, depth))

    def _arguments(self, name: str, operation: Operation, given: Any, place: str, depth: int) -> tuple[Any, ...]:
        takes = operation.takes
        listed = given if isinstance(given, (list, tuple)) and (operation.many or len(takes) > 1) else [given]
        if operation.many and listed:
            takes = takes * len(listed)
        if len(listed) != len(takes) or not listed:
            raise RuleError(
                f'{place}: "{name}" has {len(listed)} arguments.',
                remedy=f"It takes {len(takes) or 'at least one'}: {', '.join(takes)}.",
            )
        places = [f"{place}.{name}" + (f"[{number}]" if len(listed) > 1 else "") for number in range(len(listed))]
        read = tuple(
            self._argument(kind, one, where, depth + 1) for kind, one, where in zip(takes, listed, places, strict=True)
        )
        kinds = {one.gives for one in read if isinstance(one, Node)}
        if takes == (EITHER, EITHER) and len(kinds) > 1:
            raise RuleError(
                f"{place}.{name} compares a text with a number.",
                remedy='Make both alike: {"number": …} reads a text as one.',
            )
        return read

    def _argument(self, kind: str, stated: Any, place: str, depth: int) -> Any:
        if kind in (CONDITION, TEXT, NUMBER, EITHER):
            return self._node(stated, place, kind, depth)
        if kind in (CONSTANT, DIVISOR):
            return _constant(kind, stated, place)
        if kind == DEFAULT_DAYS:
            return HalfLife(_lasting(stated, place), self.half_lives)
        if kind in _STATED:
            return _STATED[kind](stated, place)
        if not isinstance(stated, str):
            raise RuleError(f"{place} is no text.", remedy=f"State a {kind}.")
        if kind == PATTERN:
            return Pattern(safe_pattern(stated, place))
        return self._name(kind, stated, place)

    def _name(self, kind: str, stated: str, place: str) -> str:
        known = VOCABULARY.get(kind)
        if kind == ATTRIBUTE:
            known = frozenset(self.catalogue.attributes)
        elif kind == LIST:
            known = self.lists
        if known is not None and stated not in known:
            raise RuleError(
                f'{place} names the {kind} "{stated[:40]}", which there is not.',
                remedy=f"Known: {', '.join(sorted(known)) or 'none'}.",
            )
        if not _NAME.fullmatch(stated):
            raise RuleError(f"{place} is no name.", remedy="Names are small letters, digits and _.")
        return stated


def _known(wanted: str) -> str:
    gives = (TEXT, NUMBER) if wanted == EITHER else (wanted,)
    return ", ".join(name for name, one in OPERATIONS.items() if one.gives in gives)


def _plain(stated: str, place: str) -> str:
    if "\0" in stated or len(stated) > 200:
        raise RuleError(f"{place} is a text that can't be compared.", remedy="Use at most 200 signs, none of them NUL.")
    return stated


def _number(stated: Any, place: str) -> float:
    if isinstance(stated, bool) or not isinstance(stated, (int, float)) or not abs(stated) <= LARGEST:
        raise RuleError(f"{place} is no number.", remedy="State a plain number, no larger than 10 to the 15th.")
    return float(stated)


def _constant(kind: str, stated: Any, place: str) -> float:
    number = _number(stated, place)
    if kind == DIVISOR and number == 0:
        raise RuleError(f"{place} divides by zero.", remedy="State a divisor other than 0.")
    if number and abs(number) < SMALLEST:
        raise RuleError(f"{place} is closer to 0 than {SMALLEST}.", remedy="State a larger number.")
    return number


def _days(stated: Any, place: str) -> int:
    if isinstance(stated, bool) or not isinstance(stated, int) or abs(stated) > 100_000:
        raise RuleError(f"{place} is no number of days.", remedy="State whole days from today, negative for the past.")
    return stated


def _lasting(stated: Any, place: str) -> float:
    if isinstance(stated, bool) or not isinstance(stated, int) or not 1 <= stated <= 100_000:
        raise RuleError(
            f"{place} is no number of days.", remedy="State whole days, at least 1, for where the policy declares none."
        )
    return float(stated)


def _texts(stated: Any, place: str) -> tuple[str, ...]:
    if not isinstance(stated, (list, tuple)) or not stated or not all(isinstance(one, str) for one in stated):
        raise RuleError(f"{place} is no list of texts.", remedy='Write ["a", "b"].')
    return tuple(_plain(one, place) for one in stated)


_STATED: Mapping[str, Callable[[Any, str], Any]] = {DAYS: _days, TEXTS: _texts}
