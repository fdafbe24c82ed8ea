"""The nightly job: cleanse what changed rules concern, match what is due, regroup, recompute, in short chunks.

    free → cleanse → train → survey → pair → compare → slice → regroup → share → grade → score → desk → close

Every chunk may run twice. What a chunk leaves for a later stage stands in tables that are keyed by job and chunk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import structlog
from django.db import transaction
from django.utils import timezone

from mdm.acquire import queries as acquire
from mdm.catalogue.queries import catalogue
from mdm.cleanse import queries as clean
from mdm.errors import JobError
from mdm.jobs.queries import summed_result
from mdm.match import actions as match_actions
from mdm.match import queries as match
from mdm.match.versions import queries as versions
from mdm.pipeline.identity.figures import keep_figures
from mdm.pipeline.identity.matching import candidates, compare
from mdm.pipeline.identity.regrouping import ask, regroup_only
from mdm.pipeline.identity.training import is_due, train
from mdm.pipeline.intake.cleansing import cleanse_again
from mdm.pipeline.intake.preparing import is_outdated
from mdm.pipeline.jobs.ranges import key_ranges
from mdm.pipeline.jobs.shadowing import take_up
from mdm.pipeline.jobs.slicing import cut_slices, seeds_of_night
from mdm.pipeline.quality.nights import FREE
from mdm.pipeline.quality.nights import STAGES as GRADING
from mdm.pipeline.stages import Stage
from mdm.pipeline.starting import start
from mdm.pipeline.stewardship.nights import STAGES as DESK
from mdm.pipeline.transactions import unit_of_work
from mdm.resolve import actions as resolve_actions
from mdm.resolve import queries as resolve
from mdm.survive import actions as survive_actions

if TYPE_CHECKING:
    from mdm.jobs.models import Job

Payload = Mapping[str, Any]

log = structlog.get_logger(__name__)

CLEANSE_CHUNK = 2_000
SLICE = 1_000
WHOLE_SHARE = 0.2


def _plan_cleanse(job: Job) -> Iterable[Payload]:
    attributes, mappings = catalogue().version, acquire.mapping_versions()
    outdated = [
        one
        for one in clean.makings()
        if one.mapping < mappings.get(one.source, 0) or one.catalogue < attributes or is_outdated(one.rules)
    ]
    stale = clean.records_made_by(outdated) if outdated else []
    return [{"records": stale[start : start + CLEANSE_CHUNK]} for start in range(0, len(stale), CLEANSE_CHUNK)]


@unit_of_work
def _cleanse(job: Job, payload: Payload) -> Payload:
    changed, refused = cleanse_again(payload["records"])
    return {"cleansed_again": len(payload["records"]), "clean_changed": changed, "no_longer_mapped": refused}


def _plan_train(job: Job) -> Iterable[Payload]:
    wanted = job.options.get("train")
    return [{}] if wanted or (wanted is None and is_due()) else []


def _train(job: Job, payload: Payload) -> Payload:
    return train(job.pk)


def _plan_survey(job: Job) -> Iterable[Payload]:
    return [{}]


@unit_of_work
def _survey(job: Job, payload: Payload) -> Payload:
    return {"due": match_actions.set_due(job.pk)}


def _plan_pair(job: Job) -> Iterable[Payload]:
    due = match.due_count(job.pk)
    if not due:
        return []
    whole = clean.are_many(due, share=WHOLE_SHARE)
    keys = match.key_count(None if whole else job.pk)
    return [{**one, "whole": whole} for one in key_ranges(keys)]


@unit_of_work
def _pair(job: Job, payload: Payload) -> Payload:
    model = match.active_model()
    block = match.due_blocks(
        job.pk, payload["first"], payload["last"], whole=payload["whole"], without=sorted(model.rules_off)
    )
    low, high, wide = candidates(block, model)
    match_actions.write_pairs(job.pk, payload["number"], payload["buckets"], low, high)
    return {"candidates": len(low), "wide_blocks": wide}


def _plan_compare(job: Job) -> Iterable[Payload]:
    return [{"bucket": bucket} for bucket in match.buckets(job.pk)]


@unit_of_work
def _compare(job: Job, payload: Payload) -> Payload:
    version = match.active_version()
    low, high = match.candidate_pairs(job.pk, payload["bucket"])
    done = compare(low, high, match.model_of(version), version)
    return {"compared": done.compared, "linked": done.kept, "figures": {"weights": done.weights}}


def _plan_slice(job: Job) -> Iterable[Payload]:
    return [{}]


@unit_of_work
def _slice(job: Job, payload: Payload) -> Payload:
    return {"slices": cut_slices(job.pk, SLICE, lambda: seeds_of_night(job.pk, timezone.now()))}


def _plan_regroup(job: Job) -> Iterable[Payload]:
    return [{"slice": number} for number in resolve.slices(job.pk)]


@unit_of_work
def _regroup(job: Job, payload: Payload) -> Payload:
    version = match.active_version()
    seeds = resolve.slice_records(job.pk, payload["slice"])
    done = regroup_only(
        seeds, settle=lambda records: match_actions.mark_matched(job.pk, list(records), version), run=job.pk
    )
    return {**done.counts(), "figures": done.figures}


@unit_of_work
def _ask(job: Job, payload: Payload) -> Payload:
    opened, closed = ask(resolve.slice_records(job.pk, payload["slice"]))
    return {"reviews_opened": opened, "reviews_closed": closed}


def _plan_close(job: Job) -> Iterable[Payload]:
    return [{}]


@unit_of_work
def _close(job: Job, payload: Payload) -> Payload:
    match_actions.clear_due(job.pk)
    resolve_actions.clear_slices(job.pk)
    counted = summed_result(job)
    # Reads all customers, so it goes with the lists that wait until enough records have changed.
    if counted.get("share", {}).get("lists_learnt", True):
        survive_actions.refresh_words()
    keep_figures(job.pk, counted)
    _try_draft(job.pk)
    return {}


def _try_draft(job: int) -> None:
    """Begin the shadow run of a model that the job has estimated. Where one runs already, people start this one."""
    version = versions.draft_of_job(job)
    if version is None:
        return
    try:
        with transaction.atomic():
            start("shadow", {"model": version})
            take_up(version)
    except JobError as error:
        log.info("model_not_tried", model=version, problem=str(error))


STAGES: tuple[Stage, ...] = (
    FREE,
    Stage("cleanse", "Cleansing by changed rules", _plan_cleanse, _cleanse, weight=2),
    Stage("train", "Estimating the match model", _plan_train, _train, weight=3),
    Stage("survey", "Finding what is due", _plan_survey, _survey),
    Stage("pair", "Finding candidate pairs", _plan_pair, _pair, weight=3),
    Stage("compare", "Comparing pairs", _plan_compare, _compare, weight=5),
    Stage("slice", "Cutting groups", _plan_slice, _slice),
    Stage("regroup", "Regrouping customers", _plan_regroup, _regroup, weight=12),
    Stage("ask", "Asking what people must decide", _plan_regroup, _ask, weight=3),
    *GRADING,
    *DESK,
    Stage("close", "Tidying up", _plan_close, _close),
)
