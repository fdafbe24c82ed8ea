"""What client systems write of their own records: whole, in part, closed, one by one or in batches.

A record is taken in or refused as a whole, in a transaction of its own; what the sender expects to find is checked
in that transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

from django.utils import timezone

from mdm.acquire import queries
from mdm.acquire.loading import actions as loading
from mdm.acquire.mapping import CompiledMapping
from mdm.acquire.payload import flatten
from mdm.acquire.queries import Standing
from mdm.acquire.rows import REJECT_COLUMNS, RowError
from mdm.errors import ConflictError, InvalidInputError, NotFoundError, StaleError, UnconditionalError
from mdm.grade.queries import Finding
from mdm.ledger.actions import enter
from mdm.pipeline.feed.origins import caused_by
from mdm.pipeline.intake.cleansing import ground_of
from mdm.pipeline.intake.preparing import Ground
from mdm.pipeline.serving import online
from mdm.pipeline.serving.online import Happening, Taken, take
from mdm.pipeline.transactions import unit_of_work
from mdm.resolve import queries as resolve
from mdm.resolve.queries import Joined

Fields = Mapping[str, Any]

# Clocks differ by minutes, not by days.
_CLOCK_SKEW = timedelta(days=1)

# What happened, told to the sender.
SENTENCES: Mapping[Happening, str] = {
    Happening.UNCHANGED: "The record stands there with this very content.",
    Happening.CREATED: "No certain match was found, so this is a new customer.",
    Happening.JOINED: "The record joined a customer that it certainly is.",
    Happening.MERGED: "With this record, customers turned out to be one and were merged.",
    Happening.UPDATED: "The record changed and stays with its customer.",
    Happening.SPLIT: "With this content the record is another customer than before.",
    Happening.CLOSED: "The record is closed; its values leave the customer.",
}
HELD = " A possible match with another customer is held for a person to decide."


class Stands(Protocol):
    """What stands under a key: which version, and whether it counts."""

    @property
    def number(self) -> int: ...

    @property
    def is_open(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Expected:
    """What the sender expects to find: one of these versions, any version at all, or none."""

    numbers: frozenset[int] = frozenset()
    anything: bool = False
    nothing: bool = False

    @property
    def is_stated(self) -> bool:
        """Whether the sender expects anything in particular."""
        return bool(self.numbers) or self.anything or self.nothing

    def check(self, standing: Stands | None, what: str = "record") -> None:
        """Raises StaleError where something else stands there."""
        is_open = standing is not None and standing.is_open
        if self.nothing and is_open:
            raise StaleError(f"The {what} exists already.", remedy="Read it, and send its ETag in If-Match.")
        if self.anything and not is_open:
            raise StaleError(f"There is no open {what} to change.", remedy="Leave If-Match out to create it.")
        if self.numbers and (standing is None or standing.number not in self.numbers):
            remedy = "Read it again, apply your change to what you find, and send the new ETag."
            raise StaleError(f"The {what} has changed since it was read.", remedy=remedy)


WHATEVER = Expected()


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a record that was sent; `joined` is what ties it to its customer.

    `score` (0 to 100) and `findings` judge what was sent by itself; None where nothing was.
    """

    source: str
    key: str
    record: int
    number: int
    customer: UUID | None
    happening: Happening
    is_held: bool
    is_new: bool
    joined: Joined | None
    score: int | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def why(self) -> str:
        """What happened, in a sentence or two."""
        return SENTENCES[self.happening] + (HELD if self.is_held else "")


@unit_of_work
def put(source: str, key: str, fields: Fields, *, client: int, expected: Expected = WHATEVER) -> Sent:
    """Take in the whole record. Raises InvalidInputError naming the column, StaleError where `expected` fails."""
    before = queries.standing_of(source, key)
    expected.check(before)
    ground = ground_of(queries.source_id(source))
    row = whole_row(ground.mapping, key, fields)
    _check_clock(ground, row)
    return _finished(source, key, before, _take(row, ground, before, client), client)


@unit_of_work
def patch(source: str, key: str, changes: Fields, *, client: int, expected: Expected) -> Sent:
    """Take in what differs: a JSON merge patch (RFC 7396) of the record as it was last sent."""
    if not expected.is_stated:
        raise unconditional("A part can only be changed of what is known.")
    before = queries.standing_of(source, key)
    if before is None or not before.is_open:
        raise NotFoundError("There is no open record to change.", remedy="Send it whole with PUT.")
    expected.check(before)
    (version,) = queries.current_versions([before.record])
    fields = merged(version.payload, changes)
    ground = ground_of(version.source)
    row = whole_row(ground.mapping, key, fields, known=version.payload)
    _check_clock(ground, row)
    return _finished(source, key, before, _take(row, ground, before, client), client)


@unit_of_work
def close(source: str, key: str, *, client: int, expected: Expected) -> Sent:
    """The source knows the record no more: its values leave the customer, its versions stay."""
    if not expected.is_stated:
        raise unconditional("A record is only closed by who knows it.")
    before = queries.standing_of(source, key)
    if before is None:
        raise NotFoundError("The source never gave a record with this key.", remedy="Check the key.")
    if not before.is_open:
        return Sent(source, key, before.record, before.number, None, Happening.UNCHANGED, False, False, None)  # noqa: FBT003
    expected.check(before)
    with caused_by(client=client):
        taken = online.close(source, before.record)
    return _finished(source, key, before, taken, client)


def merged(payload: Fields, changes: Fields) -> dict[str, Any]:
    """The stored, flat payload with the changes: null removes, the rest replaces; nested names have dots."""
    result = dict(payload)
    for name, value in changes.items():
        if not isinstance(value, Mapping):
            result = {one: kept for one, kept in result.items() if one != name and not one.startswith(f"{name}.")}
    for name, value in flatten(changes):
        if value is None:
            result.pop(name, None)
        else:
            result[name] = value
    return result


def whole_row(mapping: CompiledMapping, key: str, fields: Fields, *, known: Collection[str] = ()) -> dict[str, Any]:
    """The record with its key where its mapping looks for it.

    Raises InvalidInputError for fields that nobody mapped, beyond those `known` before, and for another key.
    """
    columns = mapping.declaration.key_columns
    row = dict(fields)
    if len(columns) == 1:
        row.setdefault(columns[0], key)
    check_fields(mapping, row, known=known)
    if mapping.key_of(row) != key:
        column = next(iter(columns), "")
        remedy = f"State the key's parts in {', '.join(columns)}." if columns else "This source's records have no keys."
        raise InvalidInputError(
            "The record states another key than the address.", remedy=remedy, data={"column": column}
        )
    return row


def check_fields(mapping: CompiledMapping, row: Fields, *, known: Collection[str] = ()) -> None:
    """Raises InvalidInputError for fields that nobody mapped, beyond those `known` before."""
    for name in row:
        if name in REJECT_COLUMNS:
            raise InvalidInputError(
                "The record has a field that only corrected files have.", remedy="Leave it out.", data={"column": name}
            )
    columns = mapping.declaration.key_columns
    stated = [name for name, _ in flatten(row) if name in columns or name not in known]
    mapping.check_columns(stated, is_complete=False)


def _check_clock(ground: Ground, row: Fields) -> None:
    try:
        said = ground.mapping.read(dict(flatten(row)), ground.context)
    except RowError:
        return  # take_in refuses it, with its place
    latest = timezone.now() + _CLOCK_SKEW
    rules = ground.mapping.declaration
    for rule, stated in ((rules.created_at, said.created_at), (rules.updated_at, said.updated_at)):
        if rule and stated and stated > latest:
            raise InvalidInputError(
                "The record states a time in the future.",
                remedy="Check the sender's clock and its time zone.",
                data={"column": rule.column},
            )


def _take(row: Fields, ground: Ground, before: Standing | None, client: int) -> Taken:
    with caused_by(client=client):
        return take(row, ground, before.record if before else None, today=timezone.localdate())


def _finished(source: str, key: str, before: Standing | None, taken: Taken, client: int) -> Sent:
    after = _after(source, key, before, taken)
    if after.number > (before.number if before else 0) + 1:
        raise ConflictError("Somebody else changed the record meanwhile.", remedy="Read it again and send it again.")
    if after.rejects_of is not None:
        loading.resolve_rejects(after.rejects_of, [key], but_batch=None)
    if taken.happening is not Happening.UNCHANGED:
        enter("record_sent", f"record:{taken.record}", details={"client": client, "number": after.number})
    return Sent(
        source=source,
        key=key,
        record=taken.record,
        number=after.number,
        customer=taken.customer,
        happening=taken.happening,
        is_held=taken.is_held,
        is_new=before is None,
        joined=resolve.joined(taken.record) if taken.happening in {Happening.JOINED, Happening.MERGED} else None,
        score=taken.score,
        findings=taken.findings,
    )


def _after(source: str, key: str, before: Standing | None, taken: Taken) -> Standing:
    """The record as it stands now, looked up where it can't be told from what was done."""
    if before and taken.number is not None:
        return before._replace(number=taken.number, is_open=True)
    after = queries.standing_of(source, key)
    assert after is not None  # noqa: S101 - it was written in this transaction
    return after


def unconditional(message: str, what: str = "record") -> UnconditionalError:
    """The error for a request that doesn't say what it expects to find."""
    return UnconditionalError(message, remedy=f"Send If-Match with the {what}'s ETag, or * for whatever stands there.")
