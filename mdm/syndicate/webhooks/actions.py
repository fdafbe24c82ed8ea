"""The only writer of subscriptions and deliveries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Min, Q
from django.db.models.functions import Now

from mdm.errors import ConflictError, InvalidInputError, NotFoundError
from mdm.syndicate.feed.queries import bottom, conditions, refuse_forgotten, tide
from mdm.syndicate.webhooks.models import Delivery, Subscription
from mdm.syndicate.webhooks.outcomes import Health, Outcome, Tried, health_after
from mdm.syndicate.webhooks.queries import wanted
from mdm.syndicate.webhooks.signing import new_salt

# Deliveries are made out in such portions, and no more while so many are open.
PORTION = 5_000
MOST_OPEN = 20_000
ROTATION = timedelta(hours=24)
MOST_PER_CLIENT = 20

States = Subscription.State
CHOICES = frozenset({"url", "types", "attributes", "sources", "leaves_out_own", "has_snapshot"})


def subscribe(client: int, name: str, *, after: int | None = None, **choices: Any) -> Subscription:
    """A new subscription, from that sequence on, or from now."""
    if Subscription.objects.filter(client=client, name=name).exists():
        raise ConflictError("The client has a subscription of that name.", remedy="Choose another, or change that one.")
    if Subscription.objects.filter(client=client).count() >= MOST_PER_CLIENT:
        raise ConflictError("The client has as many subscriptions as it may.", remedy="Remove one first.")
    top = tide().top
    if after is not None and after > top:
        raise _beyond_the_end()
    cursor = top if after is None else after
    refuse_forgotten(cursor)
    return Subscription.objects.create(client_id=client, name=name, cursor=cursor, salt=new_salt(), **choices)


def change(subscription: int, choices: Mapping[str, Any]) -> Subscription:
    """Other choices from now on; what is made out already goes out."""
    found = _locked(subscription)
    for name in CHOICES & choices.keys():
        setattr(found, name, choices[name])
    found.save(update_fields=sorted(CHOICES & choices.keys()))
    return found


def remove(subscription: int) -> None:
    """The subscription and its deliveries."""
    _locked(subscription).delete()


def pause(subscription: int) -> Subscription:
    """Send nothing until it is resumed; what comes meanwhile is kept."""
    return _moved(subscription, States.ACTIVE, States.PAUSED)


def resume(subscription: int) -> Subscription:
    """Go on where it stopped, with a clean record."""
    found = _locked(subscription)
    if found.state == States.ACTIVE:
        raise _not_so(found)
    refuse_forgotten(found.cursor)
    _set_health(found, Health(), states=(States.PAUSED, States.DISABLED), state=States.ACTIVE)
    Delivery.objects.filter(subscription=found, state=Delivery.State.WAITING).update(due_at=Now())
    found.refresh_from_db()
    return found


def rotate(subscription: int, now: datetime) -> Subscription:
    """A new secret; the former one signs too for a while."""
    found = _locked(subscription)
    found.former_salt, found.former_until, found.salt = found.salt, now + ROTATION, new_salt()
    found.save(update_fields=["former_salt", "former_until", "salt"])
    return found


def replay(subscription: int, after: int) -> Subscription:
    """Send everything after that sequence once more, in order."""
    found = _locked(subscription)
    if after > max(found.cursor, bottom()):
        raise _beyond_the_end()
    refuse_forgotten(after)
    ended = Q(state__in=(Delivery.State.DONE, Delivery.State.DEAD))
    Delivery.objects.filter(ended, subscription=found, sequence__gt=after).delete()
    found.cursor = after
    found.save(update_fields=["cursor"])
    return found


def revive(subscription: int, sequences: Sequence[int] | None = None) -> int:
    """Try dead letters of a subscription again, from the first attempt: those named, or all. How many."""
    dead = Delivery.objects.filter(subscription=subscription, state=Delivery.State.DEAD)
    named = dead if sequences is None else dead.filter(sequence__in=sequences)
    return named.update(state=Delivery.State.WAITING, attempts=0, due_at=Now(), ended_at=None)


def make_out(subscription: int) -> int:
    """Make out deliveries for what came since; how far the feed was gone through.

    Nothing while another worker does it, or too much is open already.
    """
    with transaction.atomic():
        found = Subscription.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).filter(
            pk=subscription, state=States.ACTIVE
        )
        row = found.first()
        if row is None or _open_count(subscription) >= MOST_OPEN:
            return 0
        until = min(tide().top, row.cursor + PORTION)
        if until <= row.cursor:
            return 0
        text, values = conditions(wanted(row))
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO mdm_delivery (subscription_id, sequence, entity, state, attempts, due_at, problem) "
                "SELECT %s, sequence, entity, 'waiting', 0, now(), '' FROM mdm_change "
                f"WHERE sequence > %s AND sequence <= %s{text} ORDER BY sequence ON CONFLICT DO NOTHING",
                [row.pk, row.cursor, until, *values],
            )
        passed = until - row.cursor
        row.cursor = until
        row.save(update_fields=["cursor"])
        return passed


# A customer's next delivery waits until the one before has ended. A lease that ran out makes a delivery due again.
_CLAIM = """
UPDATE mdm_delivery
   SET state = 'sending', attempts = attempts + 1, due_at = clock_timestamp() + make_interval(secs => %s)
 WHERE id IN (
  SELECT d.id FROM mdm_delivery d
   WHERE d.subscription_id = %s AND d.state IN ('waiting', 'sending') AND d.due_at <= clock_timestamp()
     AND NOT EXISTS (
      SELECT FROM mdm_delivery earlier
       WHERE earlier.subscription_id = d.subscription_id AND earlier.entity = d.entity
         AND earlier.state IN ('waiting', 'sending') AND earlier.sequence < d.sequence)
   ORDER BY d.sequence LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING id, sequence, attempts
"""


def claim(subscription: int, most: int, lease: timedelta) -> list[Tried]:
    """Deliveries that are due, each of another customer, for this worker alone as long as the lease runs."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [lease.total_seconds(), subscription, most])
        return sorted((Tried(*row) for row in cursor.fetchall()), key=lambda tried: tried.sequence)


def settle(
    subscription: int, outcomes: Sequence[Outcome], now: datetime, pauses: Sequence[timedelta]
) -> Subscription | None:
    """Store what became of claimed deliveries; who lost the lease meanwhile changes nothing.

    Returns the subscription if this disabled it.
    """
    with transaction.atomic():
        for one in outcomes:
            is_open = one.state == Delivery.State.WAITING
            _claimed(one.tried).update(
                state=one.state,
                due_at=one.due_at,
                status=one.answer.status,
                problem=one.answer.problem,
                ended_at=None if is_open else now,
            )
        row = Subscription.objects.select_for_update(no_key=True, of=("self",)).filter(pk=subscription).first()
        if row is None:
            return None
        return _judge(row, outcomes, now, pauses)


def purge(before: datetime) -> int:
    """Forget what was delivered before that time; dead letters stay."""
    return Delivery.objects.filter(state=Delivery.State.DONE, ended_at__lt=before).delete()[0]


def forget_before(sequence: int) -> int:
    """Forget deliveries of changes that the feed no longer has; a stopped subscription goes back to its first one.

    So it can't be resumed as if it had missed nothing.
    """
    gone = Delivery.objects.filter(sequence__lt=sequence)
    lost = gone.filter(state__in=Delivery.OPEN).values_list("subscription").annotate(first=Min("sequence"))
    for subscription, first in lost:
        Subscription.objects.filter(pk=subscription, cursor__gte=first).update(cursor=first - 1)
    return gone.delete()[0]


def _judge(
    row: Subscription, outcomes: Sequence[Outcome], now: datetime, pauses: Sequence[timedelta]
) -> Subscription | None:
    answers = [one.answer for one in outcomes]
    if any(answer.is_success for answer in answers):
        row.delivered_at = now
        row.save(update_fields=["delivered_at"])
        if not row.failures:
            return None
    known = Health(row.failures, row.failing_since, row.rests_until, row.problem)
    health = health_after(known, answers, now, pauses=pauses)
    state = States.DISABLED if health.is_disabled else States(row.state)
    has_moved = _set_health(row, health, states=(States.ACTIVE, States.PAUSED), state=state)
    row.refresh_from_db()
    return row if has_moved and health.is_disabled else None


def _set_health(row: Subscription, health: Health, *, states: Sequence[str], state: str) -> bool:
    return bool(
        Subscription.objects.filter(pk=row.pk, state__in=states).update(
            state=state,
            failures=health.failures,
            failing_since=health.failing_since,
            rests_until=health.rests_until,
            problem=health.problem,
        )
    )


def _claimed(tried: Tried) -> Any:
    return Delivery.objects.filter(pk=tried.id, state=Delivery.State.SENDING, attempts=tried.attempts)


def _open_count(subscription: int) -> int:
    return Delivery.objects.filter(subscription=subscription, state__in=Delivery.OPEN)[:MOST_OPEN].count()


def _moved(subscription: int, before: States, after: States) -> Subscription:
    found = _locked(subscription)
    if found.state != before:
        raise _not_so(found)
    found.state = after
    found.save(update_fields=["state"])
    return found


def _locked(subscription: int) -> Subscription:
    found = Subscription.objects.select_for_update(of=("self",)).filter(pk=subscription).first()
    if found is None:
        raise NotFoundError("There is no such subscription.", remedy="See GET /api/v1/subscriptions.")
    return found


def _not_so(found: Subscription) -> ConflictError:
    return ConflictError(f"The subscription is {found.state} already.", data={"state": found.state})


def _beyond_the_end() -> InvalidInputError:
    return InvalidInputError(
        "That sequence has not been reached.", remedy="State one that was delivered.", data={"parameter": "after"}
    )
