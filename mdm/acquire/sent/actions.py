"""The only writer of files that clients send."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from mdm.acquire.models import Batch
from mdm.acquire.sent.models import SentFile, SentPiece
from mdm.errors import ConflictError
from mdm.jobs.models import Job

MOST_WAITING = 50

States = SentFile.State

_CHANGED = Q(batch__new__gt=0) | Q(batch__changed__gt=0) | Q(batch__closed__gt=0)


def begin(client: int, source: int, **said: Any) -> SentFile:
    """A file that is being received. Raises ConflictError where too many of the client's wait already."""
    waiting = SentFile.objects.filter(client=client, state__in=(States.RECEIVING, States.WAITING))
    if waiting.count() >= MOST_WAITING:
        raise ConflictError(
            f"{MOST_WAITING} files of this client wait already.",
            remedy="Send the next when one of them has been loaded, or cancel some.",
        )
    return SentFile.objects.create(client_id=client, source_id=source, **said)


def add_piece(file: int, number: int, content: bytes) -> None:
    """The next bytes of the file."""
    SentPiece.objects.create(file_id=file, number=number, content=content)


def note_received(file: int, *, size: int, digest: str) -> None:
    """The file is here as a whole."""
    SentFile.objects.filter(pk=file).update(size=size, digest=digest)


def queue(file: int) -> SentFile:
    """Let the received file wait for its turn."""
    SentFile.objects.filter(pk=file, state=States.RECEIVING).update(state=States.WAITING)
    return SentFile.objects.select_related("source").get(pk=file)


def drop_unless_queued(file: int) -> None:
    """Forget a file that was not received as a whole, or was received before."""
    SentFile.objects.filter(pk=file, state=States.RECEIVING).delete()


def next_of(source: int) -> SentFile | None:
    """The source's file whose turn it is, locked; None where none waits or another process has it."""
    rows = SentFile.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).select_related("source")
    return rows.filter(source=source, state=States.WAITING).order_by("id").first()


def note_started(file: int, job: int) -> None:
    """The file is loaded by that job."""
    SentFile.objects.filter(pk=file).update(state=States.STARTED, job_id=job, problem={})


def to_match() -> list[SentFile]:
    """Files that were loaded and whose changes nobody has matched yet: of the first one's sender and source, locked."""
    rows = SentFile.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).select_related("source")
    loaded = rows.filter(_CHANGED, state=States.STARTED, match_job=None, batch__state=Batch.State.DONE).order_by("id")
    first = loaded.first()
    return list(loaded.filter(client=first.client_id, source=first.source_id)) if first else []


def note_matched_by(files: Collection[int], job: int) -> None:
    """What these files changed is matched by that job."""
    SentFile.objects.filter(pk__in=files).update(match_job_id=job)


def note_batch(file: int, batch: int) -> None:
    """The delivery that the file became."""
    SentFile.objects.filter(pk=file).update(batch_id=batch)


def note_problem(file: int, problem: Mapping[str, Any]) -> None:
    """Why the file as a whole was refused."""
    SentFile.objects.filter(pk=file).update(problem=dict(problem))


def cancel_waiting(file: int) -> bool:
    """Take a file that waits out of the queue; False where it waits no more."""
    waiting = SentFile.objects.filter(pk=file, state=States.WAITING)
    return bool(waiting.update(state=States.CANCELLED))


def queue_again(file: int) -> bool:
    """Put a file back that was taken out of the queue; False where it was not."""
    out = SentFile.objects.filter(pk=file, state=States.CANCELLED)
    return bool(out.update(state=States.WAITING))


def drop_pieces(file: int) -> None:
    """The file's content is needed no more."""
    SentPiece.objects.filter(file=file).delete()


def purge(*, pieces_before: datetime, files_before: datetime) -> int:
    """Forget contents, then files, of what ended before these times; how many files."""
    ended = Q(state__in=(States.RECEIVING, States.CANCELLED)) | (
        Q(state=States.STARTED) & ~Q(job__state=Job.State.RUNNING)
    )
    stale = SentFile.objects.filter(ended, sent_at__lt=pieces_before)
    SentPiece.objects.filter(file__in=stale.values("pk")).delete()
    return SentFile.objects.filter(ended, sent_at__lt=files_before).delete()[1].get(SentFile._meta.label, 0)  # noqa: SLF001
