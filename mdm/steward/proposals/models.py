"""What clients suggest."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from mdm.acquire.models import SourceRecord


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
