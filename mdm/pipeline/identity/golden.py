"""Golden records follow their members: recomputed in the transaction that changed something about them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from mdm.catalogue.queries import catalogue
from mdm.grade import actions as grading
from mdm.grade.queries import yardstick
from mdm.steward.pins import queries as steward_pins
from mdm.survive import actions, queries
from mdm.survive.documents import changed_attributes, golden_document
from mdm.survive.search import search_name, search_street, search_terms, street_words
from mdm.survive.survivorship import survive


class Outcome(NamedTuple):
    """What recomputing came to: the golden version now, and what changed since the one before."""

    number: int
    is_first: bool
    attributes: tuple[str, ...]


def recompute(
    entities: Collection[UUID], *, now: datetime, born: Collection[UUID] = frozenset()
) -> dict[UUID, Outcome]:
    """Bring the golden records of these customers up to date; returns those with a new version.

    A record whose values stay gets no new version, even when its lineage moved. Those just `born` have none yet.
    """
    standings = queries.standings(entities)
    older = [entity for entity in standings if entity not in born]
    present = queries.present(older)
    last = queries.last_numbers([entity for entity in older if entity not in present])
    pins = steward_pins.pins_of(entities, now=now)
    policy, attributes = queries.active_policy(), catalogue()
    outcomes: dict[UUID, Outcome] = {}
    rows: list[actions.Recomputed] = []
    for entity, standing in standings.items():
        golden = survive(standing.kind, standing.candidates, pins.get(entity, ()), policy, attributes, now=now)
        document = golden_document(golden)
        before = present.get(entity)
        if before and before.document == document:
            continue
        changed = changed_attributes(before.document if before else None, document)
        is_new = before is None or bool(changed)
        number = (before.number if before else last.get(entity, 0)) + is_new
        found = actions.Recomputed(
            entity=entity,
            number=number,
            is_new_version=is_new,
            document=document,
            member_count=len(standing.records),
            search_name=search_name(document, attributes),
            search_street=search_street(document, attributes),
            search_terms=search_terms(document, attributes),
        )
        rows.append(found)
        if is_new:
            outcomes[entity] = Outcome(number, before is None, changed)
    actions.write(rows)
    _grade(rows, now)
    _learn(rows, present)
    return outcomes


def _grade(rows: Sequence[actions.Recomputed], now: datetime) -> None:
    """Also where only lineage moved: an attribute may have lost a value that was empty already."""
    if rows:
        written = [grading.Written(one.entity, one.number, one.document) for one in rows]
        grading.write_golden(written, yardstick(), catalogue(), today=timezone.localdate(now))


def _learn(rows: Sequence[actions.Recomputed], before: Mapping[UUID, queries.Present]) -> None:
    """Note the words of new names and streets once they are committed; the nightly job finds those of a process that
    died then.
    """
    known, names, streets = catalogue(), set[str](), set[str]()
    for one in rows:
        former = before.get(one.entity)
        names.update(set(one.search_name.split()) - set(search_name(former.document, known).split() if former else ()))
        had = search_street(former.document, known) if former else ""
        streets.update(set(street_words(one.search_street)) - set(street_words(had)))
    if names:
        transaction.on_commit(partial(actions.learn_words, names), robust=True)
    if streets:
        transaction.on_commit(partial(actions.learn_street_words, streets), robust=True)


def withdraw(entities: Collection[UUID]) -> Mapping[UUID, int]:
    """Take down the golden records of customers that are no more; returns the last version of each."""
    numbers = queries.last_numbers(entities)
    actions.withdraw(list(entities))
    grading.forget_golden(entities)
    return numbers


def version_of(entity: UUID) -> int:
    """The golden version that the customer has now."""
    return queries.last_numbers([entity]).get(entity, 0)
