"""The statements with which facts are read: from a customer over its members to what hangs on (source, key).

`sources` limits to what a view shows, null for everything: the record's source and the sender's must both be in sight.
"""

from __future__ import annotations

_MEMBERS = """
mdm_membership m JOIN mdm_sourcerecord r ON r.id = m.record_id JOIN mdm_sourcesystem rs ON rs.id = r.source_id
"""
_OF = "m.entity_id = {customer} AND m.until IS NULL"
_SEEN = "(%(sources)s::text[] IS NULL OR {code} = ANY(%(sources)s::text[]))"

_INTERACTION = """json_build_object('source', i.sender, 'key', i.key,
 'record', json_build_object('source', rs.code, 'key', r.key), 'at', i.at, 'ended_at', i.ended_at,
 'channel', i.channel_id, 'direction', nullif(i.direction, ''), 'subject', nullif(i.subject, ''),
 'reason', nullif(i.reason, ''), 'outcome', nullif(i.outcome, ''), 'sentiment', nullif(i.sentiment, ''),
 'score', i.score, 'state', i.state, 'note', nullif(i.note, ''))"""
# Of each member so many, by the index, and of those so many: a long history is never read whole.
_INTERACTIONS = f"""
SELECT i.at, i.id, {_INTERACTION} AS said FROM {_MEMBERS}
 CROSS JOIN LATERAL (
  SELECT i.*, fs.code AS sender FROM mdm_interaction i JOIN mdm_sourcesystem fs ON fs.id = i.source_id
   WHERE i.record_source_id = r.source_id AND i.record_key = r.key AND i.removed_at IS NULL
     AND {_SEEN.format(code="fs.code")}{{more}}
   ORDER BY i.at DESC, i.id DESC LIMIT {{limit}}) i
 WHERE {_OF} AND {_SEEN.format(code="rs.code")} ORDER BY i.at DESC, i.id DESC LIMIT {{limit}}
"""
_CONSENTS = f"""
SELECT fs.code AS sender, c.key, rs.code AS record_source, r.key AS record_key, c.purpose_id AS purpose,
  c.channel_id AS channel, c.state, c.stated_at, c.valid_until
  FROM {_MEMBERS} JOIN mdm_consent c ON c.record_source_id = r.source_id AND c.record_key = r.key
   AND c.removed_at IS NULL JOIN mdm_sourcesystem fs ON fs.id = c.source_id WHERE {_OF}
"""
_RELATION_ENDS = """
SELECT l.type_id AS type, {is_inverse} AS is_inverse, om.entity_id AS customer, l.since, l.until, fs.code AS sender,
  l.key FROM {members} JOIN mdm_relationship l ON l.{here}_source_id = r.source_id AND l.{here}_key = r.key
   AND l.removed_at IS NULL JOIN mdm_sourcesystem fs ON fs.id = l.source_id
  JOIN mdm_sourcerecord o ON o.source_id = l.{there}_source_id AND o.key = l.{there}_key
  JOIN mdm_sourcesystem os ON os.id = o.source_id JOIN mdm_membership om ON om.record_id = o.id AND om.until IS NULL
 WHERE {of} AND om.entity_id <> m.entity_id AND {record_seen} AND {other_seen} AND {sender_seen}{more}
"""


def _ends(customer: str, more: str) -> str:
    """Relations from both ends: stated on the customer's own records, and on others' records about them."""
    return " UNION ALL ".join(
        _RELATION_ENDS.format(
            is_inverse=is_inverse, here=here, there=there, members=_MEMBERS, of=_OF.format(customer=customer),
            record_seen=_SEEN.format(code="rs.code"), other_seen=_SEEN.format(code="os.code"),
            sender_seen=_SEEN.format(code="fs.code"), more=more,
        )
        for is_inverse, here, there in (("false", "record", "to"), ("true", "to", "record"))
    )  # fmt: skip


_RELATIONS = """
SELECT type, is_inverse, customer, since, until, sender, key
  FROM (SELECT *, dense_rank() OVER (ORDER BY customer) AS place FROM ({ends}) AS ends) AS ranked
 WHERE place <= %({limit})s ORDER BY customer, type
"""
_HOLDS_STILL = " AND (l.until IS NULL OR l.until >= %(today)s)"


def _listed(columns: str, found: str) -> str:
    return f"SELECT json_agg({columns}) FROM ({found}) AS found"


# What a profile holds -> its value, for the customer asked.id.
PARTS = {
    "interactions": _listed(
        "said ORDER BY at DESC, id DESC",
        _INTERACTIONS.format(customer="asked.id", more="", limit="%(interactions)s"),
    ),
    "consents": _listed(
        "json_build_array(sender, key, record_source, record_key, purpose, channel, state, stated_at, valid_until)",
        _CONSENTS.format(customer="asked.id"),
    ),
    "relations": _listed(
        "json_build_array(type, is_inverse, customer, since, until, sender, key)",
        _RELATIONS.format(ends=_ends("asked.id", _HOLDS_STILL), limit="relations"),
    ),
}  # fmt: skip

_PAGE = """
 AND (%(at)s::timestamptz IS NULL OR (i.at, i.id) < (%(at)s::timestamptz, %(last)s::bigint))
 AND (%(channel)s::text IS NULL OR i.channel_id = %(channel)s::text)
 AND (%(state)s::text IS NULL OR i.state = %(state)s::text)"""
INTERACTION_PAGE = (
    "SELECT at, id, said::text FROM ("
    + _INTERACTIONS.format(customer="%(customer)s::uuid", more=_PAGE, limit="%(limit)s")
    + ") AS found ORDER BY at DESC, id DESC"
)
RELATION_PAGE = _RELATIONS.format(
    ends=_ends("%(customer)s::uuid", " AND om.entity_id > %(after)s::uuid"), limit="limit"
)

_COUNT = """(SELECT count(*) FROM {table} f
  WHERE f.{end}_source_id = r.source_id AND f.{end}_key = r.key AND f.removed_at IS NULL)"""
HANGING = f"""
SELECT r.id, {_COUNT.format(table="mdm_interaction", end="record")}, {_COUNT.format(table="mdm_consent", end="record")},
  {_COUNT.format(table="mdm_relationship", end="record")} + {_COUNT.format(table="mdm_relationship", end="to")}
  FROM mdm_sourcerecord r WHERE r.id = ANY(%s::bigint[])
"""
