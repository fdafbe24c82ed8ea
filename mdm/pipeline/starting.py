"""Opening jobs, and sending word to workers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError as BrokerError

from mdm.errors import InvalidInputError
from mdm.jobs import actions, queries
from mdm.ledger.actions import enter
from mdm.pipeline.stages import Stage

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from mdm.jobs.models import Job

NIGHTLY = "nightly"
MATCH = "match"
# Of these, one at a time is under way: two models in force, or two sets of slices, would work against each other.
MATCHING = (NIGHTLY, MATCH)
UNDO = "undo"
# The stages of each kind of job. `jobs` tells them; so rooms before it open jobs of kinds that they know by name alone.
KINDS: dict[str, Callable[[], tuple[Stage, ...]]] = {}
WORK_TASK = "mdm.tasks.work"
# A knock that nobody heard for so long is worth nothing: the sweep knocks anew.
KNOCK_EXPIRES = 120

log = structlog.get_logger(__name__)


def start(
    kind: str, options: Mapping[str, Any] | None = None, *, actor: AbstractBaseUser | None = None, lane: str = ""
) -> Job:
    """Open a job of that kind and knock for workers. At most one of a kind and lane is live."""
    return open_job(kind, stages_of(kind), options, actor=actor, lane=lane)


def stages_of(kind: str) -> tuple[Stage, ...]:
    """The stages of that kind of job, in order."""
    if kind not in KINDS:
        raise InvalidInputError(f"There is no kind of job {kind!r}.", remedy=f"Kinds: {', '.join(sorted(KINDS))}.")
    return KINDS[kind]()


def open_job(
    kind: str,
    stages: Sequence[Stage],
    options: Mapping[str, Any] | None = None,
    *,
    actor: AbstractBaseUser | None = None,
    lane: str = "",
) -> Job:
    """Open a job of that kind and knock for workers. At most one of a kind and lane is live."""
    weights = queries.usual_weights(kind, {stage.name: stage.weight for stage in stages})
    declared = [{"name": one.name, "label": one.label, "weight": weights[one.name]} for one in stages]
    with transaction.atomic():
        job = actions.start(kind, stages=declared, options=options, actor_id=actor.pk if actor else None, lane=lane)
        enter("job_started", f"job:{job.pk}", actor_id=actor.pk if actor else None, details={"kind": kind})
        transaction.on_commit(knock, robust=True)
    log.info("job_started", job=job.pk, kind=kind)
    return job


def knock(wanted: int | None = None) -> bool:
    """Send word to workers; False if the broker is away. The sweep repeats it, so nothing hangs on it."""
    most = settings.MDM_JOB_KNOCKS
    try:
        for _ in range(most if wanted is None else min(most, max(1, wanted))):
            current_app.send_task(WORK_TASK, expires=KNOCK_EXPIRES, ignore_result=True)
    except BrokerError as error:
        log.warning("broker_away", error=type(error).__name__)
        return False
    return True
