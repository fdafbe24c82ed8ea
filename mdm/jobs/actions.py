"""The only writer of jobs and chunks.

A chunk belongs to whoever claimed it last: worker and attempt are the ticket, and every later write is a
compare-and-set on it, so a worker that was taken for dead can't finish what another took over. A worker's name must
therefore stand for one thread of one process. Leases are measured by the database's clock alone. Whether a job goes
on is decided under the lock of its row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from mdm.errors import JobError, NotFoundError
from mdm.jobs import queries
from mdm.jobs.models import Chunk, Job

ATTEMPTS = 3
# A chunk that stumbled waits so long, times the attempts it has had: a database that restarts needs a moment.
PAUSE = timedelta(seconds=2)
ABANDONED = f"Its worker stopped without a word, {ATTEMPTS} times."
# Of older jobs the summed result stays, their chunks go.
KEEP_CHUNKS = timedelta(days=30)


def start(
    kind: str,
    *,
    stages: Sequence[Mapping[str, Any]],
    options: Mapping[str, Any] | None,
    actor_id: int | None,
    lane: str = "",
) -> Job:
    """Open a job of that kind in that lane, or raise JobError naming the live one."""
    Chunk.objects.filter(job__ended_at__lt=Now() - KEEP_CHUNKS).delete()
    try:
        with transaction.atomic():
            return Job.objects.create(
                kind=kind, lane=lane, stages=list(stages), options=dict(options or {}), requested_by_id=actor_id
            )
    except IntegrityError as error:
        live = queries.live_job(kind, lane)
        if live is None:
            raise
        raise JobError(
            f"Job {live.pk} ({kind}) is running already, since {live.started_at:%Y-%m-%d %H:%M} UTC.",
            remedy=f"Wait until it ends, or cancel it: manage.py jobs cancel {live.pk}.",
            data={"job": live.pk},
        ) from error


def lock(job_id: int, *, wait: bool = True) -> Job | None:
    """The job under its row lock, if it is live; the caller's transaction holds it.

    Who has just finished a chunk must wait: if it was the last one, nobody else may look again.
    """
    rows = Job.objects.select_for_update(no_key=True, skip_locked=not wait)
    return rows.filter(pk=job_id, state=Job.State.RUNNING).first()


def plan(job: Job, stage: str, payloads: Iterable[Mapping[str, Any]]) -> int:
    """Move the locked job to that stage with a chunk for each payload; how many there are."""
    chunks = [Chunk(job=job, stage=stage, number=n, payload=dict(one)) for n, one in enumerate(payloads, start=1)]
    Chunk.objects.bulk_create(chunks, batch_size=1000)
    job.stage = stage
    job.save(update_fields=["stage"])
    return len(chunks)


def claim(worker: str, lease: timedelta) -> Chunk | None:
    """The oldest chunk that waits, or whose lease ran out, now this worker's."""
    takeable = Q(state=Chunk.State.WAITING) & (Q(lease_until=None) | Q(lease_until__lt=Now()))
    expired = Q(state=Chunk.State.RUNNING, lease_until__lt=Now())
    with transaction.atomic():
        chunk = (
            Chunk.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
            .filter(takeable | expired, job__state=Job.State.RUNNING, attempts__lt=ATTEMPTS)
            .order_by("id")
            .first()
        )
        if chunk is None:
            return None
        Chunk.objects.filter(pk=chunk.pk).update(
            state=Chunk.State.RUNNING,
            worker=worker,
            attempts=F("attempts") + 1,
            lease_until=Now() + lease,
            started_at=Now(),
        )
        return Chunk.objects.select_related("job").get(pk=chunk.pk)


def heartbeat(chunk: Chunk, lease: timedelta) -> bool:
    """Prolong the lease; False if another worker has the chunk by now."""
    return _update(chunk, lease_until=Now() + lease)


def finish(chunk: Chunk, result: Mapping[str, Any]) -> bool:
    """Record what the chunk counted; False if another worker has it by now."""
    return _update(chunk, state=Chunk.State.DONE, result=dict(result), problem="", lease_until=None, ended_at=Now())


def stumble(chunk: Chunk, problem: str, *, is_hopeless: bool = False) -> bool:
    """The chunk did not succeed: it waits for its next attempt, or fails and its job with it."""
    if chunk.attempts < ATTEMPTS and not is_hopeless:
        return _update(chunk, state=Chunk.State.WAITING, problem=problem, lease_until=Now() + PAUSE * chunk.attempts)
    with transaction.atomic():
        return _give_up(chunk, problem)


def release(chunk: Chunk) -> bool:
    """Put back a chunk that this worker has to leave through no fault of the chunk's."""
    return _update(chunk, state=Chunk.State.WAITING, attempts=F("attempts") - 1, lease_until=None)


def fail_abandoned() -> list[int]:
    """Give up chunks whose workers stopped too often; the jobs that failed with them."""
    stuck = Chunk.objects.filter(
        state=Chunk.State.RUNNING, lease_until__lt=Now(), attempts__gte=ATTEMPTS, job__state=Job.State.RUNNING
    )
    with transaction.atomic():
        rows = list(stuck.select_for_update(no_key=True, skip_locked=True, of=("self",)).order_by("id"))
        return sorted({chunk.job_id for chunk in rows if _give_up(chunk, ABANDONED)})


def end(job: Job) -> None:
    """The locked job has gone through all its stages."""
    _close(job, Job.State.DONE)


def fail(job: Job, problem: str) -> None:
    """The locked job can't go on."""
    _close(job, Job.State.FAILED, problem)


def cancel(job_id: int) -> Job:
    """Waiting chunks never start, running ones finish."""
    with transaction.atomic():
        job = lock(job_id)
        if job is None:
            raise _not_in_state(job_id, "is not running", "Only a running job can be cancelled.")
        _close(job, Job.State.CANCELLED)
        return job


def resume(job_id: int) -> Job:
    """Open a failed or cancelled job again: what is done stays done, the rest gets its attempts back.

    Only the latest job of its kind and lane: the plan of an older one is overtaken by what ran after it.
    """
    with transaction.atomic():
        ended = (Job.State.FAILED, Job.State.CANCELLED)
        job = Job.objects.select_for_update(no_key=True).filter(pk=job_id, state__in=ended).first()
        if job is None:
            raise _not_in_state(job_id, "has nothing to resume", "Only a failed or cancelled job can be resumed.")
        if Job.objects.filter(kind=job.kind, lane=job.lane, pk__gt=job.pk).exists():
            raise JobError(
                f"Job {job_id} can't be resumed: a later {job.kind} job exists.",
                remedy="Start a new one; what is done already costs it nothing.",
                data={"job": job_id},
            )
        Chunk.objects.filter(job=job, state__in=(Chunk.State.WAITING, Chunk.State.FAILED)).update(
            state=Chunk.State.WAITING, attempts=0, lease_until=None
        )
        job.state, job.problem, job.ended_at, job.result = Job.State.RUNNING, "", None, {}
        job.save(update_fields=["state", "problem", "ended_at", "result"])
        return job


def _update(chunk: Chunk, **values: Any) -> bool:
    mine = Chunk.objects.filter(pk=chunk.pk, state=Chunk.State.RUNNING, worker=chunk.worker, attempts=chunk.attempts)
    return bool(mine.update(**values))


def _give_up(chunk: Chunk, problem: str) -> bool:
    given_up = _update(chunk, state=Chunk.State.FAILED, problem=problem, lease_until=None, ended_at=Now())
    job = lock(chunk.job_id) if given_up else None
    if job is not None:
        fail(job, f"Stage {chunk.stage}, chunk {chunk.number}: {problem}")
    return given_up


def _close(job: Job, state: Job.State, problem: str = "") -> None:
    job.state, job.problem, job.ended_at, job.result = state, problem, timezone.now(), queries.summed_result(job)
    job.save(update_fields=["state", "problem", "ended_at", "result"])


def _not_in_state(job_id: int, what: str, remedy: str) -> JobError | NotFoundError:
    job = Job.objects.filter(pk=job_id).first()
    if job is None:
        return NotFoundError(f"There is no job {job_id}.", remedy="See manage.py jobs list.", data={"job": job_id})
    return JobError(f"Job {job_id} {what}: it is {job.state}.", remedy=remedy, data={"job": job_id})
