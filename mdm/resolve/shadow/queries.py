"""Reading what a shadow run makes of customers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from mdm.resolve.shadow.models import ShadowFinding, ShadowQuestion


@dataclass(frozen=True, slots=True)
class Book:
    """Who would be who in the run of that job, to be asked as the live memberships are."""

    job: int

    def memberships(self, records: Collection[int]) -> dict[int, UUID]:
        """The customer each of these records would belong to; records without one are left out."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT record, customer FROM mdm_shadowmember WHERE job = %s AND record = ANY(%s)",
                [self.job, list(records)],
            )
            return dict(cursor.fetchall())

    def members(self, entities: Collection[UUID]) -> dict[UUID, list[int]]:
        """The records that each customer would have, in id order."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT customer, array_agg(record ORDER BY record) FROM mdm_shadowmember "
                "WHERE job = %s AND customer = ANY(%s) GROUP BY customer",
                [self.job, list(entities)],
            )
            return dict(cursor.fetchall())


def asked_within(job: int, records: Collection[int], kinds: Collection[str]) -> list[frozenset[int]]:
    """The ends of the questions of these kinds about pairs of these records."""
    rows = ShadowQuestion.objects.filter(job=job, kind__in=list(kinds), left__in=list(records), right__in=list(records))
    return [frozenset(ends) for ends in rows.values_list("left", "right")]


_AGAINST_OPEN = """
SELECT (SELECT count(*) FROM mdm_shadowquestion q WHERE q.job = %(job)s AND NOT EXISTS
  (SELECT FROM mdm_reviewitem i WHERE i.state = 'open' AND i.signature = q.signature)),
(SELECT count(*) FROM mdm_reviewitem i WHERE i.state = 'open' AND NOT i.is_kept AND i.kind = ANY(%(kinds)s)
  AND NOT EXISTS (SELECT FROM mdm_shadowquestion q WHERE q.job = %(job)s AND q.signature = i.signature))
"""


def against_open(job: int, kinds: Collection[str]) -> tuple[int, int]:
    """How many questions would be new, and how many open ones would be none any more."""
    with connection.cursor() as cursor:
        cursor.execute(_AGAINST_OPEN, {"job": job, "kinds": list(kinds)})
        opened, closed = cursor.fetchone()
    return int(opened), int(closed)


def findings(job: int, kind: str, limit: int) -> list[dict[str, Any]]:
    """The examples of that kind with the lowest places."""
    rows = ShadowFinding.objects.filter(job=job, kind=kind).order_by("place", "id")
    return list(rows.values_list("detail", flat=True)[:limit])
