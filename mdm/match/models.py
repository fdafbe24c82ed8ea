"""Which pairs might be one customer: models, blocking keys, comparisons."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from mdm.acquire.models import SourceRecord
from mdm.editions.models import moves_edition
from mdm.records import Zone


class MatchModel(models.Model):
    """Parameters, term frequencies, over-shared keys and thresholds, frozen under a version."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SHADOW = "shadow", "Shadow"
        ACTIVE = "active", "Active"
        RETIRED = "retired", "Retired"

    version = models.PositiveIntegerField(primary_key=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    parameters = models.JSONField()
    report = models.JSONField(default=dict, blank=True)
    note = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    activated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-version",)
        constraints = (
            models.UniqueConstraint(fields=("state",), condition=Q(state="active"), name="match_model_one_active"),
        )
        triggers = (moves_edition(),)

    def __str__(self) -> str:
        return f"Match model {self.version}"


class BlockingKey(models.Model):
    """A record's blocking keys, as 64-bit hashes. Reading a key range reads whole blocks.

    The database does not check that the record is there: sixteen keys a record made that a tenth of a load, and records
    are never deleted.
    """

    pk = models.CompositePrimaryKey("key", "record_id", "rule")
    key = models.BigIntegerField()
    rule = models.SmallIntegerField()
    record = models.ForeignKey(
        SourceRecord, on_delete=models.CASCADE, related_name="blocking_keys", db_constraint=False
    )

    def __str__(self) -> str:
        return f"Key of source record {self.record_id}"


class MatchState(models.Model):
    """Under which model and clean revision a record was last matched and grouped; whatever differs from now is due."""

    record = models.OneToOneField(SourceRecord, on_delete=models.CASCADE, primary_key=True, related_name="match_state")
    model_version = models.PositiveIntegerField()
    revision = models.BigIntegerField()

    class Meta:
        indexes = (models.Index(fields=("model_version",), name="match_state_model"),)

    def __str__(self) -> str:
        return f"Match state of source record {self.record_id}"


class UnmatchedRecord(models.Model):
    """A record called up by a change of its clean form, until it is matched at that revision.

    What is due is found here and by the model's version in the match states, so that a night's survey reads only what
    is due. Written in the transaction that changes the clean form.
    """

    record = models.OneToOneField(
        SourceRecord, on_delete=models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )
    revision = models.BigIntegerField()

    def __str__(self) -> str:
        return f"Source record {self.record_id} to be matched"


class DueRecord(models.Model):
    """The records that a job set out to match, at the revision they had then; gone when the job ends."""

    pk = models.CompositePrimaryKey("job", "record_id")
    job = models.BigIntegerField()
    record = models.ForeignKey(SourceRecord, on_delete=models.CASCADE, related_name="+")
    revision = models.BigIntegerField()

    def __str__(self) -> str:
        return f"Source record {self.record_id} due in job {self.job}"


class CandidatePair(models.Model):
    """Pairs that one chunk of a job found and another will compare; gone when the job ends."""

    job = models.BigIntegerField()
    chunk = models.IntegerField()
    bucket = models.IntegerField()
    low = models.BigIntegerField()
    high = models.BigIntegerField()

    class Meta:
        indexes = (models.Index(fields=("job", "bucket"), name="candidate_pair_bucket"),)

    def __str__(self) -> str:
        return f"Candidate pair of job {self.job}"


class Comparison(models.Model):
    """A compared pair worth keeping: a link.

    Valid while revisions and model are not older than the match state of either record; so the links of the last run
    hold until a record is matched anew.
    """

    pk = models.CompositePrimaryKey("low_id", "high_id")
    low = models.ForeignKey(SourceRecord, on_delete=models.CASCADE, related_name="+", db_index=False)
    high = models.ForeignKey(SourceRecord, on_delete=models.CASCADE, related_name="+")
    low_revision = models.BigIntegerField()
    high_revision = models.BigIntegerField()
    model_version = models.PositiveIntegerField()
    weight = models.FloatField()
    probability = models.FloatField()
    veto = models.SmallIntegerField(default=0)
    zone = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Zone])
    compared_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(low__lt=F("high")), name="comparison_low_before_high"),)

    def __str__(self) -> str:
        return f"Comparison of source records {self.low_id} and {self.high_id}"
