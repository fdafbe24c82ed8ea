"""Reading one column, or several joined, of a row as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

from mdm.acquire.rows import RowError

Fields = Mapping[str, Any]
Getter = Callable[[Fields], str]

# Up to here every whole float stands for exactly one integer, so "4.9e13" is a phone number that a spreadsheet widened.
_EXACT_FLOAT = 2**53


def cell_text(value: Any) -> str:
    """A cell of any format as text, trimmed; missing is ""."""
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, list):
        return " ".join(filter(None, map(cell_text, value)))
    return "" if isinstance(value, Mapping) else str(value)


def column_getter(column: str, missing: frozenset[str], limit: int) -> Getter:
    """Reads that column; a text among `missing` counts as not there, one over the limit refuses the row."""

    def get(fields: Fields) -> str:
        value = fields.get(column)
        text = value.strip() if value.__class__ is str else cell_text(value)
        if len(text) > limit:
            raise too_long(column, len(text), limit)
        return "" if text in missing else text

    return get


def joined_getter(getters: tuple[Getter, ...], separator: str) -> Getter:
    """Reads several columns as one text; empty ones leave no separator behind."""

    def get(fields: Fields) -> str:
        return separator.join([text for one in getters if (text := one(fields))])

    return get


def too_long(column: str, length: int, limit: int) -> RowError:
    """The error for a value beyond the declared limit."""
    return RowError(
        column,
        "value_too_long",
        f"Column '{column}' holds {length} characters; the mapping allows {limit}.",
        "Look for an unclosed quote or a shifted column in the file; shorten the value, or raise field_limit.",
    )


def _float_text(value: float) -> str:
    if not isfinite(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) <= _EXACT_FLOAT else repr(value)
