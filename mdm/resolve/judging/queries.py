"""Reading what an act or a run did: judgements made and ended, records moved."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from mdm.resolve.models import Judgement, Membership


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement as it was made. `live` is the id of the pair's live judgement now, itself or another one."""

    id: int
    low: int
    high: int
    verdict: str
    reason: str
    live: int | None


_JUDGED = """
SELECT j.id, j.low_id, j.high_id, j.verdict, j.reason, live.id
FROM mdm_judgement j LEFT JOIN mdm_judgement live
  ON live.low_id = j.low_id AND live.high_id = j.high_id AND live.superseded_at IS NULL
"""


def made_by(entry: int) -> list[Judged]:
    """The judgements that the act made, in their order."""
    return _judged("WHERE j.entry_id = %s ORDER BY j.id", [entry])


def ended_by(entry: int) -> list[Judged]:
    """The judgements that the act superseded or took back, in their order."""
    return _judged("WHERE j.ended_by_id = %s ORDER BY j.id", [entry])


def judged_by_people_since(at: datetime) -> int:
    """How many pairs people have judged since then, as these judgements stand."""
    return Judgement.objects.filter(made_at__gte=at, superseded_at=None, author__isnull=False).count()


_OVERTURNED = """
SELECT DISTINCT o.entry_id FROM mdm_judgement o
JOIN mdm_judgement n ON n.low_id = o.low_id AND n.high_id = o.high_id AND n.made_at >= o.superseded_at
  AND n.superseded_at IS NULL
WHERE o.superseded_at >= %s AND o.author_id IS NOT NULL AND n.verdict <> o.verdict AND o.entry_id IS NOT NULL
ORDER BY 1 DESC LIMIT %s
"""


def overturned_since(at: datetime, *, limit: int = 1000) -> list[int]:
    """The acts of which somebody has judged a pair otherwise since then, the latest first."""
    with connection.cursor() as cursor:
        cursor.execute(_OVERTURNED, [at, limit])
        return [row[0] for row in cursor.fetchall()]


def live_between(records: Sequence[int], others: Sequence[int], verdict: str) -> list[int]:
    """The live judgements of that verdict between a record of the one side and a record of the other."""
    one, other = list(records), list(others)
    rows = Judgement.objects.filter(superseded_at=None, verdict=verdict)
    crossing = rows.filter(low__in=one, high__in=other) | rows.filter(low__in=other, high__in=one)
    return sorted(crossing.values_list("pk", flat=True))


def live_pairs(records: Collection[int]) -> frozenset[tuple[int, int]]:
    """The pairs among these records of which a live judgement speaks."""
    rows = Judgement.objects.filter(superseded_at=None, low__in=list(records), high__in=list(records))
    return frozenset(rows.values_list("low_id", "high_id"))


def judged_by_people() -> list[tuple[int, int, str]]:
    """(low, high, verdict) of every live judgement by a person that says what the pair is."""
    rows = Judgement.objects.filter(superseded_at=None, author__isnull=False, verdict__in=("match", "no_match"))
    return list(rows.order_by("low_id", "high_id").values_list("low_id", "high_id", "verdict"))


def live_ids(records: Collection[int]) -> list[int]:
    """The ids of all live judgements that touch these records, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM mdm_judgement WHERE superseded_at IS NULL AND low_id = ANY(%s) UNION "
            "SELECT id FROM mdm_judgement WHERE superseded_at IS NULL AND high_id = ANY(%s) ORDER BY 1",
            [list(records)] * 2,
        )
        return [row[0] for row in cursor.fetchall()]


def _judged(which: str, parameters: Sequence[int]) -> list[Judged]:
    with connection.cursor() as cursor:
        cursor.execute(_JUDGED + which, parameters)
        return [Judged(*row) for row in cursor.fetchall()]


class Branch(NamedTuple):
    """What came into a customer with another id: the records that once belonged to it and are here now."""

    entity: UUID
    records: tuple[int, ...]


def branches(entity: UUID) -> list[Branch]:
    """The customer's members by the merged id that brought them, the latest comers first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT past.entity_id, array_agg(DISTINCT here.record_id) FROM mdm_membership here "
            "JOIN mdm_membership past ON past.record_id = here.record_id AND past.until IS NOT NULL "
            "WHERE here.entity_id = %s AND here.until IS NULL AND past.entity_id <> %s "
            "GROUP BY past.entity_id ORDER BY max(past.until) DESC, past.entity_id",
            [entity, entity],
        )
        return [Branch(former, tuple(sorted(records))) for former, records in cursor.fetchall()]


class Moved(NamedTuple):
    """A record that a run moved: from which customer into which, and where it is now."""

    record: int
    before: UUID
    after: UUID
    now: UUID | None


_MOVED = """
SELECT m.record_id,
  (SELECT p.entity_id FROM mdm_membership p WHERE p.record_id = m.record_id AND p.id < m.id ORDER BY p.id DESC LIMIT 1),
  m.entity_id, n.entity_id
FROM mdm_membership m LEFT JOIN mdm_membership n ON n.record_id = m.record_id AND n.until IS NULL
WHERE m.run = %s
"""


def moved_by(run: int, customers: Collection[UUID] | None = None) -> list[Moved]:
    """The records that the run moved, of all customers or of these alone, in id order."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVED + " ORDER BY m.record_id, m.id", [run])
        rows = [Moved(*row) for row in cursor.fetchall()]
    return [one for one in rows if customers is None or one.after in customers or one.before in customers]


def has_moved(run: int) -> bool:
    """Whether the run moved any record from one customer to another."""
    return Membership.objects.filter(run=run).exists()


def joined_since(records: Collection[int], at: datetime) -> list[int]:
    """The records that came into the present customers of these records after that time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT fellow.record_id FROM mdm_membership own JOIN mdm_membership fellow USING (entity_id) "
            "WHERE own.record_id = ANY(%s) AND own.until IS NULL AND fellow.until IS NULL AND fellow.since > %s "
            "AND fellow.record_id <> ALL(%s) ORDER BY 1",
            [list(records), at, list(records)],
        )
        return [row[0] for row in cursor.fetchall()]


def redirects(entities: Collection[UUID]) -> dict[UUID, UUID]:
    """The merged ids that answer with one of these customers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, merged_into_id FROM mdm_entity WHERE merged_into_id = ANY(%s)", [list(entities)])
        return dict(cursor.fetchall())


def came_by_themselves(entity: UUID) -> frozenset[int]:
    """The customer's members that no run moved there."""
    rows = Membership.objects.filter(entity=entity, until=None, run=None)
    return frozenset(rows.values_list("record_id", flat=True))
