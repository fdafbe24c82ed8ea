"""Reading jobs: which are live, how far they are, what they came to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum
from django.db.models.functions import Now
from django.utils import timezone

from mdm.errors import NotFoundError
from mdm.jobs.estimate import StageProgress, overall_share, remaining_seconds, summed, weights_from
from mdm.jobs.models import Chunk, Job

SPENT = ExpressionWrapper(F("ended_at") - F("started_at"), output_field=DurationField())


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is. `done` and `total` are chunks of the current stage, the rest is of the whole."""

    job: int
    kind: str
    state: str
    stage: str
    label: str
    position: int
    stages: tuple[StageProgress, ...]
    done: int
    total: int
    running: int
    attempts: int
    share: float
    elapsed: float
    remaining: float | None
    problem: str

    @property
    def is_live(self) -> bool:
        """Whether it still runs."""
        return self.state == Job.State.RUNNING


def job(job_id: int) -> Job:
    """That job, or NotFoundError."""
    found = Job.objects.filter(pk=job_id).first()
    if found is None:
        raise NotFoundError(f"There is no job {job_id}.", remedy="See manage.py jobs list.", data={"job": job_id})
    return found


def latest_jobs(limit: int = 20) -> QuerySet[Job]:
    """The latest jobs, the latest first."""
    return Job.objects.select_related("requested_by").order_by("-id")[:limit]


def since(kinds: Collection[str], at: datetime) -> list[int]:
    """The jobs of these kinds that began at that time or later, the first first."""
    return list(Job.objects.filter(kind__in=kinds, started_at__gte=at).order_by("pk").values_list("pk", flat=True))


def live_job(kind: str, lane: str = "") -> Job | None:
    """The live job of that kind in that lane."""
    return Job.objects.filter(kind=kind, lane=lane, state=Job.State.RUNNING).first()


def is_live(job_id: int) -> bool:
    """Whether that job still runs."""
    return Job.objects.filter(pk=job_id, state=Job.State.RUNNING).exists()


def live_of(kinds: Collection[str], *, but: int | None = None, begun: bool = False) -> Job | None:
    """A live job of these kinds, other than that one; with `begun`, one that has come to its first stage."""
    rows = Job.objects.filter(~Q(pk=but or 0), kind__in=kinds, state=Job.State.RUNNING)
    return (rows.exclude(stage="") if begun else rows).order_by("id").first()


def live_jobs() -> QuerySet[Job]:
    """All live jobs, the oldest first."""
    return Job.objects.filter(state=Job.State.RUNNING).order_by("id")


def has_open_chunks(one: Job) -> bool:
    """Whether the current stage still has work."""
    return Chunk.objects.filter(job=one).exclude(state=Chunk.State.DONE).exists()


def claimable_chunks() -> int:
    """How many chunks of live jobs a worker could take now."""
    free = Q(state=Chunk.State.WAITING, lease_until=None) | Q(lease_until__lt=Now())
    live = Chunk.objects.filter(state__in=(Chunk.State.WAITING, Chunk.State.RUNNING), job__state=Job.State.RUNNING)
    return live.filter(free).count()


def usual_weights(kind: str, declared: Mapping[str, float]) -> dict[str, float]:
    """The stages' shares of the time, learnt from the latest finished jobs of that kind."""
    done = Job.objects.filter(kind=kind, state=Job.State.DONE).order_by("-id")
    return weights_from(done.values_list("result", flat=True)[:10], declared)


def summed_result(one: Job) -> dict[str, Any]:
    """What the job's done chunks came to: by stage, with chunks and working seconds."""
    rows = Chunk.objects.filter(job=one, state=Chunk.State.DONE).order_by("id")
    by_stage = groupby(rows.values_list("stage", "result", SPENT), key=lambda row: row[0])
    return {stage: summed(_counted(result, spent) for _, result, spent in group) for stage, group in by_stage}


def progress(job_id: int) -> Progress:
    """How far that job is, how long it has taken and will probably still take."""
    one = job(job_id)
    stages = _stages(one)
    current = next((stage for stage in stages if stage.name == one.stage), None)
    working = Chunk.objects.filter(job=one).aggregate(
        running=Count("id", filter=Q(state=Chunk.State.RUNNING)), attempts=Sum("attempts", default=0)
    )
    return Progress(
        job=one.pk,
        kind=one.kind,
        state=one.state,
        stage=one.stage,
        label=current.label if current else "Waiting for its turn",
        position=stages.index(current) + 1 if current else 0,
        stages=stages,
        done=current.done if current else 0,
        total=current.total if current else 0,
        running=working["running"],
        attempts=working["attempts"],
        share=overall_share(stages),
        elapsed=((one.ended_at or timezone.now()) - one.started_at).total_seconds(),
        remaining=remaining_seconds(stages, workers=working["running"]) if one.state == Job.State.RUNNING else None,
        problem=one.problem,
    )


def _stages(one: Job) -> tuple[StageProgress, ...]:
    counted = _chunks_by_stage(one)
    past = _stages_passed(one)
    return tuple(
        StageProgress(is_past=at < past, **declared, **counted.get(declared["name"], {}))
        for at, declared in enumerate(one.stages)
    )


def _stages_passed(one: Job) -> int:
    if one.state == Job.State.DONE:
        return len(one.stages)
    names = [stage["name"] for stage in one.stages]
    return names.index(one.stage) if one.stage in names else 0


def _chunks_by_stage(one: Job) -> dict[str, dict[str, Any]]:
    done = Q(state=Chunk.State.DONE)
    rows = (
        Chunk.objects.filter(job=one)
        .order_by()
        .values("stage")
        .annotate(total=Count("id"), done=Count("id", filter=done), spent=Sum(SPENT, filter=done))
    )
    return {
        row["stage"]: {"done": row["done"], "total": row["total"], "seconds": _seconds(row["spent"])} for row in rows
    }


def _counted(result: Mapping[str, Any], spent: timedelta | None) -> dict[str, Any]:
    return {**result, "chunks": 1, "seconds": round(_seconds(spent), 3)}


def _seconds(spent: timedelta | None) -> float:
    return spent.total_seconds() if spent else 0.0
