"""Writing batches from their beginning to their end, the keys that a file states, and the rows that are refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.utils import timezone

from mdm.acquire.landing import Landing
from mdm.acquire.models import Batch, Reject
from mdm.acquire.payload import payload_json
from mdm.acquire.rows import RAW_COLUMN, BadRow
from mdm.bulk import copy_in, id_array, text_array


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
