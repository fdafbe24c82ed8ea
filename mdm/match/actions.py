"""Writing match models, blocking keys, candidate pairs, comparisons and match states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Max
from django.utils import timezone
from numpy.typing import NDArray

from mdm import prepared
from mdm.bulk import copy_arrays, copy_text, id_array, incoming
from mdm.match.models import MatchModel as StoredModel

# Space of two-part advisory locks, apart from the one-part locks on blocking keys.
_DUE_LOCK = 1

LINK_COLUMNS = (
    "low_id", "high_id", "low_revision", "high_revision", "model_version", "weight", "probability", "veto", "zone",
)  # fmt: skip


def add_model(parameters: Mapping[str, Any], *, report: Mapping[str, Any], note: str) -> StoredModel:
    """Store a draft under the next version number."""
    version = (StoredModel.objects.aggregate(top=Max("version"))["top"] or 0) + 1
    return StoredModel.objects.create(
        version=version, parameters={**parameters, "version": version}, report=dict(report), note=note
    )


def activate_model(version: int) -> None:
    """Retire the active model and put this one in its place."""
    StoredModel.objects.filter(state=StoredModel.State.ACTIVE).update(state=StoredModel.State.RETIRED)
    StoredModel.objects.filter(version=version).update(state=StoredModel.State.ACTIVE, activated_at=timezone.now())


def shadow_model(version: int) -> None:
    """A draft that is tried beside the model in force is a shadow from then on; others stay what they are."""
    draft = StoredModel.objects.filter(version=version, state=StoredModel.State.DRAFT)
    draft.update(state=StoredModel.State.SHADOW)


def write_keys(keys: Mapping[int, Sequence[tuple[int, int]]], *, call_up: bool = True) -> None:
    """Replace the blocking keys of these records: id → distinct (rule, key) pairs.

    They are called up to be matched, unless that is done in the same transaction.
    """
    if call_up:
        _call_up(id_array(keys))
    if len(keys) == 1:
        ((record, pairs),) = keys.items()
        columns = [id_array(rule for rule, _ in pairs), id_array(key for _, key in pairs)]
        prepared.run(_SET_KEYS, [*columns, record, record, record])
        return
    prepared.run("DELETE FROM mdm_blockingkey WHERE record_id = ANY(%s::bigint[])", [id_array(keys)])
    lines = (f"{record}\t{rule}\t{key}\n" for record, pairs in keys.items() for rule, key in pairs)
    copy_text("mdm_blockingkey", ("record_id", "rule", "key"), "".join(lines))


# Most keys of a record that changed stay as they are.
_SET_KEYS = """
WITH wanted AS MATERIALIZED (SELECT rule, key FROM unnest(%s::smallint[], %s::bigint[]) AS k(rule, key)),
present AS MATERIALIZED (SELECT rule, key FROM mdm_blockingkey WHERE record_id = %s::bigint),
gone AS (DELETE FROM mdm_blockingkey b USING (SELECT * FROM present EXCEPT SELECT * FROM wanted) AS former
  WHERE b.record_id = %s::bigint AND b.key = former.key AND b.rule = former.rule)
INSERT INTO mdm_blockingkey (record_id, rule, key)
SELECT %s::bigint, rule, key FROM (SELECT * FROM wanted EXCEPT SELECT * FROM present) AS new
"""


def _call_up(records: str) -> None:
    # An update where the row is there already, so that a job which is about to drop it waits, and then keeps it.
    prepared.run(
        "INSERT INTO mdm_unmatchedrecord (record_id, revision) SELECT record_id, revision FROM mdm_cleanrecord "
        "WHERE record_id = ANY(%s::bigint[]) ORDER BY record_id "
        "ON CONFLICT (record_id) DO UPDATE SET revision = EXCLUDED.revision",
        [records],
    )


# As an array, because a join of so many records as the planner expects would read all of them.
_SET_DUE = """
INSERT INTO mdm_duerecord (job, record_id, revision)
WITH active AS (SELECT version FROM mdm_matchmodel WHERE state = 'active'), called AS ({called})
SELECT %(job)s, c.record_id, c.revision FROM mdm_cleanrecord c
WHERE c.record_id = ANY(ARRAY(SELECT record_id FROM called))
  AND NOT EXISTS (SELECT FROM mdm_duerecord d WHERE d.job = %(job)s) ORDER BY c.record_id
"""
_ALL_CALLED = """
SELECT record_id FROM mdm_unmatchedrecord
UNION SELECT record_id FROM mdm_matchstate WHERE model_version < (SELECT version FROM active)
UNION SELECT record_id FROM mdm_matchstate WHERE model_version > (SELECT version FROM active)
"""
_CALLED_BY_BATCHES = """
SELECT u.record_id FROM mdm_unmatchedrecord u JOIN mdm_sourcerecord r ON r.id = u.record_id
JOIN mdm_sourceversion v ON v.record_id = r.id AND v.number = r.number AND v.batch_id = ANY(%(batches)s)
"""


def set_due(job: int, *, batches: Sequence[int] | None = None) -> int:
    """Note once which records the job sets out to match, at their present revision; returns how many.

    With `batches`, only what these deliveries said last. A second call for the job, even at the same time, leaves the
    first one's choice alone.
    """
    called = _ALL_CALLED if batches is None else _CALLED_BY_BATCHES
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_DUE_LOCK, job])
        cursor.execute(_SET_DUE.format(called=called), {"job": job, "batches": list(batches or ())})
        due: int = cursor.rowcount
        cursor.execute("ANALYZE mdm_duerecord")
    return due


# Links older than the match state that their records move on to are dropped with it.
_MOVE_ON = (
    "WITH moved AS (INSERT INTO mdm_matchstate (record_id, model_version, revision) "
    "SELECT record_id, %s::int, revision FROM {due} ORDER BY record_id "
    "ON CONFLICT (record_id) DO UPDATE SET model_version = EXCLUDED.model_version, revision = EXCLUDED.revision "
    "{condition} RETURNING record_id, model_version, revision){also} DELETE FROM mdm_comparison c USING moved s WHERE "
    "(c.low_id = s.record_id AND (c.low_revision < s.revision OR c.model_version < s.model_version)) OR "
    "(c.high_id = s.record_id AND (c.high_revision < s.revision OR c.model_version < s.model_version))"
)
_NOT_NEWER = (
    "WHERE (mdm_matchstate.model_version, mdm_matchstate.revision) <= (EXCLUDED.model_version, EXCLUDED.revision)"
)


def mark_matched(job: int, records: Sequence[int], model_version: int) -> None:
    """Move the match state of the job's due records on to the revision that was due, and drop links older than that."""
    due = "mdm_duerecord WHERE job = %s AND record_id = ANY(%s)"
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_ON.format(due=due, condition=_NOT_NEWER, also=""), [model_version, job, list(records)])
        cursor.execute(
            "DELETE FROM mdm_unmatchedrecord u USING mdm_duerecord d WHERE d.job = %s AND d.record_id = ANY(%s) "
            "AND u.record_id = d.record_id AND u.revision = d.revision",
            [job, list(records)],
        )


def mark_one_matched(record: int, model_version: int) -> None:
    """Move the match state of a record that was just compared on to its present revision, and drop older links."""
    due = "mdm_cleanrecord WHERE record_id = %s"
    also = ", gone AS (DELETE FROM mdm_unmatchedrecord WHERE record_id = %s)"
    prepared.run(_MOVE_ON.format(due=due, condition="", also=also), [model_version, record, record])


def clear_due(job: int) -> None:
    """Drop what the job kept for its own use."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM mdm_duerecord WHERE job = %s", [job])
        cursor.execute("DELETE FROM mdm_candidatepair WHERE job = %s", [job])


def write_pairs(job: int, chunk: int, buckets: int, low: NDArray[np.int64], high: NDArray[np.int64]) -> None:
    """Store the chunk's candidate pairs, spread over buckets; replaces an earlier attempt.

    A record's pairs upwards stay together, so that a bucket reads few records on one side of its pairs.
    """
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM mdm_candidatepair WHERE job = %s AND chunk = %s", [job, chunk])
    bucket = low % buckets
    same = np.full(len(low), 1, dtype=np.int64)
    copy_arrays(
        "mdm_candidatepair", ("job", "chunk", "bucket", "low", "high"), (same * job, same * chunk, bucket, low, high)
    )


def write_links(rows: Iterable[Sequence[Any]]) -> int:
    """Store compared pairs (LINK_COLUMNS); one that stands there with newer revisions or model is left alone."""
    names = ", ".join(LINK_COLUMNS)
    with incoming("mdm_comparison", LINK_COLUMNS, rows) as (source, parameters), prepared.own_cursor() as cursor:
        cursor.execute(
            f"INSERT INTO mdm_comparison ({names}, compared_at) SELECT {names}, now() FROM {source} "
            "ORDER BY low_id, high_id ON CONFLICT (low_id, high_id) DO UPDATE SET "
            + ", ".join(f"{name} = EXCLUDED.{name}" for name in (*LINK_COLUMNS[2:], "compared_at"))
            + " WHERE EXCLUDED.low_revision >= mdm_comparison.low_revision "
            "AND EXCLUDED.high_revision >= mdm_comparison.high_revision "
            "AND EXCLUDED.model_version >= mdm_comparison.model_version",
            parameters,
        )
        written: int = cursor.rowcount
        return written


def remove(records: Sequence[int]) -> None:
    """Forget keys, links and match states of records that their source has closed."""
    ids = [list(records)]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM mdm_blockingkey WHERE record_id = ANY(%s)", ids)
        cursor.execute("DELETE FROM mdm_comparison WHERE low_id = ANY(%s) OR high_id = ANY(%s)", ids * 2)
        cursor.execute("DELETE FROM mdm_matchstate WHERE record_id = ANY(%s)", ids)
        cursor.execute("DELETE FROM mdm_unmatchedrecord WHERE record_id = ANY(%s)", ids)
