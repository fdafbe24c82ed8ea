"""Customers that have more identifiers of an authority than are allowed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from mdm.steward.worklist.rules import DeskRules

# No more questions of this kind are open at once than people can answer.
MOST_QUESTIONS = 500

_EXCEEDED = """
WITH said AS (
  SELECT m.entity_id, m.record_id, i.value, split_part(i.value, ':', 1) AS authority
  FROM mdm_cleanrecord c CROSS JOIN LATERAL unnest(string_to_array(c.identifiers, '|')) AS i(value)
  JOIN mdm_membership m ON m.record_id = c.record_id AND m.until IS NULL
  WHERE c.identifiers <> '' AND split_part(i.value, ':', 1) = ANY(%(authorities)s))
SELECT entity_id, authority, count(DISTINCT value), limits.most, array_agg(DISTINCT record_id ORDER BY record_id)
FROM said JOIN unnest(%(authorities)s::text[], %(most)s::int[]) AS limits(of, most) ON limits.of = said.authority
GROUP BY entity_id, authority, limits.most HAVING count(DISTINCT value) > limits.most
ORDER BY count(DISTINCT value) - limits.most DESC, entity_id, authority LIMIT %(questions)s
"""


@dataclass(frozen=True, slots=True)
class Exceeded:
    """A customer with too many values, and the records that say them."""

    customer: UUID
    authority: str
    count: int
    most: int
    records: tuple[int, ...]


def exceeded(rules: DeskRules) -> list[Exceeded]:
    """The customers over a limit, the furthest over it first."""
    limits = rules.identifier_limits
    known: dict[str, Any] = {"authorities": list(limits), "most": list(limits.values()), "questions": MOST_QUESTIONS}
    with connection.cursor() as cursor:
        cursor.execute(_EXCEEDED, known)
        return [Exceeded(customer, of, count, most, tuple(own)) for customer, of, count, most, own in cursor.fetchall()]
