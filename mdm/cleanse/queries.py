"""Reading clean records."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db import connection

from mdm.cleanse.models import CleanRecord


def rules_in_use() -> list[str]:
    """The distinct combinations of rule versions that stored clean records were made by."""
    return list(CleanRecord.objects.order_by("rules").values_list("rules", flat=True).distinct())


def stale_records(
    outdated_rules: Sequence[str], catalogue_version: int, mapping_versions: Mapping[int, int]
) -> list[int]:
    """Records whose clean form was made by outdated rules, an older catalogue, or an older mapping of their source."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.record_id FROM mdm_cleanrecord c JOIN mdm_sourcerecord r ON r.id = c.record_id "
            "LEFT JOIN unnest(%s::bigint[], %s::int[]) AS m(source_id, version) ON m.source_id = r.source_id "
            "WHERE c.rules = ANY(%s) OR c.catalogue_version < %s OR c.mapping_version < m.version ORDER BY c.record_id",
            [list(mapping_versions), list(mapping_versions.values()), list(outdated_rules), catalogue_version],
        )
        return [row[0] for row in cursor.fetchall()]


def last_revision() -> int:
    """The latest revision that was given out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM mdm_clean_revision")
        return int(cursor.fetchone()[0])


def revisions(records: Collection[int]) -> dict[int, int]:
    """The revision of each of these records' clean form, in id order; those without one are left out."""
    rows = CleanRecord.objects.filter(record__in=list(records)).order_by("record")
    return dict(rows.values_list("record_id", "revision"))
