"""Writing judgements, customers and memberships. Judgements are appended, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection
from django.utils import timezone
from numpy.typing import NDArray

from mdm.bulk import add_rows, copy_arrays, json_text
from mdm.records import Verdict
from mdm.resolve.models import Judgement


@dataclass(frozen=True, slots=True)
class Joining:
    """A record joins a customer; `how` names the strongest link that brought it, `run` the job that moved it."""

    record: int
    entity: UUID
    how: Mapping[str, Any]
    run: int | None = None


def judge(
    pairs: Iterable[tuple[int, int]],
    verdict: Verdict,
    *,
    author_id: int | None,
    reason: str = "",
    rule: str = "",
    entry: int | None = None,
) -> int:
    """Append a judgement on each pair of source records; it supersedes the live one of the pair. Returns how many.

    `entry` is the number of the act's ledger entry.
    """
    ordered = sorted({(min(pair), max(pair)) for pair in pairs})
    now = timezone.now()
    _end("(low_id, high_id) IN (SELECT * FROM unnest(%s::bigint[], %s::bigint[]))", _columns(ordered), now, entry)
    said = {"verdict": verdict, "author_id": author_id, "reason": reason, "rule": rule, "made_at": now}
    Judgement.objects.bulk_create(
        (Judgement(low_id=low, high_id=high, entry_id=entry, **said) for low, high in ordered), batch_size=1_000
    )
    return len(ordered)


def take_back(judgements: Sequence[int], *, entry: int) -> None:
    """End these judgements without others in their place: nobody has said anything of their pairs any more."""
    _end("id = ANY(%s)", [list(judgements)], timezone.now(), entry)


def _columns(pairs: Sequence[tuple[int, int]]) -> tuple[list[int], list[int]]:
    return [low for low, _ in pairs], [high for _, high in pairs]


def _end(which: str, parameters: Sequence[Any], now: datetime, entry: int | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE mdm_judgement SET superseded_at = %s, ended_by_id = %s WHERE superseded_at IS NULL AND {which}",
            [now, entry, *parameters],
        )


def open_entities(entities: Mapping[UUID, str]) -> None:
    """Create these customers (id → kind), or bring back those that had been merged or retired."""
    if not entities:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO mdm_entity (id, kind, state, created_at, changed_at) "
            "SELECT id, kind, 'active', now(), now() FROM unnest(%s::uuid[], %s::text[]) AS e(id, kind) ORDER BY id "
            "ON CONFLICT (id) DO UPDATE SET state = 'active', merged_into_id = NULL, kind = EXCLUDED.kind, "
            "changed_at = now() "
            "WHERE mdm_entity.state <> 'active' OR mdm_entity.kind <> EXCLUDED.kind",
            [list(entities), list(entities.values())],
        )


def merge_entities(redirects: Mapping[UUID, UUID]) -> dict[UUID, UUID]:
    """Point absorbed customers at their survivor; who answered through one of them is pointed there too (no chains).

    Returns all that pointed elsewhere, or nowhere, before, each with its survivor now.
    """
    if not redirects:
        return {}
    pointed: dict[UUID, UUID] = {}
    columns = [list(redirects), list(redirects.values())]
    with connection.cursor() as cursor:
        for column in ("merged_into_id", "id"):
            cursor.execute(
                "UPDATE mdm_entity e SET state = 'merged', merged_into_id = r.survivor, changed_at = now() "
                "FROM unnest(%s::uuid[], %s::uuid[]) AS r(absorbed, survivor) "
                f"WHERE e.{column} = r.absorbed AND e.id <> r.survivor "
                "AND e.merged_into_id IS DISTINCT FROM r.survivor RETURNING e.id, r.survivor",
                columns,
            )
            pointed.update(cursor.fetchall())
    return pointed


def retire_entities(entities: Sequence[UUID]) -> None:
    """Retire customers that no source record belongs to any more."""
    if not entities:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mdm_entity SET state = 'retired', merged_into_id = NULL, changed_at = now() WHERE id = ANY(%s)",
            [list(entities)],
        )


def leave(records: Sequence[int]) -> None:
    """End the live memberships of these records."""
    if not records:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mdm_membership SET until = now() WHERE until IS NULL AND record_id = ANY(%s)", [list(records)]
        )


def join(joinings: Sequence[Joining]) -> None:
    """Open a membership for each; the record's earlier one must have ended."""
    now = timezone.now()
    add_rows(
        "mdm_membership",
        ("record_id", "entity_id", "since", "how", "run"),
        [(one.record, one.entity, now, json_text(dict(one.how)), one.run) for one in joinings],
    )


def write_slices(job: int, slices: NDArray[np.int64], records: NDArray[np.int64]) -> None:
    """Store which record the job regroups in which slice."""
    same = np.full(len(records), job, dtype=np.int64)
    copy_arrays("mdm_regroupseed", ("job", "slice", "record_id"), (same, slices, records))


def clear_slices(job: int) -> None:
    """Drop the job's slices."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM mdm_regroupseed WHERE job = %s", [job])
