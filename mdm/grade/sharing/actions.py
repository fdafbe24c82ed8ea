"""Counting what customers share, muting what too many share, and learning which city a postcode belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from mdm.grade.queries import sharing_limits
from mdm.grade.shared import CITY_SHARE, KNOWN_FROM

_KEYS = """
CREATE TEMP TABLE shared_keys ON COMMIT DROP AS
SELECT record_id, 'email:' || e AS key FROM mdm_cleanrecord, unnest(string_to_array(emails, '|')) e WHERE emails <> ''
UNION ALL
SELECT record_id, 'phone:' || e FROM mdm_cleanrecord, unnest(string_to_array(phones, '|')) e WHERE phones <> ''
UNION ALL
SELECT record_id, 'identifier:' || e FROM mdm_cleanrecord, unnest(string_to_array(identifiers, '|')) e
WHERE identifiers <> ''
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
  DELETE FROM mdm_sharedvalue s WHERE muted_at IS NULL AND released_at IS NULL
  AND NOT EXISTS (SELECT FROM shared_now n WHERE n.key = s.key) RETURNING key),
fresh AS (
  INSERT INTO mdm_sharedvalue (key, customers, counted_at)
  SELECT n.key, n.customers, now() FROM shared_now n LEFT JOIN mdm_sharedvalue s USING (key)
  WHERE s.key IS NULL OR (s.customers <> n.customers AND (s.muted_at IS NULL OR s.released_at IS NOT NULL))
  ON CONFLICT (key) DO UPDATE SET customers = EXCLUDED.customers, counted_at = EXCLUDED.counted_at RETURNING key),
moved AS (SELECT key FROM gone UNION SELECT key FROM fresh)
UPDATE mdm_qualityresult q SET revision = 0
FROM (SELECT DISTINCT record_id FROM shared_keys JOIN moved USING (key)) k
WHERE q.record_id = k.record_id
"""


def count_shared() -> tuple[int, list[int]]:
    """Count anew which customers share which values; the records whose values lost their force thereby.

    Returns how many values are shared, and those records. Grades that depend on a count that moved are due again.
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS shared_keys, shared_now")
        cursor.execute(_KEYS)
        cursor.execute(_COUNTED)
        cursor.execute("CREATE INDEX ON shared_now (key)")
        cursor.execute("ANALYZE shared_keys, shared_now")
        cursor.execute(_MOVED)
        muted = _mute(cursor)
        cursor.execute("SELECT DISTINCT record_id FROM shared_keys WHERE key = ANY(%s) ORDER BY 1", [muted])
        records = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT count(*) FROM mdm_sharedvalue")
        count = int(cursor.fetchone()[0])
        cursor.execute("DROP TABLE shared_keys, shared_now")
    return count, records


def _mute(cursor: Any) -> list[str]:
    limits = " OR ".join(f"(key LIKE '{kind}:%' AND customers >= {least})" for kind, least in sharing_limits().items())
    cursor.execute(
        f"UPDATE mdm_sharedvalue SET muted_at = now() WHERE muted_at IS NULL AND released_at IS NULL AND ({limits}) "
        "RETURNING key"
    )
    return [row[0] for row in cursor.fetchall()]


def release_value(key: str) -> Sequence[int]:
    """Give a muted value its force back, for good; the records that state it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mdm_sharedvalue SET released_at = now() WHERE key = %s AND muted_at IS NOT NULL RETURNING key",
            [key],
        )
        if cursor.fetchone() is None:
            return []
        value = key.rsplit(":", 1)[-1]
        cursor.execute(
            'SELECT record_id FROM mdm_cleanrecord WHERE "values" @> jsonb_build_array(jsonb_build_object('
            "'clean', jsonb_build_object('value', %s::text), 'flags', '[\"shared\"]'::jsonb)) ORDER BY record_id",
            [value],
        )
        return [row[0] for row in cursor.fetchall()]


_LEARNT = f"""
WITH places AS (
  SELECT t.country || '|' || t.postcode AS place, t.city, count(*) AS n FROM mdm_cleanrecord c,
    unnest(string_to_array(c.countries, '|'), string_to_array(c.postcodes, '|'), string_to_array(c.cities, '|'))
      AS t(country, postcode, city)
  WHERE t.country <> '' AND t.postcode <> '' AND t.city <> '' GROUP BY 1, 2),
known AS (SELECT place, sum(n) AS whole FROM places GROUP BY 1 HAVING sum(n) >= {KNOWN_FROM}),
wanted AS (
  SELECT 'known_postcodes' AS list_id, place AS entry FROM known
  UNION ALL SELECT 'postcode_cities', place || '|' || city FROM places JOIN known USING (place)
  WHERE n >= greatest(2, {CITY_SHARE} * whole)),
gone AS (
  DELETE FROM mdm_referenceentry e WHERE e.list_id IN ('known_postcodes', 'postcode_cities')
  AND NOT EXISTS (SELECT FROM wanted w WHERE w.list_id = e.list_id AND w.entry = e.entry))
INSERT INTO mdm_referenceentry (list_id, entry) SELECT list_id, entry FROM wanted ON CONFLICT DO NOTHING
"""


def learn_postcodes() -> None:
    """Bring the learnt lists up to date: which postcodes are known, and which cities belong to each."""
    with connection.cursor() as cursor:
        cursor.execute(_LEARNT)
        cursor.execute("ANALYZE mdm_referenceentry")
