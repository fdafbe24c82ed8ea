"""More of the same: every record, customer and golden record once more under other keys, ids, contacts and numbers."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection

_OTHER = "md5({}::text || n)::uuid"


def multiply(copies: int) -> int:
    """Make so many of each record; returns how many records there are then."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SELECT max(id) FROM mdm_sourcerecord")
        record = f"{{}} + n * {cursor.fetchone()[0]}"
        _copy(cursor, copies, "mdm_sourcerecord", {"id": record.format("t.id"), "key": "t.key || '-' || n"})
        merged = f"CASE WHEN t.merged_into_id IS NOT NULL THEN {_OTHER.format('t.merged_into_id')} END"
        _copy(cursor, copies, "mdm_entity", {"id": _OTHER.format("t.id"), "merged_into_id": merged})
        entity = {"entity_id": _OTHER.format("t.entity_id")}
        member = {"id": "nextval(pg_get_serial_sequence('mdm_membership', 'id'))", **entity}
        _copy(cursor, copies, "mdm_membership", {"record_id": record.format("t.record_id"), **member})
        _copy(cursor, copies, "mdm_goldenrecord", entity)
        _copy(
            cursor,
            copies,
            "mdm_cleanrecord",
            {
                "record_id": record.format("t.record_id"),
                "emails": "replace(t.emails, '@', n || '@')",
                "phones": "replace(t.phones, '+', '+' || n)",
                "identifiers": "replace(t.identifiers, ':', ':' || n)",
                "values": "replace(replace(t.\"values\"::text, '@', n || '@'), '\"+', '\"+' || n)::jsonb",
            },
        )
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute(
            "TRUNCATE mdm_qualityresult, mdm_goldenquality, mdm_qualityoutcome, mdm_sharedvalue, mdm_entrycount"
        )
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT count(*) FROM mdm_cleanrecord")
        return int(cursor.fetchone()[0])


def _copy(cursor, copies: int, table: str, other: Mapping[str, str]) -> None:
    cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
    names = [name for (name,) in cursor.fetchall()]
    listed = ", ".join(f'"{name}"' for name in names)
    taken = ", ".join(other.get(name, f't."{name}"') for name in names)
    cursor.execute(f"INSERT INTO {table} ({listed}) SELECT {taken} FROM {table} t, generate_series(1, {copies - 1}) n")
