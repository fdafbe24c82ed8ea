"""Trust that follows measured quality: in a survivorship policy, sources in the order of their grades. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

ANY = "*"
_PRIORITY = "source_priority"
_APART = frozenset({"best", "union", "unanimous"})

# Source code -> attribute -> points.
Grades = Mapping[str, Mapping[str, int]]


def by_grade(declaration: Mapping[str, Any], grades: Grades, trust: Mapping[str, int], *, run: int) -> dict[str, Any]:
    """The policy with every source priority in the order that this run measured, equal ones by their declared trust.

    A rule that goes by source priority becomes one rule an attribute, so that each goes by its own grades. Attributes
    that survive together, and all the others, go by the mean. A source without a grade there comes last.
    """
    rules = [_ranked(one, grades, trust, run) for rule in declaration["rules"] for one in _apart(rule)]
    return {**declaration, "rules": rules}


def is_followed(declaration: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether the policy has these orders and points already, whichever run measured them."""
    return bool(_without_run(declaration) == _without_run(wanted))


def _without_run(stated: Any) -> Any:
    if isinstance(stated, Mapping):
        return {name: _without_run(one) for name, one in stated.items() if name != "run"}
    return [_without_run(one) for one in stated] if isinstance(stated, list) else stated


def _apart(rule: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    by_priority = any(_name(one) == _PRIORITY for one in rule.get("order", ()))
    if by_priority and ANY not in rule["attributes"] and rule.get("take", "best") in _APART:
        yield from ({**rule, "attributes": [attribute]} for attribute in rule["attributes"])
    else:
        yield rule


def _ranked(rule: Mapping[str, Any], grades: Grades, trust: Mapping[str, int], run: int) -> dict[str, Any]:
    wanted = [one for one in rule["attributes"] if one != ANY]
    points = {source: _mean([own[one] for one in wanted or own if one in own]) for source, own in grades.items()}
    order = sorted(grades, key=lambda source: (-_or_last(points[source]), -trust.get(source, 0), source))
    measured = {"run": run, "points": {one: points[one] for one in order if points[one] is not None}}
    if len(wanted) != 1:
        measured["is_mean"] = True
    criterion = {"by": _PRIORITY, "sources": order, "measured": measured}
    return {**rule, "order": [criterion if _name(one) == _PRIORITY else one for one in rule.get("order", ())]}


def _mean(points: Sequence[int]) -> float | None:
    return round(sum(points) / len(points), 1) if points else None


def _or_last(points: float | None) -> float:
    return -1.0 if points is None else points


def _name(criterion: Any) -> Any:
    return criterion.get("by") if isinstance(criterion, Mapping) else criterion
