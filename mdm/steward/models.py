"""What waits for people, and what they have fixed."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone

from mdm.acquire.models import SourceRecord
from mdm.records import PinKind


class ReviewItem(models.Model):
    """A question for a steward about a few source records. `signature` keeps one open item a question."""

    class Kind(models.TextChoices):
        POSSIBLE_MATCH = "possible_match", "Possible match"
        VETOED_MATCH = "vetoed_match", "Match with a contradiction in the data"
        OVER_MERGE = "over_merge", "Over-merge suspicion"
        OVER_SIZE = "over_size", "Group too large"
        CONTRADICTION = "contradiction", "Contradicting judgements"
        QUALITY = "quality", "Severe quality failure"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DECIDED = "decided", "Decided"
        OBSOLETE = "obsolete", "No longer a question"

    kind = models.CharField(max_length=16, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    signature = models.CharField(max_length=64)
    records = ArrayField(models.BigIntegerField())
    sentence = models.TextField()
    probability = models.FloatField(null=True, blank=True)
    priority = models.PositiveSmallIntegerField(default=3, help_text="1 first.")
    facts = models.JSONField(default=dict, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=8, blank=True, default="")

    class Meta:
        ordering = ("priority", "-probability", "id")
        constraints = (
            models.UniqueConstraint(fields=("signature",), condition=Q(state="open"), name="review_item_open_once"),
        )
        indexes = (
            GinIndex(fields=("records",), name="review_item_records"),
            models.Index(fields=("priority", "-probability"), condition=Q(state="open"), name="review_item_work_list"),
        )

    def __str__(self) -> str:
        return f"Review item {self.pk}"


class Pin(models.Model):
    """A value that a person fixed or barred. It hangs on a source record, so that merge and unmerge carry it along."""

    record = models.ForeignKey(SourceRecord, on_delete=models.PROTECT, related_name="pins")
    kind = models.CharField(max_length=3, choices=[(one.value, one.value) for one in PinKind])
    attribute = models.CharField(max_length=40)
    value = models.JSONField(help_text="A clean value in its stored form.")
    reason = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("record",), condition=Q(retired_at=None), name="pin_live_record"),)

    def __str__(self) -> str:
        return f"Pin {self.pk}"


class Proposal(models.Model):
    """What a client suggests. It hangs on a source record; a person decides, or the data overtakes it."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", "Correction of a value"
        DUPLICATE = "duplicate", "Two customers are one"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ACCEPTED = "accepted", "Accepted"
        REJECTED = "rejected", "Rejected"
        SUPERSEDED = "superseded", "Overtaken by the data"

    client = models.ForeignKey("mdm.ApiClient", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    customer = models.UUIDField(help_text="As it was named.")
    record = models.ForeignKey(SourceRecord, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(SourceRecord, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    other_customer = models.UUIDField(null=True, blank=True)
    attribute = models.CharField(max_length=40, blank=True, default="")
    value = models.JSONField(default=dict, blank=True, help_text="The proposed value in its clean form.")
    reason = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.TextField(blank=True, default="", help_text="What is told to the client.")

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("record",), condition=Q(state="open"), name="proposal_open_record"),)

    def __str__(self) -> str:
        return f"Proposal {self.pk}"
