"""Reading clean records."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from django.db import connection

from mdm.cleanse.models import CleanRecord


class Making(NamedTuple):
    """What made some clean records: the version of their source's mapping, that of the catalogue, and the rules."""

    source: int
    mapping: int
    catalogue: int
    rules: str


_MADE = "source_id, mapping_version, catalogue_version, rules"
# From each combination to the next by the index, so that it costs what there are of them, not of records.
_MAKINGS = f"""
WITH RECURSIVE made AS (
  (SELECT {_MADE} FROM mdm_cleanrecord ORDER BY {_MADE} LIMIT 1)
  UNION ALL
  SELECT following.* FROM made CROSS JOIN LATERAL (
    SELECT {_MADE} FROM mdm_cleanrecord c WHERE (c.source_id, c.mapping_version, c.catalogue_version, c.rules) >
      (made.source_id, made.mapping_version, made.catalogue_version, made.rules) ORDER BY {_MADE} LIMIT 1) following)
SELECT {_MADE} FROM made
"""


def makings() -> list[Making]:
    """All combinations by which stored clean records were made."""
    with connection.cursor() as cursor:
        cursor.execute(_MAKINGS)
        return [Making(*row) for row in cursor.fetchall()]


def records_made_by(some: Collection[Making]) -> list[int]:
    """The records whose clean form was made by these, in id order."""
    columns = [list(column) for column in zip(*some, strict=True)] or [[], [], [], []]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.record_id FROM mdm_cleanrecord c "
            f"JOIN unnest(%s::bigint[], %s::int[], %s::int[], %s::text[]) AS m({_MADE}) USING ({_MADE}) ORDER BY 1",
            columns,
        )
        return [row[0] for row in cursor.fetchall()]


def last_revision() -> int:
    """The latest revision that was given out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM mdm_clean_revision")
        return int(cursor.fetchone()[0])


def are_many(count: int, *, share: float) -> bool:
    """Whether so many records are that share of all clean ones or more; told without counting all."""
    most = count / share
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM (SELECT FROM mdm_cleanrecord LIMIT %s) few", [int(most) + 1])
        (there,) = cursor.fetchone() or (0,)
        return bool(there <= most)


def revisions(records: Collection[int]) -> dict[int, int]:
    """The revision of each of these records' clean form, in id order; those without one are left out."""
    rows = CleanRecord.objects.filter(record__in=list(records)).order_by("record")
    return dict(rows.values_list("record_id", "revision"))
