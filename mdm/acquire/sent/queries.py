"""Reading files that clients sent, and how far they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mdm.acquire.models import Batch, Reject
from mdm.acquire.sent.models import SentFile, SentPiece
from mdm.errors import NotFoundError
from mdm.jobs.models import Job
from mdm.jobs.queries import progress

COUNTS = ("read", "new", "changed", "unchanged", "closed", "rejected")
STATES = ("waiting", "running", "matching", "held", "done", "failed", "cancelled", "discarded")
MATCHING = ("waiting", "running", "done", "failed")
_OF_BATCH = {
    Batch.State.LOADING: "running",
    Batch.State.DONE: "done",
    Batch.State.FAILED: "failed",
    Batch.State.HELD: "held",
    Batch.State.DISCARDED: "discarded",
}
_WITH = ("source", "job", "match_job", "batch")
_ENDED = frozenset({"done", "failed", "cancelled", "discarded"})


@dataclass(frozen=True, slots=True)
class Story:
    """A sent file and how far it is. `rows` is known once the file was looked through.

    `matching` is how far its records are on their way to customers, once it was loaded; `matched` the share of that.
    """

    id: int
    source: str
    state: str
    name: str
    size: int
    is_snapshot: bool
    sent_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    batch: int | None
    rows: int | None
    matching: str | None = None
    matched: float = 0.0
    counts: Mapping[str, int] = field(default_factory=dict)
    report: Mapping[str, Any] = field(default_factory=dict)
    problem: Mapping[str, Any] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """How much of the file is through, 0 to 1."""
        if self.state in {"matching", "done"}:
            return 1.0
        return min(1.0, self.counts.get("read", 0) / self.rows) if self.rows else 0.0


def sent_file(file: int, *, client: int | None = None) -> SentFile:
    """That file, of that client. Raises NotFoundError."""
    rows = SentFile.objects.select_related(*_WITH).exclude(state=SentFile.State.RECEIVING)
    found = rows.filter(pk=file, **({} if client is None else {"client": client})).first()
    if found is None:
        raise NotFoundError("This client sent no file that has this job.", remedy="See GET /api/v1/jobs.")
    return found


def sent_files(client: int, *, source: str = "", before: int | None = None, limit: int = 50) -> list[SentFile]:
    """The client's files, the latest first."""
    rows = SentFile.objects.select_related(*_WITH).filter(client=client)
    rows = rows.exclude(state=SentFile.State.RECEIVING)
    rows = rows.filter(source__code=source) if source else rows
    return list((rows.filter(pk__lt=before) if before else rows).order_by("-id")[:limit])


def story(one: SentFile) -> Story:
    """How far the file is."""
    loaded, batch, job = _state(one), one.batch, one.job
    matching = _matching(one) if loaded == "done" else None
    state = "matching" if matching in {"waiting", "running"} else loaded
    report = batch.reader_report if batch else {}
    return Story(
        id=one.pk,
        source=one.source.code,
        state=state,
        name=one.name,
        size=one.size,
        is_snapshot=one.is_snapshot,
        sent_at=one.sent_at,
        started_at=job.started_at if job else None,
        ended_at=_ended_at(batch, job, one.match_job) if state in _ENDED else None,
        batch=batch.pk if batch else None,
        rows=report["rows"] + report["bad_rows"] if "rows" in report else None,
        matching=matching,
        matched=_matched(one.match_job) if matching == "running" else float(matching == "done"),
        counts={name: getattr(batch, name) for name in COUNTS} if batch else {},
        report={name: report[name] for name in ("format", "encoding", "delimiter") if report.get(name)},
        problem=_problem(one, state),
    )


def _state(one: SentFile) -> str:
    if one.state != SentFile.State.STARTED:
        return one.state
    job = one.job
    if job is not None and job.state != Job.State.DONE:
        return job.state
    return _OF_BATCH[Batch.State(one.batch.state)] if one.batch else "failed"


def _matching(one: SentFile) -> str:
    """How far a loaded file's records are on their way to customers."""
    changed = one.batch.new + one.batch.changed + one.batch.closed if one.batch else 0
    job = one.match_job
    if not changed:
        return "done"
    if job is None or (job.state == Job.State.RUNNING and not job.stage):
        return "waiting"
    return {Job.State.RUNNING: "running", Job.State.DONE: "done"}.get(Job.State(job.state), "failed")


def _matched(job: Job | None) -> float:
    return progress(job.pk).share if job else 0.0


def _ended_at(batch: Batch | None, job: Job | None, match_job: Job | None) -> datetime | None:
    ends = (match_job, batch, job)
    return next((one.ended_at for one in ends if one is not None and one.ended_at), None)


def _problem(one: SentFile, state: str) -> Mapping[str, Any]:
    if state != "failed":
        return {}
    remedy = "Resume the job; if it fails again, tell the service's operators its number."
    return one.problem or {"code": "error", "detail": "The load was cut off.", "remedy": remedy}


def waiting_sources() -> list[int]:
    """The sources that have files waiting."""
    waiting = SentFile.objects.filter(state=SentFile.State.WAITING)
    return list(waiting.order_by("source").values_list("source", flat=True).distinct())


def has_pieces(file: int) -> bool:
    """Whether the file's content is still here."""
    return SentPiece.objects.filter(file=file).exists()


def pieces(file: int) -> Iterator[bytes]:
    """The file's content, in order."""
    for piece in SentPiece.objects.filter(file=file).order_by("number").iterator(chunk_size=1):
        yield bytes(piece.content)


def rejects_of_source(source: str, *, after: int = 0, limit: int = 100) -> list[Reject]:
    """Open rejects of a source after that one, in the order in which they came."""
    rows = Reject.objects.filter(batch__source__code=source, state=Reject.State.OPEN, pk__gt=after)
    return list(rows.order_by("pk")[:limit])


def rejects_of(batch: int | None, *, after: int = 0, limit: int = 100) -> list[Reject]:
    """Open rejects of a batch after that one, in the order in which they came."""
    rows = Reject.objects.filter(batch=batch, state=Reject.State.OPEN, pk__gt=after)
    return list(rows.order_by("pk")[:limit])
