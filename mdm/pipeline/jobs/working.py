"""A worker's side of a job: claim a chunk, run it under a lease that is kept alive, finish it, move the job on.

Each step commits on its own. Whoever finds nothing to claim looks whether a live job must be moved on, so that a crash
between any two steps is caught up with.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.db import close_old_connections, connection

from mdm.errors import InvalidInputError
from mdm.jobs import actions, queries
from mdm.pipeline.jobs.running import LOST_CONNECTION, advance, problem_of, stage_of

if TYPE_CHECKING:
    from mdm.jobs.models import Chunk

log = structlog.get_logger(__name__)


def work_for(seconds: float, worker: str | None = None) -> bool:
    """Work until nothing can be done now (False), or the time is up (True: there may be more)."""
    name = worker or worker_name()
    deadline = time.monotonic() + seconds
    while work_one(name):
        if time.monotonic() > deadline:
            return True
    return False


def work_one(worker: str) -> bool:
    """Run one chunk; where none can be claimed, move a live job on. False if there was nothing to do."""
    _refresh_connection()
    chunk = actions.claim(worker, lease())
    if chunk is not None:
        _run(chunk)
        return True
    for job_id in actions.fail_abandoned():
        log.error("job_failed", job=job_id, problem=actions.ABANDONED)
    live = list(queries.live_jobs().values_list("pk", flat=True))
    return any(advance(job_id, wait=False) for job_id in live)


def worker_name() -> str:
    """A name for this thread of this process, as a claim needs it."""
    return f"{socket.gethostname()}:{os.getpid()}:{threading.get_native_id()}"


def lease() -> timedelta:
    """How long a chunk stays with a worker that gives no sign."""
    return timedelta(seconds=settings.MDM_JOB_LEASE_SECONDS)


def _run(chunk: Chunk) -> None:
    started = time.monotonic()
    place = {"job": chunk.job_id, "chunk": chunk.pk, "stage": chunk.stage, "attempt": chunk.attempts}
    try:
        with _kept_alive(chunk):
            result = stage_of(chunk.job, chunk.stage).run(chunk.job, chunk.payload)
        is_kept = actions.finish(chunk, result)
    except Exception as error:  # noqa: BLE001 - whatever a chunk raises is kept with it, and it is tried again
        problem = problem_of(error)
        # What can't be taken as it is can't be taken the next time either.
        is_hopeless = isinstance(error, InvalidInputError)
        is_last = chunk.attempts >= actions.ATTEMPTS or is_hopeless
        log.log(logging.ERROR if is_last else logging.WARNING, "chunk_stumbled", **place, problem=problem)
        _refresh_connection()
        actions.stumble(chunk, problem, is_hopeless=is_hopeless)
        return
    except BaseException:
        _refresh_connection()
        actions.release(chunk)
        raise
    log.info("chunk_done" if is_kept else "chunk_lost", **place, ms=round((time.monotonic() - started) * 1000))
    advance(chunk.job_id)


@contextmanager
def _kept_alive(chunk: Chunk) -> Iterator[None]:
    """Prolong the chunk's lease from a thread of its own, for as long as this process lives."""
    over = threading.Event()
    thread = threading.Thread(target=_beat, args=(chunk, lease(), over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _beat(chunk: Chunk, length: timedelta, over: threading.Event) -> None:
    # Most chunks end before the first beat, so most of these threads never connect.
    while not over.wait(length.total_seconds() / 3):
        try:
            if not actions.heartbeat(chunk, length):
                log.warning("lease_lost", job=chunk.job_id, chunk=chunk.pk)
                return
        except LOST_CONNECTION:
            log.warning("heartbeat_failed", job=chunk.job_id, chunk=chunk.pk)
        finally:
            connection.close()


def _refresh_connection() -> None:
    """Leave a connection that broke or grew old, as a web request does at its start."""
    if not connection.in_atomic_block:
        close_old_connections()
