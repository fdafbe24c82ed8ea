"""Who is who: grouping records into customers, always over everything that hangs together, always in one transaction.

`regroup` is the only way in which memberships change: for one record that came in by REST, for a thousand in a chunk
of the nightly job, and after a person's decision. It reads the links and judgements as they stand, so it may be run
again at any time and comes to the same customers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import numpy as np
from django.utils import timezone

from mdm import locks
from mdm.grade.due import actions as due
from mdm.grade.scorecards import actions as cards
from mdm.match import queries as match
from mdm.match.drawing import weight_counts
from mdm.pipeline.identity import changes, golden, overtaken, questions
from mdm.pipeline.identity.consolidation import consolidated
from mdm.pipeline.identity.grouping import Outcome, Standing, outcome_of, partition_of, standing_of
from mdm.resolve import actions, queries
from mdm.resolve.identity import NO_WISH, Wish
from mdm.resolve.reasons import joins
from mdm.resolve.ties import sizes, weakest_ties
from mdm.steward.worklist.queries import Asked


@dataclass(frozen=True, slots=True)
class Regrouped:
    """What a regrouping came to, in numbers, and the customer of every record concerned, before and now.

    `figures` are sizes and weakest ties of the clusters, where a job regroups. `entry` is the number of the ledger
    entry where a person acted.
    """

    created: int = 0
    merged: int = 0
    split: int = 0
    retired: int = 0
    golden: int = 0
    reviews_opened: int = 0
    reviews_closed: int = 0
    before: Mapping[int, UUID] = field(default_factory=dict)
    customers: Mapping[int, UUID] = field(default_factory=dict)
    figures: Mapping[str, Any] = field(default_factory=dict)
    entry: int = 0

    def counts(self) -> dict[str, int]:
        """The numbers alone."""
        return {
            name: getattr(self, name)
            for name in ("created", "merged", "split", "retired", "golden", "reviews_opened", "reviews_closed")
        }


def _claimed(seeds: Collection[int]) -> frozenset[int]:
    """Everything that hangs together with the seeds, held until the transaction ends.

    Who ties anything to a held record must hold it too, so that nothing joins afterwards.
    """
    records = queries.hanging_together(seeds)
    while True:
        locks.claim_records(records)
        again = queries.hanging_together(records)
        if again == records:
            return records
        records = again


def regroup(seeds: Collection[int], *, wish: Wish = NO_WISH) -> Regrouped:
    """Bring customers, golden records, outgoing changes and review items around the seeds up to date.

    The ids follow the `wish`, else their own rules. Runs in the caller's transaction.
    """
    done, standing, found = _regrouped(seeds, None, wish=wish)
    opened, closed = _ask(standing, done.customers, found)
    return replace(done, reviews_opened=done.reviews_opened + opened, reviews_closed=done.reviews_closed + closed)


def ask(records: Collection[int]) -> tuple[int, int]:
    """Ask about links between the customers of these records and others, and take back what is no question any more."""
    concerned = {one for group in queries.members(set(queries.memberships(records).values())).values() for one in group}
    standing = standing_of(frozenset(concerned | set(records)))
    return _ask(standing, standing.current, questions.asked(standing))


def _ask(standing: Standing, customers: Mapping[int, UUID], found: Collection[Asked]) -> tuple[int, int]:
    return questions.settle_between(standing, customers, found, certain=match.active_model().certain)


Settle = Callable[[Collection[int]], None]
"""Called with all records concerned, once they are claimed and before links are read."""


def regroup_only(seeds: Collection[int], *, settle: Settle, run: int | None = None) -> Regrouped:
    """Regroup and leave the questions between customers to a later `ask`. `run` is the job that does it.

    The nightly job moves match states on when it is asked to `settle`.
    """
    return _regrouped(seeds, settle, run=run)[0]


def _regrouped(
    seeds: Collection[int], settle: Settle | None, *, wish: Wish = NO_WISH, run: int | None = None
) -> tuple[Regrouped, Standing, Collection[Asked]]:
    """What it came to, what it looked at, and what is asked about the records now."""
    records = _claimed(seeds)
    if settle:
        settle(records)
    standing, model = standing_of(records), match.active_model()
    found = partition_of(standing, model)
    outcome = outcome_of(standing, [cluster.tolist() for cluster in found.clusters()], wish)
    pointed = _write(standing, outcome, run)
    now = timezone.now()
    versions = golden.recompute(outcome.entities, born=outcome.born, now=now)
    announced = changes.announce(standing, outcome.entities, outcome.assignment, versions, pointed)
    due.touch(_touched(seeds, outcome, standing, versions))
    cards.consolidate(consolidated(standing, outcome))
    overtaken.settle(records)
    asked = questions.asked(standing)
    opened, closed = questions.settle_within(standing, found.held, asked)
    done = Regrouped(
        **announced,
        golden=len(versions),
        reviews_opened=opened,
        reviews_closed=closed,
        before=standing.current,
        customers=outcome.customers,
        figures=_figures(outcome, standing) if run else {},
    )
    return done, standing, questions.asked(standing) if opened or closed else asked


def _touched(seeds: Collection[int], outcome: Outcome, standing: Standing, versions: Collection[UUID]) -> set[int]:
    """The records to count and grade again: the seeds, those that moved, and those whose golden record is another."""
    now, before = outcome.customers, standing.current
    moved = {one for one in now.keys() | before.keys() if now.get(one) != before.get(one)}
    return {*seeds, *moved, *(record for record, entity in now.items() if entity in versions)}


def _figures(outcome: Outcome, standing: Standing) -> dict[str, Any]:
    ties = weakest_ties(outcome.clusters, standing.links)
    return {"clusters": sizes(outcome.clusters), "ties": weight_counts(np.array(list(ties.values())))}


def _write(standing: Standing, outcome: Outcome, run: int | None) -> dict[UUID, UUID]:
    """Store who is who. Closed records leave, moved ones leave and join. Returns the survivor of ids that got one."""
    target, current = outcome.customers, standing.current
    kinds = {one.record: one.kind or "" for one in standing.open_records}
    actions.open_entities(
        {
            entity: kinds[cluster[0]]
            for entity, cluster in zip(outcome.entities, outcome.clusters, strict=True)
            if entity in outcome.born or entity in outcome.assignment.revived
        }
    )
    actions.leave([record for record, entity in current.items() if target.get(record) != entity])
    joining = [record for record, entity in target.items() if current.get(record) != entity]
    if joining:
        how = joins(outcome.clusters, standing.links, standing.judgements)
        moved = {record: run for record in joining if record in current}
        actions.join([actions.Joining(one, target[one], how[one], moved.get(one)) for one in joining])
    pointed = actions.merge_entities(
        {absorbed: outcome.entities[place] for absorbed, place in outcome.assignment.redirects.items()}
    )
    actions.retire_entities(list(outcome.assignment.retired))
    return pointed


def details_of(regrouped: Regrouped) -> dict[str, Any]:
    """What the ledger keeps of a regrouping: its numbers."""
    return {name: count for name, count in regrouped.counts().items() if count}
