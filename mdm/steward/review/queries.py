"""Reading the group that a question is about, as it stands now."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from mdm.steward.review.standing import Member

# What a question names and everybody who belongs to their customers today.
_GROUP = """
WITH named AS (SELECT DISTINCT unnest(%s::bigint[]) AS record),
concerned AS (
  SELECT record FROM named
  UNION
  SELECT fellow.record_id FROM named
  JOIN mdm_membership own ON own.record_id = named.record AND own.until IS NULL
  JOIN mdm_membership fellow ON fellow.entity_id = own.entity_id AND fellow.until IS NULL)
SELECT r.id, s.code, r.key, coalesce(c.revision, 0), m.entity_id
FROM concerned JOIN mdm_sourcerecord r ON r.id = concerned.record JOIN mdm_sourcesystem s ON s.id = r.source_id
LEFT JOIN mdm_cleanrecord c ON c.record_id = r.id
LEFT JOIN mdm_membership m ON m.record_id = r.id AND m.until IS NULL
ORDER BY r.id
"""


def group_of(records: Collection[int]) -> list[Member]:
    """These records and all others of their customers, in id order."""
    with connection.cursor() as cursor:
        cursor.execute(_GROUP, [list(records)])
        return [Member(*row) for row in cursor.fetchall()]
