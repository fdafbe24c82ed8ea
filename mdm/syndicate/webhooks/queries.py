"""Reading subscriptions and deliveries."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from mdm import prepared
from mdm.access.models import ApiClient
from mdm.errors import NotFoundError
from mdm.syndicate.feed.changes import Announced
from mdm.syndicate.feed.queries import changes_at
from mdm.syndicate.feed.wanted import Wanted
from mdm.syndicate.queries import profile_view
from mdm.syndicate.views import View
from mdm.syndicate.webhooks.models import Delivery, Subscription

Scope = ApiClient.Scope


def has_active() -> bool:
    """Whether anybody is told by webhook."""
    return bool(prepared.rows("SELECT FROM mdm_subscription WHERE state = 'active' LIMIT 1", ()))


def ready(now: datetime) -> list[int]:
    """The subscriptions that may be sent to now."""
    return list(_ready(now).values_list("pk", flat=True))


def ready_one(pk: int, now: datetime) -> Subscription | None:
    """That subscription, if it may be sent to now."""
    return _ready(now).select_related("client").filter(pk=pk).first()


def _ready(now: datetime) -> QuerySet[Subscription]:
    awake = Q(rests_until=None) | Q(rests_until__lte=now)
    valid = Q(client__expires_at=None) | Q(client__expires_at__gt=now)
    return Subscription.objects.filter(
        awake,
        valid,
        state=Subscription.State.ACTIVE,
        client__is_active=True,
        client__scopes__contains=[Scope.READ_CHANGES],
    )


def subscription(pk: int, *, client: int | None = None) -> Subscription:
    """That subscription, of that client. Raises NotFoundError."""
    rows = Subscription.objects.select_related("client").filter(pk=pk)
    found = (rows if client is None else rows.filter(client=client)).first()
    if found is None:
        raise NotFoundError("There is no such subscription.", remedy="See GET /api/v1/subscriptions.")
    return found


def subscriptions(client: int) -> QuerySet[Subscription]:
    """The client's subscriptions."""
    return Subscription.objects.select_related("client").filter(client=client)


def dead_letters(pk: int, *, after: int = 0, limit: int = 100) -> list[Delivery]:
    """What could not be delivered, in the order of the feed."""
    rows = Delivery.objects.filter(subscription=pk, state=Delivery.State.DEAD, sequence__gt=after)
    return list(rows.order_by("sequence")[:limit])


def wanted(row: Subscription) -> Wanted:
    """What a subscription chose of what its client may see of the feed."""
    return Wanted(
        types=frozenset(row.types),
        attributes=frozenset(row.attributes),
        sources=frozenset(row.sources),
        not_by_client=row.client_id if row.leaves_out_own else None,
    ).within(profile_view(row.client.view_id))


def sends_snapshots(row: Subscription) -> bool:
    """Whether profiles go out: chosen, and the client may read them still."""
    return row.has_snapshot and Scope.READ_CUSTOMERS in row.client.scopes


def view_of(row: Subscription) -> View:
    """What the subscription's client sees of customers."""
    return profile_view(row.client.view_id, sees_sensitive=Scope.READ_SENSITIVE in row.client.scopes)


def changes_for(row: Subscription, sequences: Collection[int]) -> dict[int, Announced]:
    """These changes as the subscription may see them."""
    return {one.sequence: one for one in changes_at(sequences, wanted(row))}


def counts(pk: int) -> dict[str, int]:
    """How many deliveries are waiting, being sent and dead."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE state = 'waiting'), count(*) FILTER (WHERE state = 'sending'), "
            "count(*) FILTER (WHERE state = 'dead') FROM mdm_delivery WHERE subscription_id = %s AND state <> 'done'",
            [pk],
        )
        return dict(zip(("waiting", "sending", "dead"), cursor.fetchone(), strict=True))
