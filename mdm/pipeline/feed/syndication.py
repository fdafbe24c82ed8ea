"""Telling the outside: the feed kept in number, followers who wait, and word to those who deliver."""

from __future__ import annotations

import threading
import time

import structlog
from celery import current_app
from django.db import connection
from kombu.exceptions import OperationalError as BrokerError

from mdm.syndicate import actions
from mdm.syndicate.feed import queries as feed
from mdm.syndicate.feed.changes import Stretch
from mdm.syndicate.feed.wanted import Wanted
from mdm.syndicate.webhooks import queries as webhooks

DELIVER_TASK = "mdm.tasks.deliver"
_KNOCK_EXPIRES = 60
# How often a waiting follower looks, and how many may wait in one process: each holds one of its threads.
_LOOK_EVERY = 0.25
_MOST_WAITING = 4

_places = threading.BoundedSemaphore(_MOST_WAITING)

log = structlog.get_logger(__name__)


def number_changes() -> int:
    """Give what has committed its place in the feed; where the feed ends."""
    found = feed.tide()
    if found.is_rising and actions.number_changes():
        found = feed.tide()
    return found.top


def number_all_changes() -> int:
    """As `number_changes`, however much waits: what a snapshot shows is not told once more behind it."""
    found = feed.tide()
    while found.is_rising and actions.number_changes():
        found = feed.tide()
    return found.top


def follow(after: int, wanted: Wanted, *, limit: int, seconds: float = 0) -> Stretch:
    """The feed after that place; where nothing fits, wait for it so long, if there is room for one more who waits."""
    deadline = time.monotonic() + seconds
    found = _look(after, wanted, limit)
    if found.changes or found.has_more or not seconds or not _places.acquire(blocking=False):
        return found
    try:
        while not found.changes and not found.has_more and time.monotonic() < deadline:
            _rest()
            found = _look(found.last, wanted, limit)
        return found
    finally:
        _places.release()


def _look(after: int, wanted: Wanted, limit: int) -> Stretch:
    return feed.stretch(after, wanted, limit=limit, top=number_changes())


def _rest() -> None:
    # A connection that is not used meanwhile goes back to the pool.
    if not connection.in_atomic_block:
        connection.close()
    time.sleep(_LOOK_EVERY)


def knock() -> None:
    """Send word that there is something to deliver. The sweep repeats it, so nothing hangs on it."""
    if not webhooks.has_active():
        return
    try:
        current_app.send_task(DELIVER_TASK, expires=_KNOCK_EXPIRES, ignore_result=True)
    except BrokerError as error:
        log.warning("broker_away", error=type(error).__name__)
