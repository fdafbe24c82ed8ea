"""The life of a job: start, move on from stage to stage, cancel, resume.

What is true stands in the database; a knock on the workers' door is only a hint. A lost knock, worker or broker delays
a job until the next sweep and changes nothing in its result.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from django.db import InterfaceError, OperationalError, transaction

from mdm.errors import JobError, MdmError
from mdm.jobs import actions, queries
from mdm.ledger.actions import enter
from mdm.locks import take_turn
from mdm.pipeline.stages import Stage
from mdm.pipeline.starting import KINDS, MATCH, MATCHING, NIGHTLY, UNDO, knock, stages_of, start

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from mdm.jobs.models import Job

RELEASE = "release"
FILE = "file"
SHADOW = "shadow"
LOST_CONNECTION = (OperationalError, InterfaceError)

log = structlog.get_logger(__name__)


def _nightly() -> tuple[Stage, ...]:
    from mdm.pipeline.jobs.nightly import STAGES

    return STAGES


def _release() -> tuple[Stage, ...]:
    from mdm.pipeline.intake.holding import STAGES

    return STAGES


def _undo() -> tuple[Stage, ...]:
    from mdm.pipeline.stewardship.run_undoing import STAGES

    return STAGES


def _file() -> tuple[Stage, ...]:
    from mdm.pipeline.intake.sent_files import STAGES

    return STAGES


def _match() -> tuple[Stage, ...]:
    from mdm.pipeline.jobs.matching import STAGES

    return STAGES


def _shadow() -> tuple[Stage, ...]:
    from mdm.pipeline.jobs.shadowing import STAGES

    return STAGES


# Stages are imported when a job needs them, so that other processes don't load what they compute with.
KINDS.update({NIGHTLY: _nightly, RELEASE: _release, FILE: _file, UNDO: _undo, SHADOW: _shadow, MATCH: _match})


def start_nightly(options: Mapping[str, Any] | None = None, *, actor: AbstractBaseUser | None = None) -> Job:
    """Open the nightly match and merge. Raises JobError, naming the live one, where one runs already."""
    return start(NIGHTLY, options, actor=actor)


def start_shadow(version: int, *, actor: AbstractBaseUser | None = None) -> Job:
    """Open the shadow run of a model. Raises NotFoundError, ModelError, ConflictError, JobError."""
    from mdm.pipeline.jobs.shadowing import take_up

    with transaction.atomic():
        job = start(SHADOW, {"model": version}, actor=actor)
        take_up(version)
    return job


def cancel(job_id: int, *, actor: AbstractBaseUser | None = None, reason: str = "") -> Job:
    """Waiting chunks never start, running ones finish."""
    with transaction.atomic():
        job = actions.cancel(job_id)
        _enter("cancelled", job_id, actor=actor, reason=reason)
    log.info("job_cancelled", job=job_id)
    return job


def resume(job_id: int, *, actor: AbstractBaseUser | None = None) -> Job:
    """Go on with the latest job of its kind where it failed or was cancelled.

    Raises JobError, also for one that matches while another one does.
    """
    with transaction.atomic():
        job = actions.resume(job_id)
        _refuse_beside(job)
        _enter("resumed", job_id, actor=actor)
        transaction.on_commit(knock, robust=True)
    log.info("job_resumed", job=job_id)
    return job


def _refuse_beside(job: Job) -> None:
    if job.kind not in MATCHING:
        return
    take_turn()
    other = queries.live_of(MATCHING, but=job.pk)
    if other is not None:
        raise JobError(
            f"Job {other.pk} ({other.kind}) matches just now.", remedy="Resume this one when that has ended.",
            data={"job": other.pk},
        )  # fmt: skip


def stage_of(job: Job, name: str) -> Stage:
    """That stage of the job, which an older version of the software may have planned."""
    for stage in stages_of(job.kind):
        if stage.name == name:
            return stage
    raise JobError(f"This version has no stage {name!r}.", remedy="Start a new job.", data={"job": job.pk})


def advance(job_id: int, *, wait: bool = True) -> bool:
    """If all chunks of the job's stage are done, plan the next stage that has work, or end the job.

    Who has just finished a chunk waits for the job's lock; who is only looking around doesn't.
    """
    try:
        with transaction.atomic():
            job = actions.lock(job_id, wait=wait)
            if job is None or queries.has_open_chunks(job) or _must_wait(job):
                return False
            _move_on(job)
    except LOST_CONNECTION:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a plan raises fails the job, with its place
        _fail(job_id, f"Planning failed: {problem_of(error)}")
    return True


def sweep() -> int:
    """Knock for live jobs, whatever became of earlier knocks; how many are live."""
    live = queries.live_jobs().count()
    if live:
        knock(queries.claimable_chunks())
    return live


def problem_of(error: BaseException) -> str:
    """What went wrong, without customers' values: a deliberate error's text, else the class and the place."""
    if isinstance(error, MdmError):
        return f"{type(error).__name__}: {error}"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if f"{os.sep}mdm{os.sep}" in frame.filename]
    place = f" in {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


def _must_wait(job: Job) -> bool:
    """Whether the job, which has not begun, waits for another that matches. Two that begin at once take turns here."""
    if job.stage or job.kind not in MATCHING:
        return False
    take_turn()
    return queries.live_of(MATCHING, but=job.pk, begun=True) is not None


def _move_on(job: Job) -> None:
    names = [stage["name"] for stage in job.stages]
    for name in names[names.index(job.stage) + 1 if job.stage else 0 :]:
        count = actions.plan(job, name, stage_of(job, name).plan(job))
        if count:
            log.info("stage_planned", job=job.pk, stage=name, chunks=count)
            transaction.on_commit(partial(knock, count), robust=True)
            return
    actions.end(job)
    log.info("job_done", job=job.pk)


def _fail(job_id: int, problem: str) -> None:
    with transaction.atomic():
        job = actions.lock(job_id)
        if job is not None:
            actions.fail(job, problem)
    log.error("job_failed", job=job_id, problem=problem)


def _enter(act: str, job_id: int, *, actor: AbstractBaseUser | None, reason: str = "", **details: Any) -> None:
    enter(f"job_{act}", f"job:{job_id}", actor_id=_id_of(actor), reason=reason, details=details)


def _id_of(actor: AbstractBaseUser | None) -> int | None:
    return actor.pk if actor is not None else None
