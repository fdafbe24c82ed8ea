"""What a job regroups: due records, records that were closed, and customers that something else calls up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from mdm.match import queries as match
from mdm.records import Verdict
from mdm.resolve import actions, queries
from mdm.resolve.slices import same_customer, slices_of
from mdm.steward.pins import actions as pins_written
from mdm.steward.pins import queries as pins
from mdm.survive import queries as survive

Ids = NDArray[np.int64]
Ties = tuple[Ids, Ids]

# Up to so many seeds, walking from each to what hangs together with it costs less than reading all ties there are.
FEW_SEEDS = 20_000


def cut_slices(job: int, size: int, seeds_of: Callable[[], Ids]) -> int:
    """Store the job's slices, once; returns how many there are."""
    if not queries.slices(job):
        seeds = seeds_of()
        if len(seeds):
            ties = _ties_around(seeds) if len(seeds) <= FEW_SEEDS else _all_ties()
            actions.write_slices(job, *slices_of(seeds, ties, size))
    return len(queries.slices(job))


def _all_ties() -> list[Ties]:
    return [match.all_certain_links(), queries.all_judged_matches(), same_customer(*queries.all_memberships())]


def _ties_around(seeds: Ids) -> list[Ties]:
    """The ties of what hangs together with the seeds: the same slices, without reading everything else."""
    records = sorted(queries.hanging_together(seeds.tolist()))
    links = match.links_touching(records)
    judged = [(low, high) for low, high, verdict in queries.live_judgements(records) if verdict == Verdict.MATCH]
    pairs = np.array(judged, dtype=np.int64).reshape(-1, 2)
    members = queries.memberships(records)
    _, customers = np.unique([entity.int.to_bytes(16) for entity in members.values()], return_inverse=True)
    return [
        (links.low[links.is_certain], links.high[links.is_certain]),
        (pairs[:, 0], pairs[:, 1]),
        same_customer(np.array(list(members), dtype=np.int64), customers.astype(np.int64)),
    ]


def seeds_of_batches(job: int, closing: int | None) -> Ids:
    """Due records, and the members that this source has closed."""
    closed = [] if closing is None else [queries.closed_members(closing)]
    return np.unique(np.concatenate([match.due_records(job), *closed]))


def seeds_of_night(job: int, now: datetime) -> Ids:
    """Due records, members that their source has closed, members of customers with an old policy or a pin run out."""
    expired = pins.expired_pins(now=now)
    pins_written.retire_pins([pin for pin, _ in expired], "expired")
    outdated = queries.members(survive.outdated(survive.active_policy().version))
    called = [record for _, record in expired] + [members[0] for members in outdated.values()]
    return np.unique(
        np.concatenate([match.due_records(job), queries.closed_members(), np.array(called, dtype=np.int64)])
    )
