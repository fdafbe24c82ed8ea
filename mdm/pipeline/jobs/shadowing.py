"""The shadow run of a match model: what it would change, counted before anything changes.

    pair → compare → slice → regroup → ask → close

It writes nothing of identity. Every chunk may run twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from mdm.errors import ConflictError
from mdm.jobs.queries import summed_result
from mdm.match import actions as match_actions
from mdm.match import queries as match
from mdm.match.model import MatchModel
from mdm.match.shadow import queries as links
from mdm.match.versions import queries as versions
from mdm.pipeline.identity import shadow
from mdm.pipeline.jobs.ranges import key_ranges
from mdm.pipeline.stages import Stage
from mdm.pipeline.transactions import unit_of_work
from mdm.resolve import queries as resolve

if TYPE_CHECKING:
    from mdm.jobs.models import Job

Payload = Mapping[str, Any]
SLICE = 1_000


def take_up(version: int) -> None:
    """Make the draft a shadow. Raises NotFoundError, ModelError, or ConflictError for a retired model."""
    row = versions.model_row(version)
    if row.state == "retired":
        remedy = f"Make a draft like it: manage.py models draft --like {version}."
        raise ConflictError(f"Model {version} is retired.", remedy=remedy)
    MatchModel.from_json(versions.model_parameters(version))
    match_actions.shadow_model(version)


def _plan_pair(_job: Job) -> Iterable[Payload]:
    return key_ranges(match.key_count()) if match.clean_count() else []


@unit_of_work
def _pair(job: Job, payload: Payload) -> Payload:
    return shadow.pair(job.pk, _model(job), payload)


def _plan_compare(job: Job) -> Iterable[Payload]:
    return [{"bucket": bucket} for bucket in links.buckets(job.pk)]


@unit_of_work
def _compare(job: Job, payload: Payload) -> Payload:
    return shadow.compare(job.pk, _model(job), payload["bucket"])


def _plan_once(_job: Job) -> Iterable[Payload]:
    return [{}]


@unit_of_work
def _slice(job: Job, _payload: Payload) -> Payload:
    return {"slices": shadow.cut(job.pk, SLICE)}


def _plan_slices(job: Job) -> Iterable[Payload]:
    return [{"slice": number} for number in resolve.slices(job.pk)]


@unit_of_work
def _regroup(job: Job, payload: Payload) -> Payload:
    return shadow.regroup(job.pk, job.options["model"], payload["slice"])


@unit_of_work
def _ask(job: Job, payload: Payload) -> Payload:
    shadow.ask(job.pk, job.options["model"], payload["slice"])
    return {}


@unit_of_work
def _close(job: Job, _payload: Payload) -> Payload:
    return shadow.close(job.pk, job.options["model"], summed_result(job))


def _model(job: Job) -> MatchModel:
    return match.model_of(job.options["model"])


STAGES: tuple[Stage, ...] = (
    Stage("pair", "Finding candidate pairs", _plan_pair, _pair, weight=4),
    Stage("compare", "Comparing pairs", _plan_compare, _compare, weight=5),
    Stage("slice", "Cutting groups", _plan_once, _slice),
    Stage("regroup", "Grouping as the model would", _plan_slices, _regroup, weight=6),
    Stage("ask", "Counting what people would be asked", _plan_slices, _ask, weight=2),
    Stage("close", "Keeping the figures", _plan_once, _close),
)
