"""Reading who is who: memberships, judgements, and what hangs together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from mdm import prepared
from mdm.bulk import copy_out, integers
from mdm.match.queries import HOLDS
from mdm.resolve.models import Entity, Judgement, Membership

Ids = NDArray[np.int64]

# From every record found, by indexes, on to those that a certain link, a judged match or a customer ties to it.
_HANGING_TOGETHER = f"""
WITH RECURSIVE found(record) AS (
  SELECT unnest(%s::bigint[])
  UNION
  SELECT tied.record FROM found CROSS JOIN LATERAL (
    SELECT c.high_id {HOLDS} AND c.low_id = found.record AND c.zone = 'certain'
    UNION ALL
    SELECT c.low_id {HOLDS} AND c.high_id = found.record AND c.zone = 'certain'
    UNION ALL
    SELECT j.high_id FROM mdm_judgement j
    WHERE j.low_id = found.record AND j.superseded_at IS NULL AND j.verdict = 'match'
    UNION ALL
    SELECT j.low_id FROM mdm_judgement j
    WHERE j.high_id = found.record AND j.superseded_at IS NULL AND j.verdict = 'match'
    UNION ALL
    SELECT fellow.record_id FROM mdm_membership own JOIN mdm_membership fellow USING (entity_id)
    WHERE own.record_id = found.record AND own.until IS NULL AND fellow.until IS NULL
  ) tied(record)
)
SELECT record FROM found
"""


class EntityFacts(NamedTuple):
    """What decides which id survives."""

    created_at: datetime
    state: str
    merged_into: UUID | None


class RecordFacts(NamedTuple):
    """What regrouping must know of a record.

    `stable` depends on the code of its source and its key alone, never on when either came. `kind` is None without a
    clean form: such a record can't belong to a customer. `former` are its earlier customers, latest first.
    """

    record: int
    source: int
    stable: int
    kind: str | None
    customer: UUID | None
    former: tuple[UUID, ...]


def record_facts(records: Collection[int]) -> list[RecordFacts]:
    """What regrouping must know of these records, in id order."""
    rows = prepared.rows(
        "SELECT r.id, r.source_id, hashtextextended(s.code || '/' || r.key, 0), c.customer_kind, m.entity_id, "
        "(SELECT array_agg(f.entity_id ORDER BY f.until DESC, f.id DESC) FROM mdm_membership f "
        "WHERE f.record_id = r.id AND f.until IS NOT NULL) "
        "FROM mdm_sourcerecord r JOIN mdm_sourcesystem s ON s.id = r.source_id "
        "LEFT JOIN mdm_cleanrecord c ON c.record_id = r.id "
        "LEFT JOIN mdm_membership m ON m.record_id = r.id AND m.until IS NULL WHERE r.id = ANY(%s) ORDER BY r.id",
        [list(records)],
    )
    return [
        RecordFacts(record, source, stable, kind, customer, tuple(former or ()))
        for record, source, stable, kind, customer, former in rows
    ]


def hanging_together(seeds: Collection[int]) -> frozenset[int]:
    """All records that certain links, match judgements or present customers tie to the seeds, directly or not."""
    rows = prepared.rows(_HANGING_TOGETHER, [list(seeds)])
    return frozenset(row[0] for row in rows)


def memberships(records: Collection[int]) -> dict[int, UUID]:
    """The customer each of these records belongs to now; records without one are left out."""
    rows = prepared.rows(
        "SELECT record_id, entity_id FROM mdm_membership WHERE record_id = ANY(%s) AND until IS NULL",
        [list(records)],
    )
    return dict(rows)


def members(entities: Collection[UUID]) -> dict[UUID, list[int]]:
    """The live members of each customer, in id order."""
    rows = prepared.rows(
        "SELECT entity_id, array_agg(record_id ORDER BY record_id) FROM mdm_membership "
        "WHERE entity_id = ANY(%s) AND until IS NULL GROUP BY entity_id",
        [list(entities)],
    )
    return dict(rows)


class Joined(NamedTuple):
    """What tied a record to its customer; `source` and `key` are of the record that it matched, if one did."""

    by: str
    source: str | None
    key: str | None
    probability: float | None


def joined(record: int) -> Joined | None:
    """What ties the record to the customer it belongs to now."""
    found = prepared.rows(
        "SELECT m.how->>'by', s.code, r.key, (m.how->>'probability')::float FROM mdm_membership m "
        "LEFT JOIN mdm_sourcerecord r ON r.id = (m.how->>'record')::bigint "
        "LEFT JOIN mdm_sourcesystem s ON s.id = r.source_id WHERE m.record_id = %s AND m.until IS NULL",
        [record],
    )
    return Joined(*found[0]) if found else None


def ties_of(records: Collection[int]) -> dict[int, tuple[str, int | None]]:
    """What ties each of these records to its customer: by what, and to which record."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT record_id, coalesce(how->>'by', ''), (how->>'record')::bigint FROM mdm_membership "
            "WHERE record_id = ANY(%s) AND until IS NULL",
            [list(records)],
        )
        return {record: (by, other) for record, by, other in cursor.fetchall()}


def customers_of_keys(sources: Sequence[str], keys: Sequence[str]) -> dict[tuple[str, str], UUID]:
    """The customer that each (source, key) belongs to, or belonged to last; others are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (s.code, r.key) s.code, r.key, m.entity_id "
            "FROM unnest(%s::text[], %s::text[]) AS said(code, key) "
            "JOIN mdm_sourcesystem s ON s.code = said.code "
            "JOIN mdm_sourcerecord r ON r.source_id = s.id AND r.key = said.key "
            "JOIN mdm_membership m ON m.record_id = r.id ORDER BY s.code, r.key, m.until DESC NULLS FIRST, m.id DESC",
            [list(sources), list(keys)],
        )
        return {(source, key): entity for source, key, entity in cursor.fetchall()}


def former_entities(records: Collection[int]) -> dict[int, list[UUID]]:
    """The customers each record belonged to before, latest first."""
    found: dict[int, list[UUID]] = defaultdict(list)
    rows = Membership.objects.filter(record__in=list(records), until__isnull=False).order_by("-until", "-id")
    for record, entity in rows.values_list("record_id", "entity_id"):
        found[record].append(entity)
    return dict(found)


def entity_facts(entities: Collection[UUID]) -> dict[UUID, EntityFacts]:
    """What decides which id survives."""
    if not entities:
        return {}
    rows = prepared.rows(
        "SELECT id, created_at, state, merged_into_id FROM mdm_entity WHERE id = ANY(%s)", [list(entities)]
    )
    return {entity: EntityFacts(*facts) for entity, *facts in rows}


def live_judgements(records: Collection[int]) -> list[tuple[int, int, str]]:
    """(low, high, verdict) of every live judgement that touches these records."""
    rows = prepared.rows(
        "SELECT low_id, high_id, verdict FROM mdm_judgement WHERE superseded_at IS NULL AND low_id = ANY(%s) "
        "UNION "
        "SELECT low_id, high_id, verdict FROM mdm_judgement WHERE superseded_at IS NULL AND high_id = ANY(%s)",
        [list(records)] * 2,
    )
    return list(rows)


def all_judged_matches() -> tuple[Ids, Ids]:
    """Every pair under a live match judgement, as (low, high)."""
    rows = list(Judgement.objects.filter(superseded_at=None, verdict="match").values_list("low_id", "high_id"))
    pairs = np.array(rows, dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def all_memberships() -> tuple[Ids, Ids]:
    """Every live membership as (record, number of its customer); equal numbers mean one customer."""
    import pyarrow as pa

    found = copy_out(
        "SELECT record_id, dense_rank() OVER (ORDER BY entity_id) FROM mdm_membership WHERE until IS NULL",
        [],
        {"record": pa.int64(), "number": pa.int64()},
    )
    return integers(found["record"]), integers(found["number"])


def stable_values(records: Collection[int]) -> dict[int, int]:
    """A value per record that depends on its source's code and its key alone, never on when either came."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id, hashtextextended(s.code || '/' || r.key, 0) FROM mdm_sourcerecord r "
            "JOIN mdm_sourcesystem s ON s.id = r.source_id WHERE r.id = ANY(%s)",
            [list(records)],
        )
        return dict(cursor.fetchall())


def resolve_id(entity: UUID) -> Entity | None:
    """The customer that answers to this id today: itself, or whoever absorbed it. None for an id never given."""
    found = Entity.objects.select_related("merged_into").filter(id=entity).first()
    return found.merged_into or found if found else None


def slices(job: int) -> list[int]:
    """The numbers of the job's slices."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT slice FROM mdm_regroupseed WHERE job = %s ORDER BY slice", [job])
        return [row[0] for row in cursor.fetchall()]


def slice_records(job: int, number: int) -> list[int]:
    """The records around which that slice regroups."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT record_id FROM mdm_regroupseed WHERE job = %s AND slice = %s", [job, number])
        return [row[0] for row in cursor.fetchall()]


def closed_members(source: int | None = None) -> Ids:
    """Records that still belong to a customer though their source, any or that one, has closed them."""
    some = "" if source is None else "AND r.source_id = %s"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.record_id FROM mdm_membership m JOIN mdm_sourcerecord r ON r.id = m.record_id "
            f"WHERE m.until IS NULL AND r.state = 'closed' {some}",
            [] if source is None else [source],
        )
        return np.array([row[0] for row in cursor.fetchall()], dtype=np.int64)


def customer_count() -> tuple[int, int]:
    """How many customers have members, and how many members they have together."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT entity_id), count(*) FROM mdm_membership WHERE until IS NULL")
        customers, records = cursor.fetchone()
    return int(customers), int(records)


def customer_by_key() -> dict[tuple[str, str], UUID]:
    """The customer of every record, by source code and key."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.code, r.key, m.entity_id FROM mdm_membership m JOIN mdm_sourcerecord r ON r.id = m.record_id "
            "JOIN mdm_sourcesystem s ON s.id = r.source_id WHERE m.until IS NULL"
        )
        return {(code, key): entity for code, key, entity in cursor.fetchall()}
