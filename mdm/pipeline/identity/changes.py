"""Telling the outside what a regrouping did to customers, in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from django.db import transaction

from mdm.pipeline.feed.origins import origin
from mdm.pipeline.feed.syndication import knock
from mdm.pipeline.identity import golden
from mdm.records import ChangeKind
from mdm.resolve.identity import Assignment
from mdm.syndicate import actions
from mdm.syndicate.actions import Announcement


class Before(Protocol):
    """What was before: the customer each record belonged to."""

    @property
    def current(self) -> Mapping[int, UUID]: ...


def announce(
    before: Before,
    entities: Sequence[UUID],
    assignment: Assignment,
    outcomes: Mapping[UUID, golden.Outcome],
    pointed: Mapping[UUID, UUID],
) -> dict[str, int]:
    """Append the changes; returns how many customers were created, merged, split and retired.

    `pointed` are the merged ids that got a survivor: those absorbed now, and those whose former survivor was absorbed
    or split. Each is told its own: a follower who went along a chain would go wrong when a link of it comes back.
    """
    lived = set(before.current.values())
    absorbed = {old: entities[place] for old, place in assignment.redirects.items() if old in lived}
    gone = golden.withdraw([*absorbed, *assignment.retired])
    born = [entity for entity, known in zip(entities, assignment.entities, strict=True) if known not in lived]
    split = {entity: [str(entities[place]) for place in places] for entity, places in assignment.split.items()}
    rows = [
        Announcement(entity, outcome.number, _kind(entity, outcome, split), outcome.attributes, _detail(entity, split))
        for entity, outcome in outcomes.items()
    ]
    rows += [
        Announcement(entity, _number(entity, outcomes), ChangeKind.SPLIT, (), _detail(entity, split))
        for entity in split
        if entity not in outcomes and entity not in gone and entity not in absorbed
    ]
    rows += [
        Announcement(old, gone.get(old, 0), ChangeKind.MERGED, (), {"into": str(new)}) for old, new in absorbed.items()
    ]
    rows += [
        Announcement(old, golden.version_of(old), ChangeKind.MERGED, (), {"into": str(new)})
        for old, new in pointed.items()
        if old not in lived
    ]
    rows += [Announcement(old, gone.get(old, 0), ChangeKind.RETIRED) for old in assignment.retired]
    actions.announce(rows, origin())
    if rows:
        transaction.on_commit(knock, robust=True)
    return {"created": len(born), "merged": len(absorbed), "split": len(split), "retired": len(assignment.retired)}


def _kind(entity: UUID, outcome: golden.Outcome, split: Mapping[UUID, list[str]]) -> ChangeKind:
    if entity in split:
        return ChangeKind.SPLIT
    return ChangeKind.CREATED if outcome.is_first else ChangeKind.CHANGED


def _detail(entity: UUID, split: Mapping[UUID, list[str]]) -> dict[str, list[str]]:
    return {"into": split[entity]} if entity in split else {}


def _number(entity: UUID, outcomes: Mapping[UUID, golden.Outcome]) -> int:
    return outcomes[entity].number if entity in outcomes else golden.version_of(entity)
