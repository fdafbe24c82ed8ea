"""What waits for people."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone


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
