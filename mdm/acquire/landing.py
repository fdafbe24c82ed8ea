"""What landing a row means for the record that is there already. Pure: the records come from the caller."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Landing:
    """A mapped row on its way in. Keys are distinct within one call of `land`."""

    line: int
    key: str
    payload: Mapping[str, Any]
    content_hash: bytes
    stated_created_at: datetime | None = None
    stated_updated_at: datetime | None = None
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """A record as it stands."""

    record: int
    content_hash: bytes
    is_open: bool
    number: int


@dataclass(slots=True)
class Sorted:
    """Rows by what must be done with them."""

    new: list[Landing] = field(default_factory=list)
    changed: list[tuple[Known, Landing]] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    unchanged: int = 0


def sort_rows(rows: Sequence[Landing], known: Mapping[str, Known]) -> Sorted:
    """What is to be done with each row, given the records that are known by key."""
    found = Sorted()
    for row in rows:
        present = known.get(row.key)
        if row.is_deleted and present is not None and present.is_open:
            found.closed.append(present.record)
        elif row.is_deleted or (present and present.is_open and present.content_hash == row.content_hash):
            found.unchanged += 1
        elif present is None:
            found.new.append(row)
        else:
            found.changed.append((present, row))
    return found
