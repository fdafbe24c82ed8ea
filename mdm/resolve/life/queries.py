"""Reading the life of a customer: who belonged to it when, what people judged of them, who stands near it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.db import connection

from mdm.match.queries import HOLDS


class Belonging(NamedTuple):
    """A source record's time with the customer; `until` is None while it lasts. `grade` is today's."""

    record: int
    source: str
    key: str
    since: datetime
    until: datetime | None
    how: Mapping[str, Any]
    grade: int | None
    stated_at: datetime | None

    @property
    def place(self) -> str:
        """How people call the record."""
        return f"{self.source} {self.key}"


_BELONGING = """
SELECT r.id, s.code, r.key, m.since, m.until, m.how::text, q.score, coalesce(c.stated_updated_at, r.changed_at)
FROM mdm_membership m JOIN mdm_sourcerecord r ON r.id = m.record_id JOIN mdm_sourcesystem s ON s.id = r.source_id
LEFT JOIN mdm_qualityresult q ON q.record_id = r.id LEFT JOIN mdm_cleanrecord c ON c.record_id = r.id
WHERE m.entity_id = %s
"""


def members_now(entity: UUID, *, start: int = 0, limit: int = 50) -> list[Belonging]:
    """The members, the first to come first."""
    return _belongings("AND m.until IS NULL ORDER BY m.since, m.id OFFSET %s LIMIT %s", [entity, start, limit])


def members_at(entity: UUID, at: datetime, *, limit: int = 50) -> list[Belonging]:
    """Who belonged to it at that time, the first to come first."""
    during = "AND m.since <= %s AND (m.until IS NULL OR m.until > %s) ORDER BY m.since, m.id LIMIT %s"
    return _belongings(during, [entity, at, at, limit])


def comings_and_goings(entity: UUID, *, before: datetime, limit: int) -> list[Belonging]:
    """Times that began or ended before then, the latest first."""
    return _belongings(
        "AND (m.since < %s OR m.until < %s) ORDER BY greatest(m.since, m.until) DESC, m.id DESC LIMIT %s",
        [entity, before, before, limit],
    )


def _belongings(which: str, parameters: list[Any]) -> list[Belonging]:
    with connection.cursor() as cursor:
        cursor.execute(_BELONGING + which, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return [Belonging._make((*row[:5], orjson.loads(row[5]), *row[6:])) for row in rows]


class Said(NamedTuple):
    """A judgement, by whom and why; `other_customer` is that of the record outside, if one is."""

    low: int
    high: int
    low_place: str
    high_place: str
    verdict: str
    author: str
    rule: str
    reason: str
    made_at: datetime
    is_live: bool
    low_customer: UUID | None
    high_customer: UUID | None


_SAID = """
SELECT j.low_id, j.high_id, ls.code || ' ' || l.key, hs.code || ' ' || h.key, j.verdict, coalesce(u.username, ''),
  j.rule, j.reason, j.made_at, j.superseded_at IS NULL, lm.entity_id, hm.entity_id
FROM (SELECT * FROM mdm_judgement WHERE low_id = ANY(%s) UNION SELECT * FROM mdm_judgement WHERE high_id = ANY(%s)) j
JOIN mdm_sourcerecord l ON l.id = j.low_id JOIN mdm_sourcesystem ls ON ls.id = l.source_id
JOIN mdm_sourcerecord h ON h.id = j.high_id JOIN mdm_sourcesystem hs ON hs.id = h.source_id
LEFT JOIN auth_user u ON u.id = j.author_id
LEFT JOIN mdm_membership lm ON lm.record_id = j.low_id AND lm.until IS NULL
LEFT JOIN mdm_membership hm ON hm.record_id = j.high_id AND hm.until IS NULL
WHERE j.made_at < %s ORDER BY j.made_at DESC, j.id DESC LIMIT %s
"""


def judgements_on(records: Collection[int], *, before: datetime, limit: int) -> list[Said]:
    """What was judged of these records before then, the latest first, superseded judgements too."""
    with connection.cursor() as cursor:
        cursor.execute(_SAID, [list(records), list(records), before, limit])
        return [Said(*row) for row in cursor.fetchall()]


class Neighbour(NamedTuple):
    """A link to a record of another customer that did not join the two."""

    record: int
    other: int
    place: str
    customer: UUID | None
    probability: float
    weight: float


def neighbours(records: Collection[int], *, limit: int = 10) -> list[Neighbour]:
    """The strongest links that hold from these records to records of other customers."""
    fields = "c.probability, c.weight"
    both = " UNION ".join(
        f"SELECT c.{own}_id AS record, c.{other}_id AS other, {fields} {HOLDS} AND c.{own}_id = ANY(%s)"
        for own, other in (("low", "high"), ("high", "low"))
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT n.record, n.other, s.code || ' ' || r.key, m.entity_id, n.probability, n.weight FROM ({both}) n "
            "JOIN mdm_sourcerecord r ON r.id = n.other JOIN mdm_sourcesystem s ON s.id = r.source_id "
            "LEFT JOIN mdm_membership m ON m.record_id = n.other AND m.until IS NULL "
            "WHERE n.other <> ALL(%s) ORDER BY n.probability DESC, n.weight DESC, n.other LIMIT %s",
            [list(records), list(records), list(records), limit],
        )
        return [Neighbour(*row) for row in cursor.fetchall()]
