"""Reading what waits for people, and what they have fixed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import F, Q

from mdm.access.sight import seen_values
from mdm.acquire.models import Reject, SourceRecord, SourceSystem, SourceVersion
from mdm.acquire.sight import ColumnSight
from mdm.catalogue.queries import hidden_attributes
from mdm.errors import NotFoundError
from mdm.grade.models import QualityResult
from mdm.grade.queries import findings
from mdm.records import CleanValue, Pin, PinKind
from mdm.resolve.queries import former_entities, memberships
from mdm.steward.models import Pin as StoredPin
from mdm.steward.models import Proposal, ReviewItem


def pins_of(entities: Collection[UUID], *, now: datetime) -> dict[UUID, tuple[Pin, ...]]:
    """The pins in force, per customer, oldest first. They hang on members, wherever these belong today."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.entity_id, p.record_id, p.kind, p.attribute, p.value::text, p.reason, coalesce(u.username, ''), "
            "p.made_at, p.expires_at FROM mdm_membership m JOIN mdm_pin p ON p.record_id = m.record_id "
            "LEFT JOIN auth_user u ON u.id = p.author_id WHERE m.until IS NULL AND m.entity_id = ANY(%s) "
            "AND p.retired_at IS NULL AND (p.expires_at IS NULL OR p.expires_at > %s) ORDER BY p.id",
            [list(entities), now],
        )
        rows = cursor.fetchall()
    found: dict[UUID, list[Pin]] = defaultdict(list)
    for entity, record, kind, attribute, value, reason, author, made_at, expires_at in rows:
        clean = CleanValue.from_json(orjson.loads(value))
        found[entity].append(Pin(record, PinKind(kind), attribute, clean, reason, author, made_at, expires_at))
    return {entity: tuple(pins) for entity, pins in found.items()}


def expired_pins(*, now: datetime) -> list[tuple[int, int]]:
    """(pin, source record) of pins whose time is over but that are not retired yet."""
    rows = StoredPin.objects.filter(Q(retired_at=None), expires_at__lte=now).values_list("id", "record_id")
    return list(rows)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A source record as a reader may see it: what was said, what became of it, whose it is."""

    record: int
    source: str
    source_label: str
    key: str
    state: str
    number: int
    opened_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    stated_created_at: datetime | None
    stated_updated_at: datetime | None
    loaded_at: datetime | None
    payload: Mapping[str, Any]
    is_clean_current: bool
    kind: str
    country: str
    values: tuple[Mapping[str, Any], ...]
    quality: Mapping[str, Any] | None
    customer: UUID | None

    @property
    def stage(self) -> str:
        """How far its current version has come."""
        if self.state == SourceRecord.State.CLOSED:
            return "closed"
        if not self.is_clean_current:
            return "received"
        return "matched" if self.customer else "clean"


def sheets(records: Collection[int], *, sees_sensitive: bool, unseen: Collection[str] = ()) -> list[Sheet]:
    """These source records in the order given, `unseen` attributes masked; ids that do not exist are left out."""
    hidden = hidden_attributes(sees_sensitive=sees_sensitive) | frozenset(unseen)
    rows = SourceRecord.objects.select_related("source", "clean", "quality").in_bulk(list(records))
    payloads = current_payloads(records, hidden)
    customers = memberships(records)
    return [_sheet(rows[pk], payloads.get(pk), customers.get(pk), hidden) for pk in records if pk in rows]


def current_payloads(records: Collection[int], hidden: frozenset[str]) -> dict[int, SourceVersion]:
    """The current version of each record, its payload as a reader may see it."""
    versions = SourceVersion.objects.filter(record__in=list(records), number=F("record__number"))
    return {one.record_id: one for one in seen_versions(versions.select_related("batch__mapping"), hidden)}


def seen_versions(versions: Iterable[SourceVersion], hidden: frozenset[str]) -> list[SourceVersion]:
    """These versions with their payloads as a reader may see them. They are not to be saved."""
    sight, seen = ColumnSight(hidden), list(versions)
    for one in seen:
        one.payload = sight.seen(one.payload, one.batch.mapping if one.batch else None)
    return seen


def seen_rejects(rejects: Iterable[Reject], hidden: frozenset[str]) -> Iterator[Reject]:
    """These rejects with their rows as a reader may see them. They are not to be saved."""
    sight = ColumnSight(hidden)
    for one in rejects:
        one.row = sight.seen(one.row, one.batch.mapping)
        yield one


def _sheet(row: SourceRecord, version: SourceVersion | None, customer: UUID | None, hidden: frozenset[str]) -> Sheet:
    clean, quality = getattr(row, "clean", None), getattr(row, "quality", None)
    return Sheet(
        record=row.pk,
        source=row.source.code,
        source_label=row.source.label,
        key=row.key,
        state=row.state,
        number=row.number,
        opened_at=row.opened_at,
        changed_at=row.changed_at,
        closed_at=row.closed_at,
        stated_created_at=version.stated_created_at if version else None,
        stated_updated_at=version.stated_updated_at if version else None,
        loaded_at=version.loaded_at if version else None,
        payload=version.payload if version else {},
        is_clean_current=clean is not None and clean.number == row.number,
        kind=clean.customer_kind if clean else "",
        country=clean.country if clean else "",
        values=tuple(seen_values(clean.values, hidden)) if clean else (),
        quality=_told(quality) if quality else None,
        customer=customer,
    )


def _told(quality: QualityResult) -> dict[str, Any]:
    told = {name: getattr(quality, name) for name in _QUALITY}
    return {**told, "findings": [asdict(one) for one in findings(quality.failures)] if quality.failures else []}


_QUALITY = ("score", "completeness", "validity", "failures", "graded_at")


def record_at(source: str, key: str) -> int:
    """The id of the record with that key in that source. Raises NotFoundError."""
    found = SourceRecord.objects.filter(source__code=source, key=key).values_list("pk", flat=True).first()
    if found is not None:
        return found
    if not SourceSystem.objects.filter(code=source).exists():
        raise NotFoundError("There is no source system of that code.", remedy="Ask for the codes in use.")
    raise NotFoundError(
        "That source never gave a record with this key.",
        remedy="Check the key; write / as %2F and % as %25 in the address.",
    )


def records_with_key(key: str) -> list[int]:
    """The records of that key, at most one a source. The index begins with the source, so each is asked."""
    sources = list(SourceSystem.objects.order_by().values_list("pk", flat=True))
    return list(SourceRecord.objects.filter(source__in=sources, key=key).values_list("pk", flat=True))


def customer_at(source: str, key: str) -> UUID:
    """The customer that the record belongs to, or belonged to last. Raises NotFoundError."""
    record = record_at(source, key)
    found = memberships([record]).get(record) or next(iter(former_entities([record]).get(record, ())), None)
    if found is None:
        raise NotFoundError(
            "This record belongs to no customer yet.", remedy="It joins one when the next nightly job has matched it."
        )
    return found


def open_reject(source: str, key: str) -> Reject | None:
    """The latest row with that key that could not be taken and was not corrected since."""
    rows = Reject.objects.filter(key=key, state=Reject.State.OPEN, batch__source__code=source)
    return rows.order_by("-pk").first()


@dataclass(frozen=True, slots=True)
class Compared:
    """How a record compared with another one."""

    record: int
    other: int
    source: str
    key: str
    weight: float
    probability: float
    zone: str
    veto: int
    model_version: int
    compared_at: datetime
    is_current: bool


_COMPARED = """
SELECT c.self, o.id, s.code, o.key, c.weight, c.probability, c.zone, c.veto, c.model_version, c.compared_at,
  c.low_revision >= coalesce(l.revision, 0) AND c.high_revision >= coalesce(h.revision, 0)
FROM (SELECT *, low_id AS self, high_id AS other FROM mdm_comparison WHERE low_id = ANY(%s)
      UNION ALL SELECT *, high_id, low_id FROM mdm_comparison WHERE high_id = ANY(%s)) c
JOIN mdm_sourcerecord o ON o.id = c.other JOIN mdm_sourcesystem s ON s.id = o.source_id
LEFT JOIN mdm_cleanrecord l ON l.record_id = c.low_id LEFT JOIN mdm_cleanrecord h ON h.record_id = c.high_id
WHERE %s::bigint[] IS NULL OR o.id = ANY(%s) ORDER BY c.probability DESC, c.weight DESC, o.id LIMIT %s
"""


def comparisons_of(record: int, *, limit: int = 50) -> list[Compared]:
    """The stored comparisons of that record, the strongest first."""
    return _compared([record], [record], None, limit)


def comparisons_between(records: Collection[int], *, limit: int = 100) -> list[Compared]:
    """The stored comparisons among these records, each once, the strongest first."""
    return _compared(list(records), [], list(records), limit)


def _compared(low: list[int], high: list[int], others: list[int] | None, limit: int) -> list[Compared]:
    with connection.cursor() as cursor:
        cursor.execute(_COMPARED, [low, high, others, others, limit])
        return [Compared(*row) for row in cursor.fetchall()]


def review_item(item_id: int) -> ReviewItem:
    """The review item. Raises NotFoundError."""
    item = ReviewItem.objects.filter(pk=item_id).first()
    if item is None:
        raise NotFoundError(f"There is no review item {item_id}.", remedy="Open the work list again.")
    return item


def pin_record(pin_id: int) -> int:
    """The source record on which the live pin hangs. Raises NotFoundError."""
    record = StoredPin.objects.filter(pk=pin_id, retired_at=None).values_list("record_id", flat=True).first()
    if record is None:
        raise NotFoundError(f"There is no live pin {pin_id}.", remedy="Open the customer again.")
    return record


def open_count() -> int:
    """How many review items are open."""
    return ReviewItem.objects.filter(state=ReviewItem.State.OPEN).count()


def open_items(records: Collection[int]) -> list[ReviewItem]:
    """The open review items about any of these records, the most pressing first."""
    return list(ReviewItem.objects.filter(state=ReviewItem.State.OPEN, records__overlap=list(records)))


def next_item() -> int | None:
    """The most pressing open review item."""
    return ReviewItem.objects.filter(state=ReviewItem.State.OPEN).values_list("pk", flat=True).first()


class Asked(NamedTuple):
    """An open item and the two records that it is about."""

    pk: int
    signature: str
    left: int
    right: int


# Record by record: for many records at once (&&) PostgreSQL would rather read all items than the index.
_ASKED = """
SELECT DISTINCT i.id, i.signature, (i.facts->>'left')::bigint, (i.facts->>'right')::bigint
FROM unnest(%s::bigint[]) AS about(record) JOIN mdm_reviewitem i ON i.records @> ARRAY[about.record]
WHERE i.state = 'open' AND i.kind = ANY(%s)
"""


def asked(records: Collection[int], kinds: Collection[str]) -> list[Asked]:
    """The open items of these kinds that touch any of the records."""
    with connection.cursor() as cursor:
        cursor.execute(_ASKED, [list(records), [str(kind) for kind in kinds]])
        return [Asked(*row) for row in cursor.fetchall()]


def proposal(proposal_id: int, *, client: int) -> Proposal:
    """That client's proposal. Raises NotFoundError, for those of other clients too."""
    found = Proposal.objects.filter(pk=proposal_id, client=client).first()
    if found is None:
        raise NotFoundError("This client made no such proposal.", remedy="See the list of its proposals.")
    return found


def proposals(client: int, *, state: str = "", before: int | None = None, limit: int = 50) -> list[Proposal]:
    """The client's proposals, the latest first."""
    rows = Proposal.objects.filter(client=client, **({"state": state} if state else {}))
    return list((rows.filter(pk__lt=before) if before else rows)[:limit])
