"""Source records as a reader may see them, and how they compare."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F

from mdm.access.sight import seen_values
from mdm.acquire.models import Reject, SourceMapping, SourceRecord, SourceSystem, SourceVersion
from mdm.acquire.sight import ColumnSight
from mdm.catalogue.queries import hidden_attributes
from mdm.errors import NotFoundError
from mdm.grade.models import QualityResult
from mdm.grade.queries import findings
from mdm.resolve.queries import former_entities, memberships


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
    return {one.record_id: one for one in seen_versions(versions.select_related("record", "batch__mapping"), hidden)}


def seen_versions(versions: Iterable[SourceVersion], hidden: frozenset[str]) -> list[SourceVersion]:
    """These versions with their payloads as a reader may see them. They are not to be saved.

    One that came by itself names no mapping; its columns are told by the mapping in force.
    """
    sight, seen = ColumnSight(hidden), list(versions)
    alone = {one.record.source_id for one in seen if one.batch is None} if hidden else set()
    in_force = {one.source_id: one for one in SourceMapping.objects.filter(source__in=alone, is_active=True)}
    for one in seen:
        mapping = one.batch.mapping if one.batch else in_force.get(one.record.source_id)
        one.payload = sight.seen(one.payload, mapping)
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
