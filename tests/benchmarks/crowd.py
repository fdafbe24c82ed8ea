"""Very many customers at once, written as rows: copies of one, each with a name, an address and numbers of its own."""

from __future__ import annotations

from django.db import connection

_COPIES = """
CREATE TEMP TABLE copies AS SELECT n, md5('copy' || n)::uuid AS entity,
  'Given' || n %% 997 AS given, 'Family' || n %% 9973 AS family,
  translate((n %% 3001)::text, '0123456789', 'aeioubdfgk') || 'wood' AS street FROM generate_series(1, %s) n
"""
_ROWS = (
    (
        "INSERT INTO mdm_entity (id, kind, state, created_at, changed_at) "
        "SELECT entity, 'person', 'active', now(), now() FROM copies"
    ),
    (
        "INSERT INTO mdm_sourcerecord (source_id, key, state, content_hash, number, opened_at, changed_at) "
        "SELECT (SELECT min(id) FROM mdm_sourcesystem), 'copy-' || n, 'open', '\\x00', 1, now(), now() FROM copies"
    ),
    (
        "INSERT INTO mdm_membership (record_id, entity_id, since, how) SELECT r.id, c.entity, now(), '{}' "
        "FROM copies c JOIN mdm_sourcerecord r ON r.key = 'copy-' || c.n"
    ),
    # The record that the model's values name becomes the copy's own.
    (
        "INSERT INTO mdm_goldenrecord (entity_id, number, kind, name, document, policy_version, member_count, since, "
        "search_name, search_street, search_terms) SELECT c.entity, 1, 'person', c.given || ' ' || c.family, "
        "replace(g.document::text, g.name, c.given || ' ' || c.family)::jsonb, 1, 1, now(), "
        "lower(c.given || ' ' || c.family), c.street || ' street ' || c.n %% 90,"
        "ARRAY['=person', '~' || lower(c.given), '~' || lower(c.family), "
        "'email:mail' || c.n || '@example.org', 'address.city:city' || c.n %% 500, "
        "'address.street:street', 'address.street:' || c.street] "
        "FROM copies c, (SELECT document, name FROM mdm_goldenrecord ORDER BY since LIMIT 1) g"
    ),
    (
        "INSERT INTO mdm_nameword (word) SELECT lower(given) FROM copies UNION SELECT lower(family) FROM copies "
        "ON CONFLICT DO NOTHING"
    ),
    "INSERT INTO mdm_streetword (word) SELECT street FROM copies UNION SELECT 'street' ON CONFLICT DO NOTHING",
    "ANALYZE",
)


def crowd(count):
    """Add so many copies of the first customer; returns their ids."""
    with connection.cursor() as cursor:
        cursor.execute(_COPIES, [count])
        for statement in _ROWS:
            cursor.execute(statement.replace("%%", "%"))
        cursor.execute("SELECT entity FROM copies ORDER BY n")
        return [entity for (entity,) in cursor.fetchall()]
