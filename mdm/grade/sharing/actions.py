"""Counting what customers share, muting what too many share, and giving that its force back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.utils import timezone

from mdm.bulk import copy_in, json_text
from mdm.grade.models import SharedValue
from mdm.grade.sharing.queries import muted_within_limits, too_shared
from mdm.grade.statements import SHARED_KEY

_VALUES = {"email": "emails", "phone": "phones", "identifier": "identifiers"}
_ALL_KEYS = " UNION ALL ".join(
    f"SELECT record_id, '{kind}:' || e AS key FROM mdm_cleanrecord, unnest(string_to_array({column}, '|')) e "
    f"WHERE {column} <> ''"
    for kind, column in _VALUES.items()
)
# Who has a value is found in its blocks; that the records say it, and no other value with that hash, is looked up.
_KEYS_OF_BLOCKS = f"""
SELECT DISTINCT b.record_id, s.key FROM values_sought s JOIN mdm_blockingkey b ON b.key = s.block
JOIN mdm_cleanrecord c ON c.record_id = b.record_id
WHERE substr(s.key, strpos(s.key, ':') + 1) = ANY(string_to_array(CASE split_part(s.key, ':', 1)
  {" ".join(f"WHEN '{kind}' THEN c.{column}" for kind, column in _VALUES.items())} END, '|'))
"""
_COUNTED = """
CREATE TEMP TABLE shared_now ON COMMIT DROP AS
SELECT k.key, count(DISTINCT m.entity_id)::int AS customers FROM shared_keys k
JOIN mdm_membership m ON m.record_id = k.record_id AND m.until IS NULL GROUP BY k.key
HAVING count(*) > 1 AND count(DISTINCT m.entity_id) > 1
"""
# A muted value no longer stands in the columns that are counted, so it stays until a person releases it.
_MOVED = """
WITH gone AS (
  DELETE FROM mdm_sharedvalue s WHERE muted_at IS NULL AND released_at IS NULL {sought}
  AND NOT EXISTS (SELECT FROM shared_now n WHERE n.key = s.key) RETURNING key),
fresh AS (
  INSERT INTO mdm_sharedvalue (key, customers, counted_at)
  SELECT n.key, n.customers, now() FROM shared_now n LEFT JOIN mdm_sharedvalue s USING (key)
  WHERE s.key IS NULL OR (s.customers <> n.customers AND (s.muted_at IS NULL OR s.released_at IS NOT NULL))
  ON CONFLICT (key) DO UPDATE SET customers = EXCLUDED.customers, counted_at = EXCLUDED.counted_at RETURNING key),
moved AS (SELECT DISTINCT record_id FROM shared_keys JOIN (SELECT key FROM gone UNION SELECT key FROM fresh) m
  USING (key)),
golden AS (
  UPDATE mdm_goldenquality q SET graded_at = 'epoch'
  FROM (SELECT DISTINCT entity_id FROM mdm_membership JOIN moved USING (record_id) WHERE until IS NULL) m
  WHERE q.entity = m.entity_id)
INSERT INTO mdm_touchedrecord (record_id, job) SELECT record_id, %s FROM moved ORDER BY record_id
ON CONFLICT DO NOTHING
"""
_HOLDERS = """
INSERT INTO mdm_sharedholder (key, record_id)
SELECT DISTINCT key, record_id FROM shared_keys JOIN shared_now USING (key) ORDER BY 1, 2
"""
_SOUGHT = "{key} IN (SELECT key FROM values_sought)"

Sought = Iterable[tuple[str, int]]
"""Values, each with a blocking key that records which say it may have."""


def count_shared(job: int, sought: Sought | None) -> tuple[int, list[int]]:
    """Count which customers share which values: those sought, or all; the records whose values lost their force.

    Returns how many values are shared, and those records. Grades that depend on a count that moved are due tonight.
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS shared_keys, shared_now, values_sought")
        if sought is not None:
            cursor.execute("CREATE TEMP TABLE values_sought (key text, block bigint) ON COMMIT DROP")
            copy_in("values_sought", ("key", "block"), sought)
            cursor.execute("ANALYZE values_sought")
        keys = _ALL_KEYS if sought is None else _KEYS_OF_BLOCKS
        cursor.execute(f"CREATE TEMP TABLE shared_keys ON COMMIT DROP AS {keys}")
        cursor.execute("ANALYZE shared_keys")
        cursor.execute(_COUNTED)
        cursor.execute("CREATE INDEX ON shared_now (key)")
        cursor.execute("ANALYZE shared_now")
        cursor.execute(_MOVED.format(sought="" if sought is None else "AND " + _SOUGHT.format(key="s.key")), [job])
        cursor.execute(
            "DELETE FROM mdm_sharedholder" + ("" if sought is None else " WHERE " + _SOUGHT.format(key="key"))
        )
        cursor.execute(_HOLDERS)
        muted = _mute()
        cursor.execute("SELECT DISTINCT record_id FROM shared_keys WHERE key = ANY(%s) ORDER BY 1", [muted])
        records = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT count(*) FROM mdm_sharedvalue")
        (count,) = cursor.fetchone() or (0,)
        cursor.execute("DROP TABLE IF EXISTS shared_keys, shared_now, values_sought")
    return int(count), records


def _mute() -> list[str]:
    found = SharedValue.objects.filter(too_shared(), muted_at=None, released_at=None)
    keys = list(found.values_list("key", flat=True))
    if keys:
        found.update(muted_at=timezone.now())
    return keys


def unmute() -> list[int]:
    """Give values back their force that were muted under a lower limit; the records that state them.

    They are counted as they are now: those that even the higher limit mutes stay so.
    """
    with connection.cursor() as cursor:
        keys = list(muted_within_limits().values_list("key", flat=True))
        stated = _stated(cursor, keys)
        cursor.execute(
            "UPDATE mdm_sharedvalue s SET counted_at = now(), customers = (SELECT count(DISTINCT m.entity_id) "
            "FROM jsonb_array_elements(%s::jsonb -> s.key) r "
            "JOIN mdm_membership m ON m.record_id = r::bigint AND m.until IS NULL) WHERE key = ANY(%s)",
            [json_text(stated), keys],
        )
    freed = list(muted_within_limits().filter(key__in=keys).values_list("key", flat=True))
    SharedValue.objects.filter(key__in=freed).update(muted_at=None)
    return sorted({record for key in freed for record in stated.get(key, ())})


def _stated(cursor: Any, keys: Sequence[str]) -> dict[str, list[int]]:
    """The records that state each of these muted values."""
    if not keys:
        return {}
    cursor.execute(
        "SELECT key, array_agg(DISTINCT record_id ORDER BY record_id) FROM (SELECT c.record_id, "
        f'{SHARED_KEY} AS key FROM mdm_cleanrecord c, jsonb_to_recordset(c."values") '
        "AS e(kind text, clean jsonb, flags jsonb), LATERAL (SELECT e.kind AS value_kind, e.clean) x "
        'WHERE c."values" @> \'[{"flags": ["shared"]}]\' AND e.flags ? \'shared\') k WHERE key = ANY(%s) GROUP BY key',
        [list(keys)],
    )
    return dict(cursor.fetchall())


def release_value(key: str) -> Sequence[int]:
    """Give a muted value its force back, for good; the records that state it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mdm_sharedvalue SET released_at = now() WHERE key = %s AND muted_at IS NOT NULL RETURNING key",
            [key],
        )
        if cursor.fetchone() is None:
            return []
        return _stated(cursor, [key]).get(key, [])
