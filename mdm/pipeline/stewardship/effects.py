"""What an act changes: found by doing it and looking before and after, so that a preview can't differ from the act."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from mdm.access.sight import seen_document
from mdm.catalogue.queries import catalogue
from mdm.pipeline.stewardship.fact_effects import Answers, ConsentChange, answers, consent_changes, summed
from mdm.resolve import queries as resolve
from mdm.resolve.judging import queries as judging
from mdm.resolve.queries import EntityFacts
from mdm.steward.pins import queries as pins
from mdm.steward.worklist import queries as items
from mdm.survive import queries as survive
from mdm.survive.documents import changed_attributes
from mdm.survive.queries import Present
from mdm.syndicate.feed import queries as feed
from mdm.syndicate.profiles import Place
from mdm.syndicate.queries import places_of
from mdm.understand.queries import Hanging, hanging_on


class Fate(StrEnum):
    """What becomes of a customer id."""

    STAYS = "stays"
    MERGED = "merged"
    RETURNS = "returns"
    NEW = "new"
    RETIRED = "retired"
    UNTOUCHED = "untouched"


@dataclass(frozen=True, slots=True)
class ValueChange:
    """An attribute's surviving values before and after. Of hidden ones nothing: a change tells that values differ."""

    attribute: str
    label: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CustomerEffect:
    """What becomes of one customer. `into` answers for it where it is merged."""

    id: UUID
    fate: Fate
    name: str
    number: int
    into: UUID | None
    members: tuple[Place, ...]
    came: tuple[Place, ...]
    left: tuple[Place, ...]
    changes: tuple[ValueChange, ...]
    came_facts: Hanging
    left_facts: Hanging
    consents: tuple[ConsentChange, ...]


@dataclass(frozen=True, slots=True)
class PinCarried:
    """A pin that goes with its record to another customer."""

    id: int
    attribute: str
    place: Place | None
    before: UUID | None
    after: UUID | None


@dataclass(frozen=True, slots=True)
class Effect:
    """Everything that changes: customers and ids, questions, outgoing changes, pins that are carried along."""

    customers: tuple[CustomerEffect, ...]
    redirects: tuple[tuple[UUID, UUID], ...]
    opened: tuple[str, ...]
    closed: tuple[str, ...]
    outgoing: tuple[tuple[str, UUID], ...]
    carried: tuple[PinCarried, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether no customer would look any different."""
        return all(one.fate is Fate.UNTOUCHED for one in self.customers)


@dataclass(frozen=True, slots=True)
class Picture:
    """How records, customers, questions and pins stand at one moment."""

    memberships: Mapping[int, UUID]
    facts: Mapping[UUID, EntityFacts]
    golden: Mapping[UUID, Present]
    redirects: Mapping[UUID, UUID]
    items: Mapping[int, str]
    pins: Mapping[int, Any]
    answers: Mapping[UUID, Answers]
    last_change: int


def picture(records: Collection[int], entities: Collection[UUID] = ()) -> Picture:
    """How things stand with these records, and with these customers though no record may be theirs any more."""
    memberships = resolve.memberships(records)
    concerned = {*memberships.values(), *entities}
    return Picture(
        memberships=memberships,
        facts=resolve.entity_facts(concerned),
        golden=survive.present(list(concerned)),
        redirects=judging.redirects(concerned),
        items={one.pk: one.sentence for one in items.open_items(records)},
        pins={one.pk: one for one in pins.live_pins(records)},
        answers=answers(concerned),
        last_change=feed.last_id(),
    )


def effect(before: Picture, after: Picture, hidden: frozenset[str]) -> Effect:
    """What lies between the two, `hidden` attributes masked."""
    concerned = before.facts.keys() | after.facts.keys()
    places = places_of([*before.memberships, *after.memberships])
    moved = {one for one in places if before.memberships.get(one) != after.memberships.get(one)}
    known = Known(places, hanging_on(moved), hidden)
    customers = [_customer(entity, before, after, known) for entity in sorted(concerned)]
    order = {fate: place for place, fate in enumerate((Fate.STAYS, Fate.RETURNS, Fate.NEW, Fate.MERGED, Fate.RETIRED))}
    pointed = {old: new for old, new in after.redirects.items() if before.redirects.get(old, new) != new}
    return Effect(
        customers=tuple(sorted(customers, key=lambda one: order.get(one.fate, len(order)))),
        redirects=tuple(sorted(pointed.items())),
        opened=tuple(text for pk, text in after.items.items() if pk not in before.items),
        closed=tuple(text for pk, text in before.items.items() if pk not in after.items),
        outgoing=tuple(feed.announced_after(before.last_change, concerned)),
        carried=tuple(_carried(before, after, places)),
    )


@dataclass(frozen=True, slots=True)
class Known:
    """Where records stand and what hangs on those that move; the attributes that the reader does not see."""

    places: Mapping[int, Place]
    hanging: Mapping[int, Hanging]
    hidden: frozenset[str]


def _customer(entity: UUID, before: Picture, after: Picture, known: Known) -> CustomerEffect:
    was = {record for record, customer in before.memberships.items() if customer == entity}
    now = {record for record, customer in after.memberships.items() if customer == entity}
    old, new = before.golden.get(entity), after.golden.get(entity)
    shown, places = new or old, known.places
    return CustomerEffect(
        id=entity,
        fate=_fate(entity, before, after, is_same=was == now and _is_same(old, new)),
        name=str(seen_document(shown.document, known.hidden)["name"]) if shown else "",
        number=shown.number if shown else 0,
        into=after.facts[entity].merged_into if entity in after.facts and entity not in after.golden else None,
        members=_places(now, places),
        came=_places(now - was, places),
        left=_places(was - now, places),
        changes=tuple(_changes(old, new, known.hidden)) if new else (),
        came_facts=summed(now - was, known.hanging),
        left_facts=summed(was - now, known.hanging),
        consents=consent_changes(before.answers.get(entity, {}), after.answers.get(entity, {})) if new else (),
    )


def _is_same(old: Present | None, new: Present | None) -> bool:
    return old is not None and new is not None and old.document == new.document


def _fate(entity: UUID, before: Picture, after: Picture, *, is_same: bool) -> Fate:
    if entity not in after.golden:
        merged = entity in after.facts and after.facts[entity].merged_into is not None
        return Fate.MERGED if merged else Fate.RETIRED
    if entity in before.golden:
        return Fate.UNTOUCHED if is_same else Fate.STAYS
    return Fate.RETURNS if entity in before.redirects or after.golden[entity].number > 1 else Fate.NEW


def _places(records: Collection[int], places: Mapping[int, Place]) -> tuple[Place, ...]:
    return tuple(sorted(places[one] for one in records if one in places))


def _changes(old: Present | None, new: Present, hidden: frozenset[str]) -> list[ValueChange]:
    attributes = catalogue().attributes
    changed = changed_attributes(old.document if old else None, new.document)
    was, now = _displays(old, hidden), _displays(new, hidden)
    return [
        ValueChange(code, attributes[code].label if code in attributes else code, was.get(code, ()), now.get(code, ()))
        for code in changed
        if code not in hidden
    ]


def _displays(golden: Present | None, hidden: frozenset[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    values: Sequence[Mapping[str, Any]] = seen_document(golden.document, hidden)["values"] if golden else ()
    for one in values:
        if one["display"]:
            found[one["attribute"]] = (*found.get(one["attribute"], ()), one["display"])
    return found


def _carried(before: Picture, after: Picture, places: Mapping[int, Place]) -> list[PinCarried]:
    found = []
    for pk, pin in before.pins.items():
        was, now = before.memberships.get(pin.record_id), after.memberships.get(pin.record_id)
        if pk in after.pins and was != now:
            found.append(PinCarried(pk, pin.attribute, places.get(pin.record_id), was, now))
    return found
