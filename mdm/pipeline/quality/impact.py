"""What breaks when a source no longer delivers a column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mdm.acquire.declaration import Declaration
from mdm.acquire.entries import Entry
from mdm.pipeline.quality.consumers import Consumer

Readers = Mapping[str, tuple[str, Sequence[Consumer]]]
"""Label and consumers of each attribute."""


@dataclass(frozen=True, slots=True)
class Loss:
    """An attribute that gets less: from whom it still comes, and whom that concerns."""

    code: str
    label: str
    parts: tuple[str, ...]
    others: tuple[str, ...]
    consumers: tuple[Consumer, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """A column, what it decides, and what becomes of deliveries and attributes without it."""

    column: str
    weight: str
    roles: tuple[str, ...]
    delivery: str
    losses: tuple[Loss, ...]

    @property
    def lines(self) -> int:
        """How many lines of a table tell of it: one an attribute."""
        return max(1, len(self.losses))

    @property
    def only_source_of(self) -> tuple[str, ...]:
        """Attributes that no other source would feed."""
        return tuple(one.label for one in self.losses if not one.others)


def impact(declared: Declaration, readers: Readers, column: str, others: Mapping[str, Sequence[str]]) -> Impact:
    """What the loss of that column means. `others` are the other sources that feed each attribute."""
    entries = [one for one in declared.entries if column in one.every_column]
    roles = tuple(_roles(declared, column))
    losses = tuple(_losses(entries, readers, others))
    weight = _weight(declared, column, roles, losses)
    return Impact(column, weight, roles, _delivery(declared, column), losses)


def _roles(declared: Declaration, column: str) -> Iterator[str]:
    kind = declared.kind
    rules = (
        ("key of the record", column in declared.key_columns),
        ("kind of customer", column in {kind.column, *kind.filled, *kind.empty}),
        ("when the source created it", declared.created_at is not None and declared.created_at.column == column),
        ("when the source changed it", declared.updated_at is not None and declared.updated_at.column == column),
        ("whether the source deleted it", declared.deleted is not None and declared.deleted.column == column),
    )
    return (role for role, holds in rules if holds)


def _losses(entries: Sequence[Entry], readers: Readers, others: Mapping[str, Sequence[str]]) -> Iterator[Loss]:
    for code in dict.fromkeys(one.attribute for one in entries):
        parts = dict.fromkeys(part for one in entries if one.attribute == code for part in one.parts)
        label, uses = readers.get(code, (code, ()))
        yield Loss(code, label, tuple(parts), tuple(others.get(code, ())), tuple(uses))


def _weight(declared: Declaration, column: str, roles: Sequence[str], losses: Sequence[Loss]) -> str:
    if column not in declared.columns:
        return "none"
    if column in declared.optional:
        return "some" if roles or losses else "none"
    return "severe" if roles or any(not one.others for one in losses) else "some"


def _delivery(declared: Declaration, column: str) -> str:
    if column not in declared.columns:
        return "Taken as before: nothing reads it."
    if column in declared.key_columns:
        return "Refused: without its key no record can be found again."
    if column in declared.optional:
        return "Taken; the value stays away."
    return "Refused, where the file has a header, until the mapping no longer reads it."
