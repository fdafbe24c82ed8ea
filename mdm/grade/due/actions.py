"""Writing what is due: who changes something calls up, a night takes up and drops what it has graded.

Nobody waits here: rows that another transaction holds are left alone, for whoever holds them is calling them up.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from mdm import prepared
from mdm.bulk import id_array
from mdm.grade.due.queries import AGED, GRADED_BY_OTHERS, is_known


def touch(records: Collection[int]) -> None:
    """Call up these records. A row that a job has taken up is freed, and whoever is about to drop it waits for that."""
    if records:
        prepared.run(
            "INSERT INTO mdm_touchedrecord (record_id) SELECT record FROM unnest(%s::bigint[]) AS record "
            "ORDER BY record ON CONFLICT (record_id) DO UPDATE SET job = NULL",
            [id_array(records)],
        )


def take_up(job: int) -> int:
    """Take up all that is called up, also what an earlier job took up and did not finish; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mdm_touchedrecord t SET job = %s FROM (SELECT record_id FROM mdm_touchedrecord "
            "ORDER BY record_id FOR UPDATE SKIP LOCKED) free WHERE t.record_id = free.record_id",
            [job],
        )
        taken = int(cursor.rowcount)
        cursor.execute("ANALYZE mdm_touchedrecord")
    return taken


_OF_RECORDS = {"id": "record_id", "table": "mdm_qualityresult"}


def call_up_aged(job: int, rules: str) -> None:
    """Take up what other rules graded than those with this digest, and what has waited longest.

    Under rules by which nothing was counted yet, that is all there is.
    """
    due = f"{GRADED_BY_OTHERS.format(**_OF_RECORDS)} UNION {AGED.format(**_OF_RECORDS)}"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO mdm_touchedrecord (record_id, job) SELECT record_id, %(job)s FROM "
            f"({due if is_known(rules) else 'SELECT record_id FROM mdm_cleanrecord'}) due ORDER BY record_id "
            "ON CONFLICT DO NOTHING",
            {"job": job, "rules": rules},
        )


def drop(job: int, records: Collection[int]) -> None:
    """Drop these records, counted and graded by the job, but for those that were called up again meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM mdm_touchedrecord t USING (SELECT record_id FROM mdm_touchedrecord WHERE job = %s "
            "AND record_id = ANY(%s::bigint[]) ORDER BY record_id FOR UPDATE SKIP LOCKED) done "
            "WHERE t.record_id = done.record_id",
            [job, id_array(records)],
        )
