"""The group as a person saw it, and what has changed about it since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from mdm.errors import InvalidInputError


class Member(NamedTuple):
    """A record of the group: where it stands, how often its content changed, whose it is."""

    record: int
    source: str
    key: str
    revision: int
    customer: UUID | None

    @property
    def place(self) -> str:
        """How people call it."""
        return f"{self.source} {self.key}"


Seen = Mapping[int, tuple[int, UUID | None]]


def stamp(members: Sequence[Member]) -> str:
    """The group as one line that a page carries and hands back with the answer."""
    parts = (
        f"{one.record}-{one.revision}-{one.customer.hex if one.customer else ''}"
        for one in sorted(members, key=lambda one: one.record)
    )
    return ",".join(parts)


def read_stamp(text: str) -> Seen:
    """Inverse of `stamp`. Raises InvalidInputError for anything else."""
    try:
        return dict(_entry(part) for part in text.split(",") if part)
    except ValueError:
        raise InvalidInputError("The page's stamp can't be read.", remedy="Open the item again.") from None


def _entry(part: str) -> tuple[int, tuple[int, UUID | None]]:
    record, revision, customer = part.split("-")
    return int(record), (int(revision), UUID(hex=customer) if customer else None)


def ordered(members: Sequence[Member], ends: Sequence[int]) -> list[Member]:
    """The ends of the question first, each followed by the other records of its customer, then the rest."""
    customers = [one.customer for end in ends for one in members if one.record == end]
    places = {customer: place for place, customer in reversed(list(enumerate(customers))) if customer}
    firsts = {record: place for place, record in reversed(list(enumerate(ends)))}

    def rank(one: Member) -> tuple[int, int, str, str, str]:
        own = firsts.get(one.record)
        place = places.get(one.customer, len(ends)) if one.customer else len(ends) if own is None else own
        return place, 0 if own is not None else 1, str(one.customer or ""), one.source, one.key

    return sorted(members, key=rank)


def changes(seen: Seen, members: Sequence[Member]) -> tuple[str, ...]:
    """What has changed since, a sentence each; empty where nothing has. Sentences hold keys, never values."""
    return tuple(_changes(seen, members))


def _changes(seen: Seen, members: Sequence[Member]) -> Iterator[str]:
    now = {one.record: one for one in members}
    for record in sorted(seen.keys() - now.keys()):
        yield f"Source record {record} has left the group."
    for one in members:
        if one.record not in seen:
            yield f"{one.place} has come into the group."
            continue
        revision, customer = seen[one.record]
        if revision != one.revision:
            yield f"{one.place} says something else now."
        if customer != one.customer:
            yield f"{one.place} belongs to another customer now." if one.customer else f"{one.place} is nobody's now."
