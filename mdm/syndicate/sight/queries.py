"""Which customer ids a reader of some sources may hear of: those that its sources have, or had, a record of."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import connection

_PRESENT = """
SELECT asked.id FROM mdm_entity asked WHERE asked.id = ANY(%s) AND EXISTS (
 SELECT FROM mdm_membership m JOIN mdm_sourcerecord r ON r.id = m.record_id
  JOIN mdm_sourcesystem s ON s.id = r.source_id
  WHERE m.entity_id = coalesce(asked.merged_into_id, asked.id) AND m.until IS NULL AND s.code = ANY(%s))
"""
_EVER = """
SELECT asked.id FROM mdm_entity asked WHERE asked.id = ANY(%s) AND EXISTS (
 SELECT FROM mdm_membership m JOIN mdm_sourcerecord r ON r.id = m.record_id
  JOIN mdm_sourcesystem s ON s.id = r.source_id
  WHERE m.entity_id = asked.id AND s.code = ANY(%s))
"""


def present(customers: Collection[UUID], sources: Collection[str]) -> set[UUID]:
    """Those of the ids that answer to a reader of these sources today."""
    return _found(_PRESENT, customers, sources)


def ever(customers: Collection[UUID], sources: Collection[str]) -> set[UUID]:
    """Those of the ids under which a record of these sources ever stood."""
    return _found(_EVER, customers, sources)


def _found(statement: str, customers: Collection[UUID], sources: Collection[str]) -> set[UUID]:
    if not customers:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(customers), list(sources)])
        return {one for (one,) in cursor.fetchall()}
