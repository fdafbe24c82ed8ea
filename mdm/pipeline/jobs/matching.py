"""Matching what a sent file changed, right after it was loaded: the nightly job's stages, for its records alone.

    survey → pair → compare → slice → regroup → ask → close

It never runs beside a nightly job, which leaves it nothing to do. Every chunk may run twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from mdm.acquire import queries as acquire
from mdm.match import actions as match_actions
from mdm.pipeline.feed.origins import caused_by
from mdm.pipeline.jobs import nightly
from mdm.pipeline.jobs.slicing import cut_slices, seeds_of_batches
from mdm.pipeline.stages import Stage
from mdm.pipeline.transactions import unit_of_work
from mdm.resolve import actions as resolve_actions

if TYPE_CHECKING:
    from mdm.jobs.models import Job

Payload = Mapping[str, Any]

_OF_THE_NIGHT = {one.name: one for one in nightly.STAGES}
_REGROUP = _OF_THE_NIGHT["regroup"]


def _plan_once(_job: Job) -> Iterable[Payload]:
    return [{}]


@unit_of_work
def _survey(job: Job, _payload: Payload) -> Payload:
    return {"due": match_actions.set_due(job.pk, batches=job.options["batches"])}


@unit_of_work
def _slice(job: Job, _payload: Payload) -> Payload:
    batches = map(acquire.batch, job.options["batches"])
    closing = next((one.source_id for one in batches if one.closed), None)
    return {"slices": cut_slices(job.pk, nightly.SLICE, partial(seeds_of_batches, job.pk, closing))}


def _regroup(job: Job, payload: Payload) -> Payload:
    with caused_by(source=job.options["source"], client=job.options["client"]):
        return _REGROUP.run(job, payload)


@unit_of_work
def _close(job: Job, _payload: Payload) -> Payload:
    match_actions.clear_due(job.pk)
    resolve_actions.clear_slices(job.pk)
    return {}


STAGES: tuple[Stage, ...] = (
    Stage("survey", "Finding what the file changed", _plan_once, _survey),
    _OF_THE_NIGHT["pair"],
    _OF_THE_NIGHT["compare"],
    Stage("slice", "Cutting groups", _plan_once, _slice),
    Stage("regroup", _REGROUP.label, _REGROUP.plan, _regroup, weight=_REGROUP.weight),
    _OF_THE_NIGHT["ask"],
    Stage("close", "Tidying up", _plan_once, _close),
)
