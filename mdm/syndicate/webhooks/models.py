"""Who is told by webhook, and what still has to be told."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from mdm.access.models import ApiClient
from mdm.records import ChangeKind


class Subscription(models.Model):
    """An address that gets what fits, from `cursor` on. Its secrets are derived from the salts and never stored."""

    class State(models.TextChoices):
        ACTIVE = "active", "Active"
        PAUSED = "paused", "Paused"
        DISABLED = "disabled", "Disabled after failures"

    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT, related_name="subscriptions", db_index=False)
    name = models.CharField(max_length=80)
    url = models.CharField(max_length=1000)
    types = ArrayField(
        models.CharField(max_length=8, choices=[(one.value, one.value) for one in ChangeKind]), default=list, blank=True
    )
    attributes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    sources = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    leaves_out_own = models.BooleanField(default=False, help_text="Not what this client's own requests caused.")
    has_snapshot = models.BooleanField(default=False, help_text="Send the customer's profile too.")
    salt = models.CharField(max_length=64, editable=False)
    former_salt = models.CharField(max_length=64, default="", editable=False)
    former_until = models.DateTimeField(null=True, editable=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ACTIVE)
    cursor = models.BigIntegerField(default=0, editable=False, help_text="Up to here, deliveries have been made out.")
    failures = models.PositiveIntegerField(
        default=0, editable=False, help_text="Failed attempts since the last success."
    )
    failing_since = models.DateTimeField(null=True, editable=False)
    rests_until = models.DateTimeField(null=True, editable=False)
    problem = models.CharField(max_length=200, default="", editable=False)
    delivered_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("client", "name"), name="subscription_name_once"),)
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One change for one subscription. A worker claims it by moving it from waiting to sending."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        DONE = "done", "Delivered"
        DEAD = "dead", "Dead letter"

    OPEN = (State.WAITING, State.SENDING)

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    sequence = models.BigIntegerField()
    entity = models.UUIDField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    status = models.PositiveSmallIntegerField(null=True, help_text="HTTP status of the last answer.")
    problem = models.CharField(max_length=200, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("subscription", "sequence"), name="delivery_once"),)
        indexes = (
            models.Index(
                fields=("subscription", "sequence"), condition=Q(state__in=("waiting", "sending")), name="delivery_open"
            ),
            models.Index(
                fields=("subscription", "entity", "sequence"),
                condition=Q(state__in=("waiting", "sending")),
                name="delivery_open_of_entity",
            ),
            models.Index(fields=("ended_at",), condition=Q(state="done"), name="delivery_done"),
            models.Index(fields=("-id",), condition=Q(state="dead"), name="delivery_dead"),
        )
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"Delivery {self.pk}"
