"""Celery's entry points. A message carries no state: it only sends a worker to the database."""

from __future__ import annotations

from typing import Any

import structlog
from celery import shared_task
from celery.signals import worker_ready
from django.db import connection

from mdm.errors import JobError
from mdm.pipeline import mailing, starting
from mdm.pipeline.feed import delivering, syndication
from mdm.pipeline.intake import telling
from mdm.pipeline.jobs import files, purging, running, working
from mdm.pipeline.stewardship import telling as authors

# A worker that is busy with a long job comes back to its queue so often, and other messages get their turn.
SECONDS_A_MESSAGE = 10

log = structlog.get_logger(__name__)


@shared_task(name=starting.WORK_TASK)  # type: ignore[untyped-decorator]
def work() -> None:
    """Work on live jobs for a while."""
    # When a file is loaded, the next of its source may wait.
    if working.work_for(SECONDS_A_MESSAGE) or files.start_waiting():
        starting.knock(1)


@shared_task(name="mdm.tasks.nightly")  # type: ignore[untyped-decorator]
def nightly() -> None:
    """Start the nightly job; one that still runs is left alone."""
    try:
        running.start_nightly()
    except JobError as error:
        log.warning("nightly_not_started", problem=str(error))


@shared_task(name="mdm.tasks.sweep")  # type: ignore[untyped-decorator]
def sweep() -> None:
    """Start files that wait, and knock again for live jobs and for people who are to be told."""
    files.start_waiting()
    telling.knock()
    authors.knock()
    running.sweep()


@shared_task(name=syndication.DELIVER_TASK)  # type: ignore[untyped-decorator]
def deliver() -> None:
    """Send webhooks for a while."""
    if delivering.deliver_for(SECONDS_A_MESSAGE):
        syndication.knock()


@shared_task(name=mailing.TELL_TASK)  # type: ignore[untyped-decorator]
def tell() -> None:
    """Write to owners of sources whose deliveries were out of line, and to authors whose pins ended."""
    telling.tell_owners()
    authors.tell_authors()


@shared_task(name="mdm.tasks.purge")  # type: ignore[untyped-decorator]
def purge() -> None:
    """Forget what nobody needs any more."""
    purging.purge()


@worker_ready.connect  # type: ignore[untyped-decorator]
def look_for_work(**_: Any) -> None:
    """A worker that starts doesn't wait to be told."""
    running.sweep()
    connection.close()
