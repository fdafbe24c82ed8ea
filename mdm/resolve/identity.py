"""Which customer id each cluster carries on, so that every id that was ever given out resolves.

The rules, in order: an id stays with the larger part of its records (tie: the part with its oldest record); a part
made up of records that once had an id of their own takes that id back; where several ids meet in one cluster, the
oldest customer's survives (tie: the lowest id) and the others answer with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

ACTIVE, MERGED = "active", "merged"


class Facts(Protocol):
    """What must be known of an id: when it was given, its state, and who answers for it if it is merged."""

    @property
    def created_at(self) -> datetime: ...
    @property
    def state(self) -> str: ...
    @property
    def merged_into(self) -> UUID | None: ...


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person chose of ids: who survives where several meet, and with which record an id stays in a split."""

    survivor: UUID | None = None
    stays: Mapping[UUID, int] = field(default_factory=dict)


NO_WISH = Wish()


@dataclass(frozen=True, slots=True)
class Assignment:
    """What becomes of the ids. Clusters are named by their place in `targets`.

    `entities`: per target the id it carries; None asks for a new one.
    `redirects`: ids that are merged now, with the target that answers for them.
    `revived`: ids among `entities` that were merged or retired before.
    `retired`: live ids none of whose records is left in any target.
    `split`: live ids whose records went into several targets, with the targets that the id did not follow.
    """

    entities: tuple[UUID | None, ...]
    redirects: Mapping[UUID, int]
    revived: frozenset[UUID]
    retired: frozenset[UUID]
    split: Mapping[UUID, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class _Ground:
    targets: Sequence[Collection[int]]
    facts: Mapping[UUID, Facts]
    stable: Mapping[int, int]
    place: Mapping[int, int]
    live: Mapping[UUID, Sequence[int]]
    former: Mapping[UUID, Sequence[int]] = field(default_factory=dict)
    wish: Wish = NO_WISH

    def seniority(self, entity: UUID) -> tuple[bool, datetime, UUID]:
        return entity != self.wish.survivor, self.facts[entity].created_at, entity

    def parts(self, records: Iterable[int]) -> Counter[int]:
        """How many of the records went into which target."""
        return Counter(self.place[one] for one in records if one in self.place)

    def heir(self, records: Iterable[int], among: Collection[int]) -> int:
        """The target with most of the records; of equal ones that with the oldest record."""
        parts = {target: count for target, count in self.parts(records).items() if target in among}
        most = max(parts.values())
        oldest = min(
            (one for one in records if parts.get(self.place.get(one, -1)) == most), key=lambda one: self.stable[one]
        )
        return self.place[oldest]


def _by_entity(rows: Iterable[tuple[int, UUID]]) -> dict[UUID, list[int]]:
    gathered: dict[UUID, list[int]] = {}
    for record, entity in rows:
        gathered.setdefault(entity, []).append(record)
    return gathered


def _ground(
    targets: Sequence[Collection[int]],
    current: Mapping[int, UUID],
    facts: Mapping[UUID, Facts],
    stable: Mapping[int, int],
    former: Mapping[int, Sequence[UUID]],
) -> _Ground:
    place = {record: target for target, records in enumerate(targets) for record in records}
    if len(place) != sum(len(records) for records in targets):
        raise ValueError("A record stands in two clusters.")
    live = _by_entity(current.items())
    history = _by_entity((record, entity) for record, entities in former.items() for entity in dict.fromkeys(entities))
    here = {
        entity: [one for one in records if one in place]
        for entity, records in history.items()
        if entity not in live and _may_return(facts[entity], live)
    }
    return _Ground(targets, facts, stable, place, live, {one: records for one, records in here.items() if records})


def _may_return(facts: Facts, live: Collection[UUID]) -> bool:
    """A merged id whose survivor is not concerned has most of its records elsewhere."""
    return facts.state != ACTIVE and (facts.state != MERGED or facts.merged_into in live)


def _homes(ground: _Ground, former: Mapping[int, Sequence[UUID]], current: Mapping[int, UUID]) -> dict[int, UUID]:
    """Targets made up of one former id's records, with that id. The closest fit takes first, then the oldest id."""
    homes: dict[int, UUID] = {}
    for entity in sorted(ground.former, key=lambda one: (len(ground.former[one]), ground.seniority(one))):
        records = ground.former[entity]
        left = ground.parts(records).keys() - homes.keys()
        if not left:
            continue
        target = ground.heir(records, left)
        known = {one for one in ground.targets[target] if one in current or one in former}
        if known <= set(records):
            homes[target] = entity
    return homes


def _claims(ground: _Ground, homes: Mapping[int, UUID]) -> dict[UUID, int]:
    """The target that each live id follows. A part that has a home of its own is left to it, if another is there."""
    claims: dict[UUID, int] = {}
    for entity, records in ground.live.items():
        parts = set(ground.parts(records))
        wished = ground.place.get(ground.wish.stays.get(entity, -1))
        if wished in parts:
            claims[entity] = wished
        elif parts:
            claims[entity] = ground.heir(records, parts - homes.keys() or parts)
    return claims


def assign_identities(
    targets: Sequence[Collection[int]],
    current: Mapping[int, UUID],
    facts: Mapping[UUID, Facts],
    *,
    stable: Mapping[int, int],
    former: Mapping[int, Sequence[UUID]] | None = None,
    wish: Wish = NO_WISH,
) -> Assignment:
    """The id of each cluster of records, and what becomes of all ids concerned.

    `current`: the customer that a record belongs to, complete for every customer that any target touches. `former`:
    the customers a record belonged to before. `facts`: of all ids in either. `stable`: per record a value that does
    not tell its arrival, the smaller the older. `wish`: what a person chose.
    """
    former = former or {}
    ground = replace(_ground(targets, current, facts, stable, former), wish=wish)
    homes = _homes(ground, former, current)
    claims = _claims(ground, homes)
    entities: list[UUID | None] = [None] * len(targets)
    for entity in sorted(claims, key=ground.seniority, reverse=True):
        entities[claims[entity]] = entity
    for target, entity in homes.items():
        entities[target] = entities[target] or entity
    carried = {one for one in entities if one}
    merged = {one: records for one, records in ground.former.items() if facts[one].state == MERGED}
    redirects = {one: ground.heir(records, ground.parts(records)) for one, records in merged.items()} | claims
    return Assignment(
        entities=tuple(entities),
        redirects={one: target for one, target in redirects.items() if one not in carried},
        revived=frozenset(carried - ground.live.keys()),
        retired=frozenset(ground.live.keys() - claims.keys()),
        split={one: left for one in claims if (left := _left(ground, claims[one], ground.live[one]))},
    )


def _left(ground: _Ground, heir: int, records: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(ground.parts(records)) - {heir}))
