"""The addresses of those who follow changes."""

from __future__ import annotations

from django.urls import path

from mdm.web import feed, subscriptions

_ONE = "subscriptions/<int:subscription>"

urlpatterns = [
    path("changes", feed.ChangesView.as_view(), name="changes"),
    path("changes/snapshot", feed.SnapshotView.as_view(), name="snapshot"),
    path("subscriptions", subscriptions.SubscriptionsView.as_view(), name="subscriptions"),
    path(_ONE, subscriptions.SubscriptionView.as_view(), name="subscription"),
    path(f"{_ONE}/secret", subscriptions.SecretView.as_view(), name="subscription-secret"),
    path(f"{_ONE}/replay", subscriptions.ReplayView.as_view(), name="subscription-replay"),
    path(f"{_ONE}/dead-letters", subscriptions.DeadLettersView.as_view(), name="dead-letters"),
]
