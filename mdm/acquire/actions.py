"""Writing source systems, mappings and what sources say. Payloads are added, never altered."""

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

from mdm import prepared
from mdm.acquire.landing import Known, Landing, sort_rows
from mdm.acquire.models import SourceMapping, SourceSystem
from mdm.acquire.payload import payload_json
from mdm.acquire.queries import Version
from mdm.acquire.transforms import ArgumentError, declared_formats
from mdm.bulk import JsonText, add_rows, bytes_array, id_array, text_array
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


def land(source_id: int, rows: Sequence[Landing], *, batch_id: int | None) -> Landed:
    """Take rows with distinct keys in: new records and versions, changes, deletions. Unchanged rows write nothing."""
    known = _known(source_id, [row.key for row in rows])
    found = sort_rows(rows, known)
    if found.changed or found.closed:
        locked = _locked(sorted([known.record for known, _ in found.changed] + found.closed))
        found = sort_rows(rows, known | locked)
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


_STANDING = "SELECT key, id, content_hash, state = 'open', number FROM mdm_sourcerecord"


def _known(source_id: int, keys: Sequence[str]) -> dict[str, Known]:
    found = prepared.rows(f"{_STANDING} WHERE source_id = %s AND key = ANY(%s::text[])", [source_id, text_array(keys)])
    return _by_key(found)


def _locked(records: Sequence[int]) -> dict[str, Known]:
    """As they stand once held; in id order, as regrouping claims them, so that the two never deadlock."""
    return _by_key(
        prepared.rows(f"{_STANDING} WHERE id = ANY(%s::bigint[]) ORDER BY id FOR NO KEY UPDATE", [id_array(records)])
    )


def _by_key(rows: Sequence[tuple[Any, ...]]) -> dict[str, Known]:
    return {key: Known(record, bytes(digest), *rest) for key, record, digest, *rest in rows}


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
    add_rows(
        "mdm_sourceversion",
        _VERSION_COLUMNS,
        [
            (one.record, one.number, batch_id, hashes[one.record], JsonText(payload_json(one.payload).decode()),
             one.stated_created_at, one.stated_updated_at, one.loaded_at)
            for one in versions
        ],
    )  # fmt: skip


def close(records: Collection[int]) -> None:
    """Note that the source knows these records no more. Their versions stay."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mdm_sourcerecord SET state = 'closed', closed_at = now() WHERE id = ANY(%s) AND state = 'open'",
            [list(records)],
        )
