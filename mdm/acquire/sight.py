"""Which columns of a source's payload a reader may see."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Protocol

from mdm.access.sight import seen_columns
from mdm.acquire.declaration import parse


class DeclaredMapping(Protocol):
    """A stored mapping."""

    pk: int
    declaration: Mapping[str, Any]


def visible_columns(declaration: Mapping[str, Any], hidden: Collection[str]) -> frozenset[str]:
    """The columns that the mapping reads, less those that feed a hidden attribute.

    A column that the mapping ignores may hold anything, so it is not among them.
    """
    parsed = parse(declaration)
    feeding = {column for one in parsed.entries if one.attribute in hidden for column in one.columns}
    return parsed.columns - feeding


class ColumnSight:
    """Shows payloads to a reader from whom these attributes are hidden; looks at each mapping once."""

    def __init__(self, hidden: Collection[str]) -> None:
        self._hidden = hidden
        self._visible: dict[int, frozenset[str]] = {}

    def seen(self, row: Mapping[str, Any], mapping: DeclaredMapping | None) -> dict[str, Any]:
        """The row with what may not be seen masked. Without a mapping nobody knows what a column holds."""
        if not self._hidden:
            return dict(row)
        if mapping is None:
            return seen_columns(row, frozenset())
        if mapping.pk not in self._visible:
            self._visible[mapping.pk] = visible_columns(mapping.declaration, self._hidden)
        return seen_columns(row, self._visible[mapping.pk])
