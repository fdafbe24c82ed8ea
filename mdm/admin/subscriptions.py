"""Webhook subscriptions: how they fare, what could not be delivered, and the buttons that set it right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from mdm.admin.base import PageAdmin, acting_user, address, column, moment
from mdm.errors import MdmError
from mdm.ledger.queries import entries_of
from mdm.models import Delivery, Subscription
from mdm.pipeline.feed import subscriptions
from mdm.syndicate.webhooks import queries

CHANGES = "mdm.change_subscription"
_LISTED = 50
_BADGES = {"active": "success", "paused": "info", "disabled": "danger"}
_DELIVERY_BADGES = {"done": "success", "waiting": "info", "sending": "info", "dead": "danger"}

# Act -> what it does, and what is said afterwards.
_ACTS: dict[str, tuple[Callable[..., Any], str]] = {
    "pause": (subscriptions.pause, "Paused. What comes meanwhile is kept."),
    "resume": (subscriptions.resume, "Resumed."),
    "rotate": (subscriptions.rotate, "There is a new secret. The former one holds for a day."),
    "revive": (subscriptions.revive, "The dead letters are tried again."),
}


@admin.register(Subscription)
class SubscriptionAdmin(PageAdmin):
    list_display = (
        "name", "client", "shown_state", "failures", "problem", "cursor", moment("delivered_at", "Last delivered"),
    )  # fmt: skip
    list_filter = ("state", "client")
    list_select_related = ("client",)
    search_fields = ("name",)
    page_template = "mdm/subscription.html"

    @column("State", label=_BADGES)
    def shown_state(self, row: Subscription) -> tuple[str, str]:
        return row.state, row.get_state_display()

    def get_urls(self) -> list[URLPattern]:
        act = self.admin_site.admin_view(require_POST(self.act))
        replay = self.admin_site.admin_view(require_POST(self.replay))
        own = (
            path("<int:subscription>/act/<slug:name>/", act, name="mdm_subscription_act"),
            path("<int:subscription>/replay/", replay, name="mdm_subscription_replay"),
        )
        return [*own, *super().get_urls()]

    def page(self, request: HttpRequest, row: Subscription) -> Mapping[str, Any]:
        counts = queries.counts(row.pk)
        return {
            "counts": counts,
            "letters": queries.dead_letters(row.pk, limit=_LISTED),
            "acts": _acts_of(row, counts) if request.user.has_perm(CHANGES) else (),
            "replay_url": reverse("admin:mdm_subscription_replay", args=[row.pk]),
            "entries": entries_of([f"subscription:{row.pk}"]),
        }

    def act(self, request: HttpRequest, subscription: int, name: str) -> HttpResponse:
        """One of the buttons."""
        act, done = _ACTS.get(name, (None, ""))
        if act is None or not request.user.has_perm(CHANGES):
            raise PermissionDenied
        return _told(request, subscription, lambda: act(subscription, actor=acting_user(request)), done)

    def replay(self, request: HttpRequest, subscription: int) -> HttpResponse:
        """Everything after the stated sequence once more."""
        stated = request.POST.get("after", "").strip()
        if not request.user.has_perm(CHANGES):
            raise PermissionDenied
        if not (stated.isascii() and stated.isdigit() and len(stated) < 19):
            messages.error(request, "State the sequence as a whole number.")
            return redirect(address("subscription", subscription))
        act = lambda: subscriptions.replay(subscription, int(stated), actor=acting_user(request))  # noqa: E731
        return _told(request, subscription, act, f"Everything after {stated} is sent once more.")


@admin.register(Delivery)
class DeliveryAdmin(PageAdmin):
    list_display = (
        "sequence", "subscription", "entity", "shown_state", "attempts", "status", "problem", moment("due_at", "Due"),
        moment("ended_at", "Ended"),
    )  # fmt: skip
    list_filter = ("state", "subscription")
    list_select_related = ("subscription",)
    ordering = ("-id",)
    search_fields = ("entity__exact",)
    search_help_text = "The id of a customer"
    actions = ("revive",)
    page_template = "mdm/delivery.html"

    @column("State", label=_DELIVERY_BADGES)
    def shown_state(self, row: Delivery) -> tuple[str, str]:
        return row.state, row.get_state_display()

    def page(self, request: HttpRequest, row: Delivery) -> Mapping[str, Any]:  # noqa: ARG002 - no values here
        return {"subscription_url": address("subscription", row.subscription_id)}

    @admin.action(description="Try dead letters again", permissions=["revive"])
    def revive(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        chosen: dict[int, list[int]] = {}
        for subscription, sequence in queryset.filter(state="dead").values_list("subscription_id", "sequence"):
            chosen.setdefault(subscription, []).append(sequence)
        actor = acting_user(request)
        count = sum(subscriptions.revive(one, sequences, actor=actor) for one, sequences in chosen.items())
        messages.success(request, f"{count} dead letters are tried again.")

    def has_revive_permission(self, request: HttpRequest) -> bool:
        """Django asks by this name for the action's permission."""
        return bool(request.user.has_perm(CHANGES))


def _acts_of(row: Subscription, counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """The buttons that make sense now: title and address."""
    possible = (
        ("Pause", "pause", row.state == "active"),
        ("Resume", "resume", row.state != "active"),
        ("Make a new secret", "rotate", True),
        ("Try dead letters again", "revive", counts["dead"] > 0),
    )
    return [
        (title, reverse("admin:mdm_subscription_act", args=[row.pk, name])) for title, name, fits in possible if fits
    ]


def _told(request: HttpRequest, subscription: int, act: Callable[[], Any], done: str) -> HttpResponse:
    try:
        act()
    except MdmError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(address("subscription", subscription))
