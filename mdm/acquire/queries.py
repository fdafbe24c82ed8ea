"""Reading source systems, mappings, deliveries and what sources said."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from django.db import connection

from mdm import prepared
from mdm.acquire.cells import cell_text
from mdm.acquire.models import Batch, Reject, SourceMapping, SourceSystem
from mdm.acquire.rows import RAW_COLUMN, REJECT_COLUMNS
from mdm.bulk import text_array
from mdm.editions.queries import Memory
from mdm.errors import NotFoundError
from mdm.records import SourceContext


class Version(NamedTuple):
    """A stored payload with the source's own times and ours."""

    record: int
    number: int
    source: int
    key: str
    payload: Mapping[str, Any]
    stated_created_at: datetime | None
    stated_updated_at: datetime | None
    loaded_at: datetime


class MappedSource(NamedTuple):
    """A source with its mapping in force, and the columns of its last delivery where it had fixed ones."""

    pk: int
    code: str
    label: str
    owner: str
    version: int
    declaration: Mapping[str, Any]
    columns: tuple[str, ...]


class ActiveMapping(NamedTuple):
    """A source's mapping in force."""

    pk: int
    version: int
    declaration: Mapping[str, Any]


def source(code: str) -> SourceSystem:
    """The source system of that code. Raises NotFoundError."""
    found = SourceSystem.objects.filter(code=code).first()
    if found is None:
        known = ", ".join(SourceSystem.objects.values_list("code", flat=True)) or "none yet"
        raise NotFoundError(
            f"There is no source system '{code}'.", remedy=f"Register it first; registered are: {known}."
        )
    return found


def code_of(source_id: int) -> str:
    """The code of that source system."""
    return str(SourceSystem.objects.values_list("code", flat=True).get(pk=source_id))


def source_codes() -> list[str]:
    """The codes of all source systems."""
    return list(SourceSystem.objects.values_list("code", flat=True))


_ids: Memory[int] = Memory()
_contexts: Memory[SourceContext] = Memory()
_mappings: Memory[ActiveMapping] = Memory()


def source_id(code: str) -> int:
    """The id of the source system of that code. Raises NotFoundError."""
    return _ids.get(code, lambda: source(code).pk) or 0


def context_of(source_id: int) -> SourceContext:
    """What cleansing must know of the source."""
    found = _contexts.get(source_id, partial(_context_of, source_id))
    assert found is not None  # noqa: S101 - or it raised
    return found


def _context_of(source_id: int) -> SourceContext:
    found = SourceSystem.objects.get(pk=source_id)
    return SourceContext(
        code=found.code,
        country=found.default_country,
        language=found.language,
        date_formats=tuple(found.date_formats),
        time_zone=found.time_zone,
        trust=found.trust,
    )


def active_mapping(source_id: int) -> ActiveMapping:
    """The mapping in force. Raises NotFoundError for a source without one."""
    found = _mappings.get(source_id, partial(_active_mapping, source_id))
    assert found is not None  # noqa: S101 - or it raised
    return found


def _active_mapping(source_id: int) -> ActiveMapping:
    found = SourceMapping.objects.filter(source=source_id, is_active=True).first()
    if found is None:
        raise NotFoundError(
            "The source system has no mapping.", remedy="Declare one, or name its file with --mapping.",
            data={"source": source_id},
        )  # fmt: skip
    return ActiveMapping(found.pk, found.version, found.declaration)


def mapped_sources() -> list[MappedSource]:
    """Every source that has a mapping in force, by code."""
    found = SourceMapping.objects.filter(is_active=True).select_related("source").order_by("source__code")
    last = Batch.objects.order_by("source", "-id").distinct("source").values_list("source", "reader_report")
    columns = {source_id: tuple(report.get("columns", ())) for source_id, report in last}
    return [
        MappedSource(
            one.source.pk,
            one.source.code,
            one.source.label,
            one.source.owner,
            one.version,
            one.declaration,
            columns.get(one.source.pk, ()),
        )
        for one in found
    ]


def mapping_versions() -> dict[int, int]:
    """The version of the mapping in force, per source id."""
    return dict(SourceMapping.objects.filter(is_active=True).values_list("source_id", "version"))


def current_versions(records: Collection[int]) -> list[Version]:
    """The current version of each of these records, in id order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.record_id, v.number, r.source_id, r.key, v.payload::text, v.stated_created_at, "
            "v.stated_updated_at, v.loaded_at FROM mdm_sourcerecord r "
            "JOIN mdm_sourceversion v ON v.record_id = r.id AND v.number = r.number "
            "WHERE r.id = ANY(%s) AND r.state = 'open' ORDER BY r.id",
            [list(records)],
        )
        rows = cursor.fetchall()
    # orjson would round integers beyond 64 bits, which long account numbers are.
    return [
        Version(record, number, source_id, key, json.loads(payload), created, updated, loaded)
        for record, number, source_id, key, payload, created, updated, loaded in rows
    ]


def payload_of(record: int, number: int) -> dict[str, Any]:
    """What that version of the record states. Raises NotFoundError."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT payload::text FROM mdm_sourceversion WHERE record_id = %s AND number = %s", [record, number]
        )
        row = cursor.fetchone()
    if row is None:
        raise NotFoundError(f"Source record {record} has no version {number}.")
    return dict(json.loads(row[0]))


def known_content(source_id: int, keys: Collection[str]) -> dict[str, bytes]:
    """The content hash under which each of these keys stands open in the source."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key, content_hash FROM mdm_sourcerecord "
            "WHERE source_id = %s AND key = ANY(%s::text[]) AND state = 'open'",
            [source_id, text_array(keys)],
        )
        return {key: bytes(digest) for key, digest in cursor.fetchall()}


class Standing(NamedTuple):
    """A record as it stands, with the number of its latest version.

    `rejects_of` is its source where rows with its key were refused and are not settled yet.
    """

    record: int
    number: int
    is_open: bool
    rejects_of: int | None


_STANDING = """
SELECT r.id, r.number, r.state = 'open', (
  SELECT b.source_id FROM mdm_reject j JOIN mdm_batch b ON b.id = j.batch_id
   WHERE j.key = r.key AND j.state = 'open' AND b.source_id = r.source_id LIMIT 1)
FROM mdm_sourcerecord r
WHERE r.source_id = (SELECT id FROM mdm_sourcesystem WHERE code = %s) AND r.key = %s
"""


def standing_of(source_code: str, key: str) -> Standing | None:
    """The record with that key as it stands, None where there never was one."""
    found = prepared.rows(_STANDING, (source_code, key))
    return Standing(*found[0]) if found else None


def find_record(source_code: str, key: str) -> int | None:
    """The id of the source record under that key, if there is one."""
    found = standing_of(source_code, key)
    return found.record if found else None


def batch(batch_id: int) -> Batch:
    """The delivery of that number. Raises NotFoundError."""
    found = Batch.objects.select_related("source").filter(pk=batch_id).first()
    if found is None:
        raise NotFoundError(f"There is no batch {batch_id}.")
    return found


def batches(source_code: str | None = None, *, limit: int = 50) -> list[Batch]:
    """The latest deliveries, of one source or of all, newest first."""
    found = Batch.objects.select_related("source")
    return list((found.filter(source__code=source_code) if source_code else found)[:limit])


def has_keyless_rejects(batch_id: int) -> bool:
    """Whether rows were refused whose keys can't be read. A snapshot with such rows closes nothing."""
    return Reject.objects.filter(batch=batch_id, key="").exists()


def rejects(batch_id: int) -> Iterator[Reject]:
    """The batch's rejects that are still open, in the order of the file."""
    yield from Reject.objects.filter(batch=batch_id, state=Reject.State.OPEN).order_by("line").iterator(chunk_size=2000)


def open_rejects(source_id: int, *, batch_id: int | None = None) -> list[Reject]:
    """The source's open rejects, of one batch or of all, in the order of the files."""
    found = Reject.objects.select_related("batch").filter(batch__source=source_id, state=Reject.State.OPEN)
    return list((found.filter(batch=batch_id) if batch_id else found).order_by("batch_id", "line", "id"))


def reject_lines(batch_id: int) -> Iterator[list[str]]:
    """`reject_table` of one batch, row by row as it is read: for files of any size."""
    rows = Reject.objects.select_related("batch").filter(batch=batch_id, state=Reject.State.OPEN).order_by("pk")
    found = Batch.objects.filter(pk=batch_id).first()
    columns = [one for one in (found.reader_report.get("columns", ()) if found else ()) if one not in REJECT_COLUMNS]
    yield [*REJECT_COLUMNS, *columns]
    for one in rows.iterator(chunk_size=2000):
        yield _reject_line(one, columns)


def _reject_line(one: Reject, columns: Sequence[str]) -> list[str]:
    told = [str(one.pk), str(one.line), one.column, one.message, one.remedy]
    return [*told, *(cell_text(one.row.get(column)) for column in (RAW_COLUMN, *columns))]


def reject_table(found: Sequence[Reject]) -> Iterator[list[str]]:
    """Header and rows of an export: what is wrong and what to do, then the file's own columns to be corrected."""
    stated = (column for one in found for column in (*one.batch.reader_report.get("columns", ()), *one.row))
    columns = [column for column in dict.fromkeys(stated) if column not in REJECT_COLUMNS]
    yield [*REJECT_COLUMNS, *columns]
    for one in found:
        yield _reject_line(one, columns)


def records_per_source() -> Sequence[tuple[str, str, int]]:
    """(code, label, open records) of every source."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.code, s.label, count(r.id) FROM mdm_sourcesystem s LEFT JOIN mdm_sourcerecord r "
            "ON r.source_id = s.id AND r.state = 'open' GROUP BY s.id ORDER BY s.code"
        )
        return list(cursor.fetchall())


def rejects_per_source() -> dict[str, int]:
    """Open rejects per source code; sources without any are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.code, count(*) FROM mdm_reject j JOIN mdm_batch b ON b.id = j.batch_id "
            "JOIN mdm_sourcesystem s ON s.id = b.source_id WHERE j.state = 'open' GROUP BY s.code"
        )
        return dict(cursor.fetchall())
