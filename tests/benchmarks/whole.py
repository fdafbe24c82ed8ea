"""An installation many times over, with all that its pages show: records, customers, questions, decisions, history.

Whoever is copied keeps the name and the town, for a larger country has more people of a name; keys, contacts and
identifiers are the copy's own, so that nobody becomes anybody else.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection

_UUID = "md5({}::text || n || '/{{records}}')::uuid"
_RECORD = "{} + n * {{records}}"
_ITEM = "{} + n * {{items}}"
_ENTRY = "{} + n * {{entries}}"
_OWN = "nextval(pg_get_serial_sequence('{}', 'id'))"
_TERMS = (
    "ARRAY(SELECT CASE WHEN term LIKE '=%' OR term LIKE '~%' OR term LIKE 'address%' OR term LIKE 'segment%' "
    "THEN term ELSE term || '-' || n END FROM unnest(t.search_terms) term)"
)
_SUBJECT = (
    "CASE split_part(t.subject, ':', 1) "
    "WHEN 'review' THEN 'review:' || (split_part(t.subject, ':', 2)::bigint + n * {items}) "
    "WHEN 'entity' THEN 'entity:' || md5(split_part(t.subject, ':', 2) || n || '/{records}')::uuid "
    "WHEN 'record' THEN 'record:' || (split_part(t.subject, ':', 2)::bigint + n * {records}) ELSE t.subject END"
)
_FACTS = (
    "CASE WHEN t.facts ?& ARRAY['left', 'right'] THEN t.facts || jsonb_build_object("
    "'left', (t.facts->>'left')::bigint + n * {records}, 'right', (t.facts->>'right')::bigint + n * {records}) "
    "ELSE t.facts END"
)

# Of each table, in order, what a copy has instead of the original's. Tables that are not named stay as they are.
_COPIED: Mapping[str, Mapping[str, str]] = {
    "mdm_sourcerecord": {"id": _RECORD.format("t.id"), "key": "t.key || '-' || n || '/{records}'"},
    "mdm_sourceversion": {"id": _OWN.format("mdm_sourceversion"), "record_id": _RECORD.format("t.record_id")},
    "mdm_cleanrecord": {"record_id": _RECORD.format("t.record_id")},
    "mdm_matchstate": {"record_id": _RECORD.format("t.record_id")},
    "mdm_qualityresult": {"record_id": _RECORD.format("t.record_id")},
    "mdm_comparison": {"low_id": _RECORD.format("t.low_id"), "high_id": _RECORD.format("t.high_id")},
    "mdm_entity": {
        "id": _UUID.format("t.id"),
        "merged_into_id": f"CASE WHEN t.merged_into_id IS NOT NULL THEN {_UUID.format('t.merged_into_id')} END",
    },
    "mdm_membership": {
        "id": _OWN.format("mdm_membership"),
        "entity_id": _UUID.format("t.entity_id"),
        "record_id": _RECORD.format("t.record_id"),
    },
    "mdm_goldenrecord": {"entity_id": _UUID.format("t.entity_id"), "search_terms": _TERMS},
    "mdm_goldenversion": {"id": _OWN.format("mdm_goldenversion"), "entity_id": _UUID.format("t.entity_id")},
    "mdm_goldenquality": {"entity": _UUID.format("t.entity")},
    "mdm_change": {
        "id": "t.id + n * {changes}",
        "sequence": "t.sequence + n * {changes}",
        "entity": _UUID.format("t.entity"),
    },
    "mdm_reviewitem": {
        "id": _ITEM.format("t.id"),
        "signature": "md5(t.signature || n || '/{records}')",
        "records": "ARRAY(SELECT one + n * {records} FROM unnest(t.records) one)",
        "customer": f"CASE WHEN t.customer IS NOT NULL THEN {_UUID.format('t.customer')} END",
        "facts": _FACTS,
    },
    "mdm_secondreview": {
        "item_id": _ITEM.format("t.item_id"),
        "of_id": f"CASE WHEN t.of_id IS NOT NULL THEN {_ITEM.format('t.of_id')} END",
    },
    "mdm_itemcomment": {"id": _OWN.format("mdm_itemcomment"), "item_id": _ITEM.format("t.item_id")},
    "mdm_ledgerentry": {
        "id": _ENTRY.format("t.id"),
        "subject": _SUBJECT,
        "transaction": "t.transaction + n * {transactions}",
    },
    "mdm_history": {"id": _OWN.format("mdm_history"), "transaction": "t.transaction + n * {transactions}"},
    "mdm_judgement": {
        "id": _OWN.format("mdm_judgement"),
        "low_id": _RECORD.format("t.low_id"),
        "high_id": _RECORD.format("t.high_id"),
        "entry_id": f"CASE WHEN t.entry_id IS NOT NULL THEN {_ENTRY.format('t.entry_id')} END",
        "ended_by_id": f"CASE WHEN t.ended_by_id IS NOT NULL THEN {_ENTRY.format('t.ended_by_id')} END",
    },
    "mdm_pin": {
        "id": _OWN.format("mdm_pin"),
        "record_id": _RECORD.format("t.record_id"),
        "entry_id": f"CASE WHEN t.entry_id IS NOT NULL THEN {_ENTRY.format('t.entry_id')} END",
        "ended_by_id": f"CASE WHEN t.ended_by_id IS NOT NULL THEN {_ENTRY.format('t.ended_by_id')} END",
    },
    "mdm_reject": {"id": _OWN.format("mdm_reject"), "key": "t.key || '-' || n || '/{records}'"},
}
# What copies are counted up by: the largest there is.
_LARGEST = {
    "records": "SELECT max(id) FROM mdm_sourcerecord",
    "items": "SELECT max(id) FROM mdm_reviewitem",
    "entries": "SELECT max(id) FROM mdm_ledgerentry",
    "changes": "SELECT greatest(max(id), max(sequence)) FROM mdm_change",
    "transactions": "SELECT pg_current_xact_id()::text::bigint",
}


def multiply(copies: int) -> int:
    """Make so many of each; returns how many customers there are then."""
    with connection.cursor() as cursor:
        largest = {name: _one(cursor, query) or 1 for name, query in _LARGEST.items()}
        cursor.execute("SET session_replication_role = replica")
        for table, other in _COPIED.items():
            _copy(cursor, table, copies, {name: text.format(**largest) for name, text in other.items()})
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")
        return int(_one(cursor, "SELECT count(*) FROM mdm_goldenrecord"))


def _copy(cursor, table: str, copies: int, other: Mapping[str, str]) -> None:
    cursor.execute(f"SELECT * FROM {table} LIMIT 0")
    names = [one.name for one in cursor.description]
    listed = ", ".join(f'"{name}"' for name in names)
    taken = ", ".join(other.get(name, f't."{name}"') for name in names)
    cursor.execute(f"INSERT INTO {table} ({listed}) SELECT {taken} FROM {table} t, generate_series(1, {copies - 1}) n")
    if "id" in names and other.get("id", "").startswith("t.id"):
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


def _one(cursor, query: str) -> int:
    cursor.execute(query)
    return int(cursor.fetchone()[0] or 0)
