"""What client systems tell of their records: one fact by its key, or many, each by itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from mdm.acquire.queries import context_of, find_record, source_id
from mdm.errors import ConflictError, NotFoundError
from mdm.ledger.actions import enter
from mdm.locks import claim_records
from mdm.pipeline.facts.announcing import TOLD, announce
from mdm.pipeline.feed.origins import caused_by
from mdm.pipeline.serving.sending import WHATEVER, Expected, unconditional
from mdm.pipeline.transactions import unit_of_work
from mdm.resolve.queries import memberships
from mdm.syndicate.profiles import Place
from mdm.understand import actions, queries
from mdm.understand.actions import Happening, Kept
from mdm.understand.facts import FactKind
from mdm.understand.queries import Standing
from mdm.understand.reading import Ground, Said, read, wrong
from mdm.understand.terms.queries import terms

__all__ = ["Happening", "Sender", "SentFact", "ground_of", "put", "remove"]

Fields = Mapping[str, Any]
Sees = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class SentFact:
    """What became of a fact that was sent. `customer` is None as long as its record is not known."""

    source: str
    key: str
    number: int
    happening: Happening
    record: Place
    customer: UUID | None

    @property
    def is_new(self) -> bool:
        """Whether nothing counted under its key before."""
        return self.happening is Happening.CREATED


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: an API client by its id, and which source systems it may name."""

    client: int | None = None
    may_name: Sees = lambda _: True


@unit_of_work
def put(
    kind: FactKind, source: str, key: str, fields: Fields, *, sender: Sender, expected: Expected = WHATEVER
) -> SentFact:
    """Take in the whole fact. Raises InvalidInputError naming the member, StaleError where `expected` fails."""
    said = read(kind, fields, ground_of(source))
    by_id = _by_id(said, sender, source)
    before = queries.standing_of(kind, source, key)
    expected.check(before, kind)
    places = _places(said)
    customers = _claimed(kind, {*places, *(before.places if before else ())})
    kept = actions.put(kind, source_id(source), key, by_id)
    _check_alone(before, kept)
    return _finished(kind, kept, Place(source, key), places, customers, sender=sender)


@unit_of_work
def remove(kind: FactKind, source: str, key: str, *, sender: Sender, expected: Expected) -> SentFact:
    """The source takes the fact back: it stays, and counts no more."""
    if not expected.is_stated:
        raise unconditional(f"A {kind} is only taken back by who knows it.", kind)
    before = queries.standing_of(kind, source, key)
    if before is None:
        raise NotFoundError(f"The source never gave a {kind} with this key.", remedy="Check the key.")
    if before.is_open:
        expected.check(before, kind)
    customers = _claimed(kind, before.places)
    kept = actions.remove(kind, source_id(source), key)
    _check_alone(before, kept)
    return _finished(kind, kept, Place(source, key), before.places, customers, sender=sender)


def _check_alone(before: Standing | None, kept: Kept) -> None:
    """Raises ConflictError where another request wrote the fact between looking and writing."""
    expected = (before.number if before else 0) + (kept.happening is not Happening.UNCHANGED)
    if kept.number != expected:
        raise ConflictError("Somebody else changed it meanwhile.", remedy="Read it again and send it again.")


def ground_of(source: str) -> Ground:
    """What reading needs to know of the sender's source. Raises NotFoundError."""
    context = context_of(source_id(source))
    return Ground(source, terms(), timezone.now(), context.time_zone)


def _places(said: Said) -> tuple[Place, ...]:
    """The source records that the fact is about."""
    ends = ("record", "to") if "to_key" in said else ("record",)
    return tuple(Place(said[f"{end}_source"], said[f"{end}_key"]) for end in ends)


def _by_id(said: Said, sender: Sender, own: str) -> Said:
    """The fact with its sources by id. One that the sender may not name is as one that does not exist."""
    found = dict(said)
    for name in ("record_source", "to_source"):
        if name in said:
            found[name] = _named(name, said[name], is_own=said[name] == own, sender=sender)
    return found


def _named(column: str, code: str, *, is_own: bool, sender: Sender) -> int:
    try:
        if is_own or sender.may_name(code):
            return source_id(code)
    except NotFoundError:
        pass
    raise wrong(column.replace("_", "."), "There is no source system of that code.", "Name one that you read or write.")


def _claimed(kind: FactKind, places: Collection[Place]) -> dict[Place, UUID]:
    """The customers of the records, which stay so until the transaction ends where followers are told of them."""
    records = {place: record for place in places if (record := find_record(*place)) is not None}
    if kind in TOLD:
        claim_records(sorted(records.values()))
    customers = memberships(list(records.values()))
    return {place: customers[record] for place, record in records.items() if record in customers}


def _finished(
    kind: FactKind, kept: Kept, at: Place, places: tuple[Place, ...], customers: Mapping[Place, UUID], *, sender: Sender
) -> SentFact:
    if kept.happening is not Happening.UNCHANGED:
        details = {"client": sender.client, "number": kept.number}
        enter(f"{kind}_{kept.happening}", f"{kind}:{kept.pk}", details=details)
        with caused_by(client=sender.client):
            announce(kind, at, {*places, *customers}, customers.values(), {"happening": kept.happening})
    return SentFact(at.source, at.key, kept.number, kept.happening, places[0], customers.get(places[0]))
