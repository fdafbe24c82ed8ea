"""Taking back what a job did to customers: what it merged is judged apart, what it split is judged one.

Only records that belonged to a customer before the run go back; those that came with it stay where it put them,
for they belonged nowhere. A pair that a person has judged is left to that judgement, and a record that has moved on
since stays.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations, product
from typing import TYPE_CHECKING, Any
from uuid import UUID

from mdm import locks
from mdm.errors import ConflictError, InvalidInputError, NotFoundError
from mdm.ledger.actions import enter
from mdm.pipeline.stages import Stage
from mdm.pipeline.starting import UNDO, open_job
from mdm.pipeline.stewardship.acting import LISTED, Acting, begin, fellows_of, follow_up, judge
from mdm.pipeline.stewardship.standings import Standing, rules_now
from mdm.pipeline.transactions import unit_of_work
from mdm.records import Verdict
from mdm.resolve import queries as resolve
from mdm.resolve.judging import queries as judging
from mdm.resolve.judging.queries import Moved
from mdm.survive import queries as survive

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from mdm.jobs.models import Job

CHUNK = 200
SAMPLE = 10


@dataclass(frozen=True, slots=True)
class RunUndoing:
    """What taking a run back would come to: customers it merged and split, and records that have moved on since."""

    run: int
    merged: tuple[UUID, ...]
    split: tuple[UUID, ...]
    records: int
    moved_on: int

    @property
    def is_empty(self) -> bool:
        """Whether the run moved nobody who is still where it put them."""
        return not (self.merged or self.split)


def plan_of(run: int) -> RunUndoing:
    """What taking that job's work back would come to."""
    moved = judging.moved_by(run)
    still = [one for one in moved if one.now == one.after]
    merged = {one.after for one in still}
    split = resolve.members({one.before for one in still}).keys()
    return RunUndoing(run, tuple(sorted(merged)), tuple(sorted(split)), len(still), len(moved) - len(still))


def check_undoable(run: int) -> RunUndoing:
    """The plan. Raises ConflictError where nothing of the run is left to take back."""
    plan = plan_of(run)
    if plan.is_empty:
        raise ConflictError(
            f"Nothing of job {run} is left to take back.", remedy="It moved nobody, or everybody has moved on since."
        )
    return plan


def start(run: int, *, actor: User, acting: Acting) -> Job:
    """Open the job that takes back what another one did to customers. Raises ConflictError where nothing is left."""
    if not acting.reason:
        raise InvalidInputError("Taking a run back needs a reason.", remedy="Say why, for whoever comes after you.")
    check_undoable(run)
    job = open_job(UNDO, STAGES, {"run": run, "reason": acting.reason}, actor=actor)
    details = {"job": job.pk}
    enter("run_undo_begun", f"job:{run}", actor_id=actor.pk, reason=acting.reason, details=details, number=acting.entry)
    return job


def sample(run: int) -> list[UUID]:
    """Some of the customers that would be taken back, to look at."""
    plan = plan_of(run)
    return sorted({*plan.merged, *plan.split})[:SAMPLE]


def touched(run: int) -> set[UUID]:
    """All customers that the run moved records from or to."""
    return {one for moved in judging.moved_by(run) for one in (moved.before, moved.after)}


def standing(run: int) -> Standing:
    """How all stands that the run has touched: as a fingerprint, for it may be the half of everything."""
    moved = [(one.record, str(one.before), str(one.after), str(one.now)) for one in judging.moved_by(run)]
    numbers = survive.present_numbers(sorted({UUID(one) for row in moved for one in row[1:3]}))
    told = json.dumps([moved, sorted((str(one), number) for one, number in numbers.items())])
    return Standing({}, {}, (), (), rules_now(), sha256(told.encode()).hexdigest())


@unit_of_work
def undo_part(run: int, customers: Sequence[UUID], *, actor: User, reason: str) -> Mapping[str, int]:
    """Take back what the run did to these customers. A second run finds it done."""
    moved = [one for one in judging.moved_by(run, set(customers)) if one.now == one.after]
    seeds = fellows_of({one.record for one in moved})
    locks.claim_records(resolve.hanging_together(seeds))
    judged = judging.live_pairs(seeds)
    apart = [pair for pair in _apart(moved) if pair not in judged]
    together = [pair for pair in _together(moved) if pair not in judged]
    if not apart and not together:
        return {"customers_left": len(customers)}
    acting = begin(actor, reason)
    judge(apart, Verdict.NO_MATCH, acting)
    judge(together, Verdict.MATCH, acting)
    details = {"pairs": len(apart) + len(together), "customers": [str(one) for one in customers][:LISTED]}
    done = follow_up(seeds, "run_undone", f"job:{run}", acting, details=details)
    return {"customers_taken_back": len(customers), **done.counts()}


def _apart(moved: Iterable[Moved]) -> Iterator[tuple[int, int]]:
    """Pairs that are of one customer now and were of two before."""
    by_customer: dict[UUID, dict[UUID, list[int]]] = defaultdict(lambda: defaultdict(list))
    for one in moved:
        by_customer[one.after][one.before].append(one.record)
    for customer, parts in by_customer.items():
        gone = {record for records in parts.values() for record in records}
        came = judging.came_by_themselves(customer)
        parts[customer] += [one for one in resolve.members([customer]).get(customer, ()) if one in came - gone]
        for part, rest in combinations(parts.values(), 2):
            yield from _ordered(product(part, rest))


def _together(moved: Iterable[Moved]) -> Iterator[tuple[int, int]]:
    """Pairs that were of one customer before and are of two now: one a part, to the first of what is left."""
    parts: dict[UUID, dict[UUID, list[int]]] = defaultdict(lambda: defaultdict(list))
    for one in moved:
        parts[one.before][one.after].append(one.record)
    for before, gone in parts.items():
        left = resolve.members([before]).get(before, [])
        firsts = [*left[:1], *(records[0] for records in gone.values())]
        yield from _ordered((firsts[0], other) for other in firsts[1:])


def _ordered(pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    return ((min(pair), max(pair)) for pair in pairs)


def _plan_undo(job: Job) -> Iterable[Mapping[str, Any]]:
    """Customers that the run tied to one another go into one chunk."""
    plan = plan_of(job.options["run"])
    customers = [str(one) for one in sorted({*plan.merged, *plan.split})]
    return [{"customers": customers[start : start + CHUNK]} for start in range(0, len(customers), CHUNK)]


def _undo(job: Job, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    if job.requested_by is None:
        raise NotFoundError("Nobody asked for this.", remedy="Start it from the job's page.")
    customers = [UUID(one) for one in payload["customers"]]
    return undo_part(job.options["run"], customers, actor=job.requested_by, reason=job.options["reason"])


STAGES: tuple[Stage, ...] = (Stage("undo", "Taking a run back", _plan_undo, _undo),)
