"""Reading what is due, by indexes: the cost follows what changed, not what lies there."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from mdm.grade.due.models import TouchedRecord

# What nothing has changed is graded again after so many days at the earliest, because values age; a night takes on
# what has waited longest, one in so many of all.
REGRADE_DAYS, IN_SO_MANY_NIGHTS = 7, 28
_LEAST_A_NIGHT = 1_000

GRADED_BY_OTHERS = (
    "SELECT {id} FROM {table} WHERE outcome_id IN (SELECT id FROM mdm_qualityoutcome WHERE rules <> %(rules)s)"
)
AGED = (
    f"(SELECT {{id}} FROM {{table}} WHERE graded_at < now() - interval '{REGRADE_DAYS} days' ORDER BY graded_at LIMIT "
    f"(SELECT greatest({_LEAST_A_NIGHT}, reltuples / {IN_SO_MANY_NIGHTS})::int FROM pg_class "
    "WHERE oid = '{table}'::regclass))"
)
_OF_GOLDEN = {"id": "entity", "table": "mdm_goldenquality"}


def spans(job: int, size: int) -> list[tuple[int, int]]:
    """Spans of ids that hold about so many records each of those that the job has taken up."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(record_id), max(record_id) FROM (SELECT record_id, "
            "(row_number() OVER (ORDER BY record_id) - 1) / %s AS span FROM mdm_touchedrecord WHERE job = %s) t "
            "GROUP BY span ORDER BY span",
            [size, job],
        )
        return list(cursor.fetchall())


def taken_up(job: int, first: int, last: int) -> list[int]:
    """The records in this span of ids that the job has taken up."""
    rows = TouchedRecord.objects.filter(job=job, record__gte=first, record__lte=last)
    return list(rows.order_by("record").values_list("record", flat=True))


def due_golden(rules: str) -> list[UUID]:
    """Customers whose golden record was called up or graded by other rules, and those that have waited longest."""
    called = "SELECT entity FROM mdm_goldenquality WHERE graded_at = 'epoch'"
    parts = (called, GRADED_BY_OTHERS.format(**_OF_GOLDEN), AGED.format(**_OF_GOLDEN))
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION '.join(parts)} ORDER BY 1", {"rules": rules})
        return [entity for (entity,) in cursor.fetchall()]


def is_known(rules: str) -> bool:
    """Whether records have been counted under this state of the rules: if not, all of them are due."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM mdm_entrycount WHERE rules = %s)", [rules])
        (known,) = cursor.fetchone() or (False,)
        return bool(known)
