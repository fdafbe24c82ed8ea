"""Trust that follows measured quality: in a survivorship policy, sources in the order of their grades. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ANY = "*"
_PRIORITY = "source_priority"

# Source code -> attribute -> points.
Grades = Mapping[str, Mapping[str, int]]


def by_grade(declaration: Mapping[str, Any], grades: Grades, trust: Mapping[str, int]) -> dict[str, Any]:
    """The policy with every source priority in the order of measured grades, equal ones by their declared trust.

    A rule for several attributes goes by the mean of their grades; a source without a grade there comes last.
    """
    rules = [{**rule, "order": [_criterion(one, _order(rule, grades, trust)) for one in rule.get("order", ())]}
             for rule in declaration["rules"]]  # fmt: skip
    return {**declaration, "rules": rules}


def _order(rule: Mapping[str, Any], grades: Grades, trust: Mapping[str, int]) -> list[str]:
    wanted = [one for one in rule["attributes"] if one != ANY]

    def standing(source: str) -> tuple[float, int, str]:
        points = [grades[source][one] for one in wanted or grades[source] if one in grades[source]]
        return -(sum(points) / len(points) if points else -1.0), -trust.get(source, 0), source

    return sorted(grades, key=standing)


def _criterion(stated: Any, order: list[str]) -> Any:
    name = stated.get("by") if isinstance(stated, Mapping) else stated
    return {"by": _PRIORITY, "sources": order} if name == _PRIORITY else stated
