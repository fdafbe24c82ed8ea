"""Deciding about held deliveries: release loads the very file that was held, discard takes nothing of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from mdm.acquire import queries as acquire
from mdm.acquire.loading import actions as loading
from mdm.errors import ConflictError
from mdm.grade.deliveries import actions, queries
from mdm.grade.drift import DISCARDED, RELEASED
from mdm.ledger.actions import enter
from mdm.pipeline.intake.files import load_file
from mdm.pipeline.intake.held_rows import stated_of, written_out
from mdm.pipeline.stages import Stage
from mdm.pipeline.transactions import unit_of_work

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from mdm.acquire.models import Batch
    from mdm.jobs.models import Job


def release_here(batch: int, *, actor: AbstractBaseUser | None, reason: str) -> Batch:
    """Load a held delivery in this process."""
    decide(batch, RELEASED, actor, reason)
    return load_released(batch)


@unit_of_work
def discard(batch: int, *, actor: AbstractBaseUser | None, reason: str) -> None:
    """Take nothing of a held delivery; its file goes. The source delivers again."""
    decide(batch, DISCARDED, actor, reason)
    loading.discard_batch(batch)
    actions.drop_file(batch)


@unit_of_work
def decide(batch: int, decision: str, actor: AbstractBaseUser | None, reason: str) -> None:
    """Note what a person decided. Raises ConflictError where nothing waits; a release that was cut off goes on."""
    quality = queries.batch_quality(batch)
    if quality.decision == RELEASED == decision and queries.has_file(batch):
        return
    actor_id = actor.pk if actor else None
    actions.decide(batch, decision, reason=reason, actor_id=actor_id)
    enter(f"delivery_{decision}", f"batch:{batch}", actor_id=actor_id, reason=reason)


def load_released(batch: int) -> Batch:
    """Load the file of a released delivery, and let it go. A second run finds everything in place."""
    held = acquire.batch(batch)
    if not queries.has_file(batch):
        return held
    if queries.batch_quality(batch).decision != RELEASED:
        raise ConflictError(f"Batch {batch} was not released.", remedy="Release it first.", data={"batch": batch})
    with written_out(held) as path:
        loaded = load_file(held.source.code, path, snapshot=held.is_snapshot, again=batch, **stated_of(held))
    actions.drop_file(batch)
    return loaded


def _plan_load(job: Job) -> Iterable[Mapping[str, Any]]:
    return [{"batch": job.options["batch"]}]


def _load(_job: Job, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    loaded = load_released(payload["batch"])
    return {name: getattr(loaded, name) for name in ("read", "new", "changed", "unchanged", "closed", "rejected")}


STAGES: tuple[Stage, ...] = (Stage("load", "Loading a released delivery", _plan_load, _load),)
