"""Conditions in words, so that people who do not read JSON can read a rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mdm.grade.ageing import HalfLife
from mdm.grade.language import NUMBER, Node
from mdm.grade.patterns import Pattern


def in_words(node: Node) -> str:
    """The condition as a phrase: 'its postcode is there'."""
    compared = _OF_NUMBERS if getattr(node.arguments[0], "gives", "") == NUMBER else {}
    return {**_OF, **compared}[node.name](*(_told(one, node) for one in node.arguments))


def _told(argument: Any, above: Node) -> str:
    if not isinstance(argument, Node):
        return _stated(argument)
    phrase = in_words(argument)
    is_mixed = above.name in {"all", "any", "not"} and argument.name in {"all", "any"} and above.name != argument.name
    return f"({phrase})" if is_mixed else phrase


def _stated(argument: Any) -> str:
    if isinstance(argument, Pattern):
        return argument.text
    if isinstance(argument, HalfLife):
        return f"{argument.default:,g}"
    if isinstance(argument, float):
        return f"{argument:g}"
    if isinstance(argument, (list, tuple)):
        return ", ".join(map(str, argument))
    return str(argument).replace("_", " ")


def _day(days: str) -> str:
    number = int(days)
    if not number:
        return "today"
    return f"the day {abs(number):,} days {'ago' if number < 0 else 'ahead'}"


_OF: Mapping[str, Callable[..., str]] = {
    "all": lambda *conditions: " and ".join(conditions),
    "any": lambda *conditions: " or ".join(conditions),
    "not": lambda condition: f"not: {condition}",
    "literal": lambda literal: f"“{literal}”" if not literal.replace(".", "", 1).lstrip("-").isdigit() else literal,
    "present": lambda operand: f"{operand} is there",
    "eq": lambda left, right: f"{left} is {right}",
    "ne": lambda left, right: f"{left} is not {right}",
    "lt": lambda left, right: f"{left} comes before {right}",
    "le": lambda left, right: f"{left} is at most {right}",
    "gt": lambda left, right: f"{left} comes after {right}",
    "ge": lambda left, right: f"{left} is at least {right}",
    "in": lambda operand, texts: f"{operand} is one of {texts}",
    "listed": lambda operand, code: f"{operand} stands in the list “{code}”",
    "matches": lambda operand, pattern: f"{operand} has the form {pattern}",
    "is": lambda form: f"the value is {form}",
    "flag": lambda *flags: f"cleansing found it {' or '.join(flags)}",
    "part": lambda part: f"its {part}",
    "said": lambda part: f"its {part}, as the source wrote it",
    "own": lambda name: f"its {name}",
    "golden": lambda part: f"the golden record's {part}",
    "record": lambda name: {"created": "the day of creation", "updated": "the day of the last change",
                            "loaded": "the day of loading"}.get(name, f"the record's {name}"),
    "other": lambda attribute, part: f"the {attribute}'s {part}",
    "join": lambda *texts: " with ".join(texts),
    "today": _day,
    "age": lambda name: f"the days since it was {name}",
    "length": lambda text: f"the length of {text}",
    "number": lambda text: f"{text}, as a number,",
    "fact": lambda _name: "the number of customers who share it",
    "half_life": lambda days: f"its half-life ({days} days where the policy declares none)",
    "count": lambda attribute: f"the number of valid values of {attribute}",
    "add": lambda left, right: f"{left} plus {right}",
    "subtract": lambda left, right: f"{left} less {right}",
    "multiply": lambda number, constant: f"{number} times {constant}",
    "divide": lambda number, constant: f"{number} divided by {constant}",
}  # fmt: skip
_OF_NUMBERS: Mapping[str, Callable[..., str]] = {
    "lt": lambda left, right: f"{left} is less than {right}",
    "gt": lambda left, right: f"{left} is more than {right}",
}
