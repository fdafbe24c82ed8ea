"""A worker's side of webhooks: make deliveries out, claim those that are due, send them, store what became of them.

Each step commits on its own, and nothing is sent inside a transaction. A worker that is killed between sending and
storing leaves a delivery that is sent again, under the same message id, once its lease has run out.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import httpx
import orjson
import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mdm.ledger.actions import enter
from mdm.pipeline.feed.syndication import number_changes
from mdm.syndicate.feed.changes import Announced
from mdm.syndicate.feed.messages import message_body
from mdm.syndicate.webhooks import actions, queries
from mdm.syndicate.webhooks.outcomes import Tried, outcome
from mdm.syndicate.webhooks.patience import PAUSES
from mdm.syndicate.webhooks.sending import Answer, Message, new_client, send
from mdm.syndicate.webhooks.signing import message_id, signed_headers
from mdm.understand.queries import profiles

if TYPE_CHECKING:
    from mdm.syndicate.webhooks.models import Subscription

# A batch ends within its lease whatever the subscriber does: its messages go out so many at a time.
BATCH = 16
AT_ONCE = 8
# One subscription keeps a worker no longer than this while others have something due.
_SECONDS_A_TURN = 2.0

log = structlog.get_logger(__name__)


def deliver_for(seconds: float) -> bool:
    """Deliver until nothing is due (False), or the time is up (True: there may be more)."""
    deadline = time.monotonic() + seconds
    while True:
        number_changes()
        ready = queries.ready(timezone.now())
        random.shuffle(ready)
        if not sum(_turn(one) for one in ready):
            return False
        if time.monotonic() > deadline:
            return True


def _turn(subscription: int) -> int:
    """One subscription's turn; how much there was to do."""
    total, url, until = 0, "", time.monotonic() + _SECONDS_A_TURN
    # A client for each turn and address: connections are made to numbers, and one that was proven to belong to a name
    # must not serve another.
    with new_client(AT_ONCE) as client, ThreadPoolExecutor(AT_ONCE) as senders:
        while time.monotonic() < until:
            row = queries.ready_one(subscription, timezone.now())
            if row is None or row.url != (url := url or row.url):
                break
            total += actions.make_out(subscription)
            tried = actions.claim(subscription, _size(row), _lease())
            if not tried:
                break
            _deliver(row, tried, client, senders)
            total += len(tried)
    return total


def _size(row: Subscription) -> int:
    # After a rest, one message shows whether the subscriber is back.
    return 1 if row.rests_until else BATCH


def _deliver(row: Subscription, tried: Sequence[Tried], client: httpx.Client, senders: ThreadPoolExecutor) -> None:
    allowed = tuple(settings.MDM_WEBHOOK_NETWORKS)
    answers = list(senders.map(lambda message: send(client, message, allowed), _messages(row, tried)))
    _settle(row, tried, answers)


def _settle(row: Subscription, tried: Sequence[Tried], answers: Sequence[Answer]) -> None:
    now, pauses = timezone.now(), _pauses()
    outcomes = [
        outcome(one, answer, now, chance=random.random(), pauses=pauses)  # noqa: S311 - jitter, no secret
        for one, answer in zip(tried, answers, strict=True)
    ]
    with transaction.atomic():
        disabled = actions.settle(row.pk, outcomes, now, pauses)
        if disabled:
            enter(
                "subscription_disabled", f"subscription:{row.pk}", reason=disabled.problem,
                details={"failures": disabled.failures},
            )  # fmt: skip
    for one in outcomes:
        if one.state == "dead":
            log.error("delivery_dead", subscription=row.pk, sequence=one.tried.sequence, status=one.answer.status)
    if disabled:
        log.error("subscription_disabled", subscription=row.pk, failures=disabled.failures)


def _messages(row: Subscription, tried: Sequence[Tried]) -> Iterator[Message]:
    changes = queries.changes_for(row, [one.sequence for one in tried])
    profiles = _profiles(row, changes)
    now = timezone.now()
    salts = [row.salt, *([row.former_salt] if row.former_until and row.former_until > now else [])]
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    for one in tried:
        body = orjson.dumps(message_body(changes[one.sequence], profiles))
        message = message_id(row.pk, one.sequence)
        yield Message(row.url, body, signed_headers(message, body, salts=salts, keys=keys, now=now))


def _profiles(row: Subscription, changes: Mapping[int, Announced]) -> dict[UUID, dict[str, Any]] | None:
    if not queries.sends_snapshots(row):
        return None
    return profiles({one.entity for one in changes.values()}, queries.view_of(row))


def _lease() -> timedelta:
    return timedelta(seconds=settings.MDM_WEBHOOK_LEASE_SECONDS)


def _pauses() -> tuple[timedelta, ...]:
    stated = settings.MDM_WEBHOOK_PAUSES
    return tuple(timedelta(seconds=one) for one in stated) if stated else PAUSES
