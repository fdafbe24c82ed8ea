"""Who must be asked for what, and what was asked."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from mdm.records import Sensitivity
from mdm.steward.acts import LABELS, ActKind


class ApprovalRule(models.Model):
    """Acts that need a second person. All that is stated must be met; what is left empty does not matter."""

    note = models.CharField(max_length=200, help_text="What is told to who must ask, such as: Merges many records.")
    act = models.CharField(
        max_length=10, blank=True, default="", choices=[(kind.value, LABELS[kind]) for kind in ActKind],
        help_text="Any act where none is chosen.",
    )  # fmt: skip
    sensitivity = models.CharField(
        max_length=12, blank=True, default="", choices=[(one.value, one.value) for one in Sensitivity],
        help_text="Of an attribute that the act touches.",
    )  # fmt: skip
    at_least_records = models.PositiveIntegerField(default=0, help_text="Source records of the customers concerned.")
    at_least_customers = models.PositiveIntegerField(default=0, help_text="Customers concerned.")
    attribute = models.CharField(
        max_length=40, blank=True, default="", help_text="An attribute that tells what a customer is worth, as segment."
    )
    values = ArrayField(
        models.CharField(max_length=80),
        default=list,
        blank=True,
        help_text="Its values that count, separated by commas.",
    )
    exempt = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, help_text="Roles that may do without."
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("act", "pk")
        verbose_name = "second person rule"

    def __str__(self) -> str:
        return self.note


class ChangeRequest(models.Model):
    """An act that a person proposes and another one approves. It is done as it stood when it was proposed, or not."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        APPROVED = "approved", "Approved and done"
        REJECTED = "rejected", "Rejected"
        WITHDRAWN = "withdrawn", "Withdrawn"
        STALE = "stale", "Overtaken: things have changed since"

    kind = models.CharField(max_length=10, choices=[(kind.value, LABELS[kind]) for kind in ActKind])
    arguments = models.JSONField()
    standing = models.JSONField(help_text="How things stood when it was proposed.")
    customers = ArrayField(models.UUIDField(), default=list)
    why = ArrayField(models.CharField(max_length=200), default=list, help_text="Why a second person is asked.")
    reason = models.TextField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True, default="")
    entry = models.ForeignKey(
        "mdm.LedgerEntry", on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="The act done."
    )

    class Meta:
        ordering = ("-id",)
        permissions = (("approve_changerequest", "Can approve and reject change requests"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="approved") | (Q(decided_by__isnull=False) & ~Q(decided_by=models.F("author"))),
                name="request_approved_by_another",
            ),
        )
        indexes = (models.Index(fields=("-id",), condition=Q(state="open"), name="request_open"),)

    def __str__(self) -> str:
        return f"Change request {self.pk}"


class RequestComment(models.Model):
    """What somebody remarked on a request."""

    request = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"Comment {self.pk}"
