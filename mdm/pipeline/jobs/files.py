"""Files that clients send, as jobs: one of a source at a time, in the order in which they came.

What a loaded file changed is matched by a job that follows: of one sender's files of one source at a time, and never
while a nightly job runs, which matches everything.

A file of a source that has a held delivery waits until a person has decided about that; one of a source of which a
file is being loaded from the command line waits until that is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from mdm.acquire import queries as acquire
from mdm.acquire.sent import actions, queries
from mdm.acquire.sent.queries import Story
from mdm.errors import ConflictError, JobError
from mdm.grade.deliveries.queries import held_batch
from mdm.jobs.queries import live_job, live_of
from mdm.ledger.actions import enter
from mdm.locks import is_source_claimed
from mdm.pipeline import starting
from mdm.pipeline.jobs import running

if TYPE_CHECKING:
    from mdm.acquire.sent.models import SentFile


def send(file: SentFile) -> Story:
    """Let a file that was taken down be loaded when its turn comes."""
    with transaction.atomic():
        queued = actions.queue(file.pk)
        enter("file_sent", f"file:{file.pk}", details={"client": queued.client_id, "bytes": queued.size})
    _start_next(queued.source_id)
    return told(file.pk, client=queued.client_id)


def told(file: int, *, client: int) -> Story:
    """How far the client's file is. Raises NotFoundError."""
    return queries.story(queries.sent_file(file, client=client))


def cancel(file: int, *, client: int) -> Story:
    """Stop it; rows that were taken stay. Raises ConflictError where nothing is left to stop."""
    sent = queries.sent_file(file, client=client)
    with transaction.atomic():
        if not actions.cancel_waiting(file):
            if sent.job_id is None:
                raise ConflictError("The job is cancelled already.", remedy="Nothing has to be done.")
            running.cancel(sent.job_id)
        enter("file_cancelled", f"file:{file}", details={"client": client})
    return told(file, client=client)


def resume(file: int, *, client: int) -> Story:
    """Go on where it failed or was cancelled. Raises ConflictError where it did neither, or is no longer kept."""
    sent = queries.sent_file(file, client=client)
    if not queries.has_pieces(file):
        raise ConflictError("The file's content is no longer kept.", remedy="Send the file again.")
    with transaction.atomic():
        if not actions.queue_again(file):
            if sent.job_id is None:
                raise ConflictError("The job waits for its turn.", remedy="Nothing has to be done.")
            running.resume(sent.job_id)
        enter("file_resumed", f"file:{file}", details={"client": client})
    _start_next(sent.source_id)
    return told(file, client=client)


def start_waiting() -> int:
    """Start what waits and can start: files to be loaded, and matching those that are; how many jobs that are."""
    return sum(_start_next(source) for source in queries.waiting_sources()) + _start_matching()


def _start_matching() -> bool:
    with transaction.atomic():
        files = actions.to_match()
        if not files or live_of(starting.MATCHING) is not None:
            return False
        first, batches = files[0], [one.batch_id for one in files]
        options = {"batches": batches, "source": first.source.code, "client": first.client_id}
        try:
            job = starting.start(starting.MATCH, options)
        except JobError:
            return False  # another process was first
        actions.note_matched_by([one.pk for one in files], job.pk)
    return True


def _start_next(source: int) -> bool:
    if held_batch(source) is not None or is_source_claimed(source):
        return False
    with transaction.atomic():
        file = actions.next_of(source)
        lane = acquire.code_of(source)
        if file is None or live_job(running.FILE, lane) is not None:
            return False
        job = starting.start(running.FILE, {"file": file.pk}, lane=lane)
        actions.note_started(file.pk, job.pk)
    return True
