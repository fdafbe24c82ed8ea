"""Conditions as SQL over stored clean values: what grades a million records at once.

Row `v` is one value of a record with the record's own columns beside it; row `r` is a record with counts of its values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from mdm.grade.ageing import HalfLife
from mdm.grade.language import Node
from mdm.grade.patterns import Pattern
from mdm.grade.predicates import JOINED_BY, NUMERIC
from mdm.records import INVALIDATING_FLAGS, NON_IDENTIFYING_FLAGS

# Texts compare by code point, as Python's do.
_BY_CODE_POINT = 'COLLATE "C"'


def quoted(text: str) -> str:
    """A text as an SQL literal. Conditions can't hold NUL, and standard_conforming_strings leaves backslashes alone."""
    return "'" + text.replace("'", "''") + "'"


def array(texts: Sequence[str]) -> str:
    """Texts as an SQL array."""
    return f"ARRAY[{', '.join(map(quoted, texts))}]::text[]"


def condition_sql(node: Node, *, row: str, today: date) -> str:
    """The condition as an SQL expression over that row."""
    arguments = [condition_sql(one, row=row, today=today) if isinstance(one, Node) else one for one in node.arguments]
    if node.name in _COMPARED:
        is_text = any(isinstance(one, Node) and one.gives == "text" for one in node.arguments)
        return f"({arguments[0]} {_COMPARED[node.name]} {arguments[1]}{' ' + _BY_CODE_POINT if is_text else ''})"
    if node.name == "today":
        return quoted((today + timedelta(days=int(arguments[0]))).isoformat())
    if node.name == "age":
        return f"({quoted(today.isoformat())}::date - ({row}.{arguments[0]} AT TIME ZONE 'UTC')::date)::float8"
    return _WRITTEN[node.name](row, *arguments)


def count_name(attribute: str) -> str:
    """The column of row `r` that counts the valid values of that attribute."""
    return f"n_{attribute.replace('-', '_')}"


def is_valid(row: str) -> str:
    """Whether the row's value is valid, as CleanValue.is_valid tells."""
    return _form(row, "valid")


def _form(row: str, form: str) -> str:
    filled = f"({row}.clean <> '{{}}'::jsonb)"
    if form == "empty":
        return f"(NOT {filled})"
    spoilt = INVALIDATING_FLAGS if form == "valid" else NON_IDENTIFYING_FLAGS
    return f"({filled} AND NOT ({row}.flags ?| {array(sorted(spoilt))}))"


def _text(path: str) -> str:
    return f"nullif({path}, '')"


def _literal(_row: str, literal: Any) -> str:
    return f"nullif({quoted(literal)}, '')" if isinstance(literal, str) else _float(literal)


def _float(number: float) -> str:
    return f"'{number!r}'::float8"


def _stated(row: str, name: str) -> str:
    if name in ("created", "updated", "loaded"):
        return f"to_char({row}.{name} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
    return _text(f"{row}.{name}")


def _other(row: str, attribute: str, part: str) -> str:
    path = quoted(f'$[*] ? (@.attribute == "{attribute}")')
    return _text(f"jsonb_path_query_first({row}.\"values\", {path}) -> 'clean' ->> {quoted(part)}")


def _golden(row: str, part: str) -> str:
    return _text(f"{row}.golden ->> {quoted(part)}")


def _listed(_row: str, operand: str, code: str) -> str:
    inside = f"EXISTS (SELECT FROM mdm_referenceentry e WHERE e.list_id = {quoted(code)} AND e.entry = {operand})"
    return f"(CASE WHEN {operand} IS NOT NULL THEN {inside} END)"


def _matches(_row: str, operand: str, pattern: Pattern) -> str:
    return f"({operand} {_BY_CODE_POINT} ~ {quoted(pattern.sql)})"


def _number(_row: str, operand: str) -> str:
    # CASE would not keep PostgreSQL from casting a constant that is no number, such as a date.
    return f"substring({operand} FROM '^(?:{NUMERIC})$')::float8"


def _half_life(row: str, life: HalfLife) -> str:
    if not life.declared:
        return _float(life.default)
    known = " ".join(
        f"WHEN {quoted(JOINED_BY.join(key))} THEN {_float(days)}" for key, days in sorted(life.declared.items())
    )
    asked = f" || {quoted(JOINED_BY)} || ".join(f"{row}.{one}" for one in ("attribute", "kind", "source"))
    return f"(CASE {asked} {known} ELSE {_float(life.default)} END)"


_COMPARED: Mapping[str, str] = {"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}

_WRITTEN: Mapping[str, Callable[..., str]] = {
    "all": lambda _row, *conditions: f"({' AND '.join(conditions)})",
    "any": lambda _row, *conditions: f"({' OR '.join(conditions)})",
    "not": lambda _row, condition: f"(NOT {condition})",
    "literal": _literal,
    "present": lambda _row, operand: f"({operand} IS NOT NULL)",
    "in": lambda _row, operand, texts: f"({operand} = ANY({array(texts)}))",
    "listed": _listed,
    "matches": _matches,
    "is": _form,
    "flag": lambda row, *flags: f"({row}.flags ?| {array(flags)})",
    "part": lambda row, part: _text(f"{row}.clean ->> {quoted(part)}"),
    "said": lambda row, part: _text(f"{row}.said ->> {quoted(part)}"),
    "own": lambda row, name: _text(f"{row}.{name}"),
    "golden": _golden,
    "record": _stated,
    "other": _other,
    "join": lambda _row, *texts: f"({(' || ' + quoted(JOINED_BY) + ' || ').join(texts)})",
    "length": lambda _row, text: f"char_length({text})::float8",
    "number": _number,
    "fact": lambda row, _name: f"coalesce({row}.customers, 1)::float8",
    "half_life": _half_life,
    "count": lambda row, attribute: f"{row}.{count_name(attribute)}::float8",
    "add": lambda _row, left, right: f"({left} + {right})",
    "subtract": lambda _row, left, right: f"({left} - {right})",
    "multiply": lambda _row, number, constant: f"({number} * {_float(constant)})",
    "divide": lambda _row, number, constant: f"({number} / {_float(constant)})",
}
