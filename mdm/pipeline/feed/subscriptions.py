"""Webhook subscriptions, each act with its ledger row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mdm.ledger.actions import enter
from mdm.pipeline.feed.syndication import knock, number_changes
from mdm.syndicate.webhooks import actions
from mdm.syndicate.webhooks.addresses import resolved, target_of
from mdm.syndicate.webhooks.signing import secret_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from mdm.syndicate.webhooks.models import Subscription


def check_url(url: str) -> None:
    """Raises AddressError for an address that messages can't or may not go to."""
    resolved(target_of(url), tuple(settings.MDM_WEBHOOK_NETWORKS))


def subscribe(client: int, name: str, *, after: int | None = None, **choices: Any) -> Subscription:
    """A new subscription of a client, from that sequence on, or from now."""
    check_url(choices["url"])
    number_changes()
    with transaction.atomic():
        row = actions.subscribe(client, name, after=after, **choices)
        _enter("subscribed", row.pk, client=client)
        transaction.on_commit(knock, robust=True)
    return row


def change(subscription: int, choices: Mapping[str, Any], *, client: int) -> Subscription:
    """Other choices, another state."""
    if "url" in choices:
        check_url(choices["url"])
    with transaction.atomic():
        row = actions.change(subscription, choices)
        _enter("subscription_changed", subscription, client=client, names=sorted(choices))
    return row


def remove(subscription: int, *, client: int) -> None:
    """Forget the subscription and what was still to be delivered."""
    with transaction.atomic():
        actions.remove(subscription)
        _enter("unsubscribed", subscription, client=client)


def pause(subscription: int, *, client: int | None = None, actor: AbstractBaseUser | None = None) -> Subscription:
    """Send nothing until it is resumed; what comes meanwhile is kept."""
    with transaction.atomic():
        row = actions.pause(subscription)
        _enter("subscription_paused", subscription, client=client, actor=actor)
    return row


def resume(subscription: int, *, client: int | None = None, actor: AbstractBaseUser | None = None) -> Subscription:
    """Go on where it was paused or disabled."""
    with transaction.atomic():
        row = actions.resume(subscription)
        _enter("subscription_resumed", subscription, client=client, actor=actor)
        transaction.on_commit(knock, robust=True)
    return row


def rotate(subscription: int, *, client: int | None = None, actor: AbstractBaseUser | None = None) -> Subscription:
    """A new secret; messages are signed with the former one too for a day."""
    with transaction.atomic():
        row = actions.rotate(subscription, timezone.now())
        _enter("secret_rotated", subscription, client=client, actor=actor)
    return row


def replay(
    subscription: int, after: int, *, client: int | None = None, actor: AbstractBaseUser | None = None
) -> Subscription:
    """Send everything after that sequence once more."""
    with transaction.atomic():
        row = actions.replay(subscription, after)
        _enter("replayed", subscription, client=client, actor=actor, after=after)
        transaction.on_commit(knock, robust=True)
    return row


def revive(
    subscription: int,
    sequences: Sequence[int] | None = None,
    *,
    client: int | None = None,
    actor: AbstractBaseUser | None = None,
) -> int:
    """Try dead letters again, those named or all; how many."""
    with transaction.atomic():
        count = actions.revive(subscription, sequences)
        _enter("dead_letters_replayed", subscription, client=client, actor=actor, count=count)
        transaction.on_commit(knock, robust=True)
    return count


def secret(row: Subscription) -> str:
    """What the subscriber verifies messages with."""
    return secret_of(row.salt, settings.SECRET_KEY)


def _enter(
    act: str, subscription: int, *, client: int | None, actor: AbstractBaseUser | None = None, **details: Any
) -> None:
    by = {} if client is None else {"client": client}
    actor_id = actor.pk if actor is not None else None
    enter(act, f"subscription:{subscription}", actor_id=actor_id, details=by | details)
