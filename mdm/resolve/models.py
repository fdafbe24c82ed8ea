"""Who is who. Judgements are appended, membership is derived and keeps its own history."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from mdm.acquire.models import SourceRecord
from mdm.records import CustomerKind, Verdict


class Judgement(models.Model):
    """What a person (or a rule) said of two source records. One live judgement a pair; a newer one supersedes it."""

    low = models.ForeignKey(SourceRecord, on_delete=models.PROTECT, related_name="+")
    high = models.ForeignKey(SourceRecord, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8, choices=[(one.value, one.value.replace("_", " ")) for one in Verdict])
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    rule = models.CharField(max_length=80, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    made_at = models.DateTimeField(default=timezone.now)
    superseded_at = models.DateTimeField(null=True, blank=True)
    entry = models.ForeignKey(
        "mdm.LedgerEntry", on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="The act."
    )
    ended_by = models.ForeignKey(
        "mdm.LedgerEntry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The act that superseded it or took it back.",
    )

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="judgement_low_before_high"),
            models.UniqueConstraint(fields=("low", "high"), condition=Q(superseded_at=None), name="judgement_one_live"),
        )

    def __str__(self) -> str:
        return f"Judgement {self.pk}"


class Entity(models.Model):
    """A customer. The id is opaque, never reused and always resolves."""

    class State(models.TextChoices):
        ACTIVE = "active", "Active"
        MERGED = "merged", "Merged into another"
        RETIRED = "retired", "Retired: no source knows it any more"

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in CustomerKind])
    state = models.CharField(max_length=7, choices=State.choices, default=State.ACTIVE)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="absorbed")
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "customer id"
        constraints = (
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) | (~Q(state="merged") & Q(merged_into=None)),
                name="entity_merged_into_somebody",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class Membership(models.Model):
    """Which customer a source record belongs to, from when until when, and what joined it."""

    record = models.ForeignKey(SourceRecord, on_delete=models.PROTECT, related_name="memberships")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="memberships")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    how = models.JSONField(
        default=dict, help_text="The strongest link that joined it: record, weight, probability, model."
    )
    run = models.BigIntegerField(null=True, help_text="The job that moved it here from another customer.")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("record",), condition=Q(until=None), name="membership_one_live"),
        )
        indexes = (
            models.Index(fields=("entity",), condition=Q(until=None), name="membership_live_entity"),
            models.Index(fields=("run",), condition=Q(run__isnull=False), name="membership_moved_by_run"),
        )

    def __str__(self) -> str:
        return f"Membership of source record {self.record_id}"


class RegroupSeed(models.Model):
    """A record around which a job will regroup, in slices that hang together; gone when the job ends."""

    pk = models.CompositePrimaryKey("job", "record_id")
    job = models.BigIntegerField()
    slice = models.IntegerField()
    record = models.ForeignKey(SourceRecord, on_delete=models.CASCADE, related_name="+")

    class Meta:
        indexes = (models.Index(fields=("job", "slice"), name="regroup_seed_slice"),)

    def __str__(self) -> str:
        return f"Source record {self.record_id} in slice {self.slice} of job {self.job}"
