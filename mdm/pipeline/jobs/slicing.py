"""What a nightly job regroups: due records, and customers that something else than a record calls up."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from mdm.match import queries as match
from mdm.resolve import actions, queries
from mdm.resolve.slices import same_customer, slices_of
from mdm.steward.pins import actions as pins_written
from mdm.steward.pins import queries as pins
from mdm.survive import queries as survive

Ids = NDArray[np.int64]


def cut_slices(job: int, size: int, *, now: datetime) -> int:
    """Store the job's slices, once; returns how many there are."""
    if not queries.slices(job):
        seeds = _seeds(job, now)
        if len(seeds):
            ties = [match.all_certain_links(), queries.all_judged_matches(), same_customer(*queries.all_memberships())]
            actions.write_slices(job, *slices_of(seeds, ties, size))
    return len(queries.slices(job))


def _seeds(job: int, now: datetime) -> Ids:
    """Due records, members that their source has closed, members of customers with an old policy or a pin run out."""
    expired = pins.expired_pins(now=now)
    pins_written.retire_pins([pin for pin, _ in expired], "expired")
    outdated = queries.members(survive.outdated(survive.active_policy().version))
    called = [record for _, record in expired] + [members[0] for members in outdated.values()]
    return np.unique(
        np.concatenate([match.due_records(job), queries.closed_members(), np.array(called, dtype=np.int64)])
    )
