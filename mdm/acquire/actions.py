"""Writing source systems, mappings, deliveries and what sources say. Payloads are added, never altered."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from mdm.acquire.landing import Known, Landing, sort_rows
from mdm.acquire.models import Batch, Reject, SourceMapping, SourceSystem
from mdm.acquire.payload import payload_json
from mdm.acquire.queries import Version
from mdm.acquire.rows import RAW_COLUMN, BadRow
from mdm.acquire.transforms import ArgumentError, declared_formats
from mdm.bulk import bytes_array, copy_in, id_array, text_array
from mdm.errors import InvalidInputError

_VERSION_COLUMNS = (
    "record_id", "number", "batch_id", "content_hash", "payload", "stated_created_at", "stated_updated_at", "loaded_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Landed:
    """What came of landing: versions to cleanse, records that were closed, and how many rows changed nothing."""

    new: tuple[Version, ...] = ()
    changed: tuple[Version, ...] = ()
    closed: tuple[int, ...] = ()
    unchanged: int = 0


def register_source(code: str, fields: Mapping[str, Any]) -> tuple[SourceSystem, bool]:
    """Create the source system or bring its fields up to date; (source, whether it is new).

    Raises InvalidInputError naming the field that is wrong.
    """
    known = {one.name for one in SourceSystem._meta.concrete_fields} - {"id", "code", "created_at"}  # noqa: SLF001
    for name in fields:
        if name not in known:
            raise _wrong(name, f"A source system has {', '.join(sorted(known))}.")
    source = SourceSystem.objects.filter(code=code).first()
    is_new = source is None
    source = source or SourceSystem(code=code)
    for name, value in fields.items():
        setattr(source, name, value)
    _check_source(source)
    source.save()
    return source, is_new


def _check_source(source: SourceSystem) -> None:
    try:
        source.full_clean(validate_unique=False, validate_constraints=False)
        ZoneInfo(source.time_zone)
        if source.date_formats:
            declared_formats(source.date_formats)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise _wrong(field, messages[0]) from None
    except (ZoneInfoNotFoundError, ValueError):
        raise _wrong("time_zone", "Use a name such as UTC or Europe/Berlin.") from None
    except ArgumentError as error:
        raise _wrong("date_formats", f"It {error}.") from None


def _wrong(field: str, remedy: str) -> InvalidInputError:
    return InvalidInputError(f"The source system's {field} can't be taken.", remedy=remedy, data={"field": field})


def declare_mapping(source_id: int, declaration: Mapping[str, Any]) -> SourceMapping:
    """Put a mapping in force. The one already in force is kept where it says the same."""
    present = SourceMapping.objects.filter(source=source_id, is_active=True).first()
    if present is not None and present.declaration == declaration:
        return present
    version = (SourceMapping.objects.filter(source=source_id).aggregate(top=Max("version"))["top"] or 0) + 1
    SourceMapping.objects.filter(source=source_id, is_active=True).update(is_active=False)
    return SourceMapping.objects.create(
        source_id=source_id, version=version, declaration=dict(declaration), is_active=True
    )


def open_batch(source_id: int, mapping_id: int, **facts: Any) -> Batch:
    """Begin a delivery.

    Earlier ones of the source that a crash left loading are marked as stopped. Rejects of the same file, and of
    anything before a snapshot, are settled: what is still wrong is going to be refused anew.
    """
    _settle_earlier(source_id, facts.get("file_digest", ""), is_snapshot=bool(facts.get("is_snapshot")))
    return Batch.objects.create(source_id=source_id, mapping_id=mapping_id, **facts)


def hold_batch(source_id: int, mapping_id: int, **facts: Any) -> Batch:
    """Note a delivery of which nothing counts until a person has decided."""
    return Batch.objects.create(source_id=source_id, mapping_id=mapping_id, state=Batch.State.HELD, **facts)


def reopen_batch(batch_id: int) -> Batch:
    """Begin a delivery that was held, or go on with one that was cut off."""
    batch = Batch.objects.select_for_update(no_key=True).get(pk=batch_id)
    _settle_earlier(batch.source_id, batch.file_digest, is_snapshot=batch.is_snapshot, but=batch_id)
    batch.state, batch.problem, batch.ended_at = Batch.State.LOADING, "", None
    batch.save(update_fields=["state", "problem", "ended_at"])
    return batch


def discard_batch(batch_id: int) -> None:
    """End a held delivery without taking anything of it."""
    held = Batch.objects.filter(pk=batch_id, state=Batch.State.HELD)
    held.update(state=Batch.State.DISCARDED, ended_at=timezone.now())


def _settle_earlier(source_id: int, digest: str, *, is_snapshot: bool, but: int = 0) -> None:
    earlier = Batch.objects.filter(source=source_id).exclude(pk=but)
    earlier.filter(state=Batch.State.LOADING).update(
        state=Batch.State.FAILED, ended_at=timezone.now(), problem="The load was cut off. Load the file again to go on."
    )
    moot = earlier if is_snapshot else earlier.filter(file_digest=digest).exclude(file_digest="")
    Reject.objects.filter(batch__in=moot, state=Reject.State.OPEN).update(state=Reject.State.RESOLVED)


def add_counts(batch_id: int, counts: Mapping[str, int]) -> None:
    """Add to the batch's counts."""
    sets = ", ".join(f'"{name}" = "{name}" + %s' for name in counts)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE mdm_batch SET {sets} WHERE id = %s", [*counts.values(), batch_id])


def end_batch(batch_id: int, *, problem: str = "") -> Batch:
    """End a delivery, done or stopped by a problem."""
    batch = Batch.objects.get(pk=batch_id)
    batch.state = Batch.State.FAILED if problem else Batch.State.DONE
    batch.problem, batch.ended_at = problem, timezone.now()
    batch.save(update_fields=["state", "problem", "ended_at"])
    return batch


def land(source_id: int, rows: Sequence[Landing], *, batch_id: int | None) -> Landed:
    """Take rows with distinct keys in: new records and versions, changes, deletions. Unchanged rows write nothing."""
    found = sort_rows(rows, _known(source_id, [row.key for row in rows]))
    if found.changed or found.closed:
        _lock(sorted([known.record for known, _ in found.changed] + found.closed))
        found = sort_rows(rows, _known(source_id, [row.key for row in rows]))
    now = timezone.now()
    new = _insert(source_id, found.new, now)
    if found.changed:
        _update(found.changed, now)
    if found.closed:
        close(found.closed)
    changed = [(known.record, known.number + 1, row) for known, row in found.changed]
    versions = [_version(source_id, *one, now) for one in (*new, *changed)]
    hashes = {record: row.content_hash for record, _, row in (*new, *changed)}
    if versions:
        _write_versions(versions, hashes, batch_id)
    return Landed(
        new=tuple(versions[: len(new)]),
        changed=tuple(versions[len(new) :]),
        closed=tuple(found.closed),
        unchanged=found.unchanged,
    )


def _known(source_id: int, keys: Sequence[str]) -> dict[str, Known]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key, id, content_hash, state = 'open', number FROM mdm_sourcerecord "
            "WHERE source_id = %s AND key = ANY(%s::text[])",
            [source_id, text_array(keys)],
        )
        return {key: Known(record, bytes(digest), *rest) for key, record, digest, *rest in cursor.fetchall()}


def _lock(records: Sequence[int]) -> None:
    """In id order, as regrouping claims them, so that the two never deadlock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM mdm_sourcerecord WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [list(records)]
        )


def _insert(source_id: int, rows: Sequence[Landing], now: datetime) -> list[tuple[int, int, Landing]]:
    if not rows:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO mdm_sourcerecord (source_id, key, state, content_hash, number, opened_at, changed_at) "
            "SELECT %s, key, 'open', digest, 1, %s, %s FROM unnest(%s::text[], %s::bytea[]) AS r(key, digest) "
            "RETURNING key, id",
            [
                source_id,
                now,
                now,
                text_array([row.key for row in rows]),
                bytes_array([row.content_hash for row in rows]),
            ],
        )
        ids = dict(cursor.fetchall())
    return [(ids[row.key], 1, row) for row in rows]


def _update(rows: Sequence[tuple[Known, Landing]], now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mdm_sourcerecord r SET content_hash = u.digest, number = r.number + 1, state = 'open', "
            "closed_at = NULL, changed_at = %s FROM unnest(%s::bigint[], %s::bytea[]) AS u(id, digest) "
            "WHERE r.id = u.id",
            [now, id_array([known.record for known, _ in rows]), bytes_array([row.content_hash for _, row in rows])],
        )


def _version(source_id: int, record: int, number: int, row: Landing, now: datetime) -> Version:
    return Version(record, number, source_id, row.key, row.payload, row.stated_created_at, row.stated_updated_at, now)


def _write_versions(versions: Sequence[Version], hashes: Mapping[int, bytes], batch_id: int | None) -> None:
    copy_in(
        "mdm_sourceversion",
        _VERSION_COLUMNS,
        (
            (one.record, one.number, batch_id, hashes[one.record], payload_json(one.payload).decode(),
             one.stated_created_at, one.stated_updated_at, one.loaded_at)
            for one in versions
        ),
    )  # fmt: skip


def close(records: Collection[int]) -> None:
    """Note that the source knows these records no more. Their versions stay."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mdm_sourcerecord SET state = 'closed', closed_at = now() WHERE id = ANY(%s) AND state = 'open'",
            [list(records)],
        )


def begin_keys() -> None:
    """Open this session's list of the keys that a file has stated, for duplicates and for what a snapshot lacks."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS batch_keys")
        cursor.execute(
            "CREATE TEMP TABLE batch_keys (key text PRIMARY KEY, line bigint NOT NULL, digest bytea NOT NULL)"
        )


def note_keys(rows: Sequence[Landing]) -> dict[str, tuple[int, bytes]]:
    """Add the rows' keys (distinct among themselves); returns line and content hash of those that were there before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key, line, digest FROM batch_keys WHERE key = ANY(%s::text[])",
            [text_array([row.key for row in rows])],
        )
        before = {key: (line, bytes(digest)) for key, line, digest in cursor.fetchall()}
    fresh = [row for row in rows if row.key not in before]
    copy_in("batch_keys", ("key", "line", "digest"), ((row.key, row.line, row.content_hash) for row in fresh))
    return before


def missing_records(source_id: int, batch_id: int, limit: int) -> list[int]:
    """Some open records of the source whose keys the file did not state, in id order.

    A refused row proves that its record is still there. Where rows of the batch were refused whose keys can't be read,
    nobody knows which records they are, and none is missing.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH refused AS (SELECT key FROM mdm_reject WHERE batch_id = %(batch)s) "
            "SELECT id FROM mdm_sourcerecord r WHERE source_id = %(source)s AND state = 'open' "
            "AND NOT EXISTS (SELECT FROM batch_keys k WHERE k.key = r.key) "
            "AND NOT EXISTS (SELECT FROM refused WHERE refused.key IN (r.key, '')) "
            "ORDER BY id LIMIT %(limit)s FOR NO KEY UPDATE",
            {"source": source_id, "batch": batch_id, "limit": limit},
        )
        return [row[0] for row in cursor.fetchall()]


def end_keys() -> None:
    """Close the list of keys."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS batch_keys")


def reject(batch_id: int, rows: Sequence[BadRow]) -> None:
    """Keep rows that can't be taken, each with its key where that could be read."""
    copy_in(
        "mdm_reject",
        ("batch_id", "line", '"column"', "problem", "message", "remedy", "key", '"row"', "state"),
        (
            (batch_id, bad.line, bad.column, bad.problem, bad.message, bad.remedy, bad.key,
             payload_json(bad.fields or {RAW_COLUMN: bad.raw}).decode(), "open")
            for bad in rows
        ),
    )  # fmt: skip


def resolve_rejects(source_id: int, keys: Sequence[str], *, but_batch: int | None, ids: Sequence[int] = ()) -> None:
    """Close earlier rejects of rows that have now come in good: by key, and by id where a correction names it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mdm_reject j SET state = 'resolved' FROM mdm_batch b WHERE b.id = j.batch_id AND b.source_id = %s "
            "AND j.state = 'open' AND ((j.key <> '' AND j.key = ANY(%s::text[])) OR j.id = ANY(%s::bigint[])) "
            "AND j.batch_id IS DISTINCT FROM %s",
            [source_id, text_array(keys), id_array(ids), but_batch],
        )
