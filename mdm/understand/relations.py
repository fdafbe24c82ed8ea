"""A customer's relations to others: what several sources say of the same is told once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from mdm.syndicate.profiles import Place


@dataclass(frozen=True, slots=True)
class Relation:
    """How the customer stands to another. `is_inverse` where the other's record states it; `said_by` sent it."""

    type: str
    is_inverse: bool
    customer: UUID
    since: date | None
    until: date | None
    said_by: tuple[Place, ...]

    def holds_on(self, day: date) -> bool:
        """Whether it holds on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


def gathered(said: Iterable[Relation], *, symmetric: frozenset[str] = frozenset()) -> list[Relation]:
    """Relations of one type to one customer as one, from the first day that is said; one without an end has none.

    Those of a `symmetric` type are one from either end. In the order of type and customer.
    """
    found: dict[tuple[str, bool, UUID], Relation] = {}
    for one in said:
        told = replace(one, is_inverse=False) if one.type in symmetric else one
        key = (told.type, told.is_inverse, told.customer)
        found[key] = _joined(found[key], told) if key in found else told
    return [found[key] for key in sorted(found)]


def _joined(one: Relation, other: Relation) -> Relation:
    return replace(
        one,
        since=min((day for day in (one.since, other.since) if day), default=None),
        until=None if one.until is None or other.until is None else max(one.until, other.until),
        said_by=tuple(sorted({*one.said_by, *other.said_by})),
    )
