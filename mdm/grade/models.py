"""What records are graded by, and how good they are: rules, reference lists, shared values, grades."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from mdm.acquire.models import SourceRecord
from mdm.editions.models import moves_edition
from mdm.grade.rules import Dimension, Severity


class QualityRule(models.Model):
    """One version of a declared rule; at most one version of each is active."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        ACTIVE = "active", "Active"
        RETIRED = "retired", "Retired"

    code = models.SlugField(max_length=40, db_index=False)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    declaration = models.JSONField()
    label = models.CharField(max_length=120)
    dimension = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Dimension])
    severity = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Severity])
    weight = models.PositiveSmallIntegerField(default=1)
    owner = models.CharField(max_length=120, blank=True, default="")
    trial = models.JSONField(default=dict, blank=True, help_text="What the test run before activation found.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    activated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("code", "-version")
        triggers = (moves_edition("state", "declaration"),)
        constraints = (
            models.UniqueConstraint(fields=("code", "version"), name="quality_rule_version_once"),
            models.UniqueConstraint(fields=("code",), condition=Q(state="active"), name="quality_rule_one_active"),
        )

    def __str__(self) -> str:
        return f"{self.label} ({self.code} {self.version})"


class ReferenceList(models.Model):
    """A list that values are compared with: declared, or learnt from what most records say."""

    code = models.SlugField(max_length=40, primary_key=True)
    label = models.CharField(max_length=120)
    is_learnt = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    graded_version = models.PositiveIntegerField(
        default=0, help_text="The version up to which a nightly job has graded anew what the changes concern."
    )
    updated_at = models.DateTimeField(default=timezone.now)
    changes = models.PositiveBigIntegerField(
        default=0, help_text="Records that have changed since a learnt list was learnt."
    )

    class Meta:
        ordering = ("code",)
        triggers = (moves_edition("updated_at", "is_learnt"),)

    def __str__(self) -> str:
        return self.label


class ReferenceEntry(models.Model):
    """One entry of a reference list, in comparable form."""

    list = models.ForeignKey(ReferenceList, on_delete=models.CASCADE, related_name="entries", db_index=False)
    entry = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("list", "entry"), name="reference_entry_once"),)

    def __str__(self) -> str:
        return f"Entry {self.pk}"


class ReferenceVersion(models.Model):
    """One state of a declared list, by what it added to the state before and what it took away."""

    number = models.PositiveIntegerField()
    entries = models.PositiveIntegerField()
    added = models.JSONField(default=list)
    removed = models.JSONField(default=list)
    # Below the fields whose default is Python's list.
    list = models.ForeignKey(ReferenceList, on_delete=models.CASCADE, related_name="versions", db_index=False)
    note = models.CharField(max_length=200, blank=True, default="")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("list", "number"), name="reference_version_once"),)

    def __str__(self) -> str:
        return f"Version {self.number} of {self.list_id}"


class SharingLimit(models.Model):
    """From how many customers on a value of that kind loses its force in matching. Without a row the default holds."""

    class Kind(models.TextChoices):
        EMAIL = "email", "E-mail address"
        PHONE = "phone", "Telephone number"
        IDENTIFIER = "identifier", "Identifier"

    kind = models.CharField(max_length=10, choices=Kind.choices, primary_key=True)
    customers = models.PositiveIntegerField(
        validators=[MinValueValidator(2)],
        help_text="A value that so many customers or more share identifies nobody: a family shares a phone, a firm a "
        "switchboard, a hundred strangers share a mistake. As shipped: 25 for contacts, 10 for identifiers. A lower "
        "number mutes more tonight; what is muted stays so until a person gives it back in Shared values.",
    )
    reason = models.CharField(max_length=200, blank=True, default="", help_text="Why it is not the default.")

    class Meta:
        ordering = ("kind",)

    def __str__(self) -> str:
        return f"Limit of sharing: {self.get_kind_display()}"


class SharedValue(models.Model):
    """A value that several customers have. A muted one has lost its force in matching until a person releases it."""

    key = models.TextField(primary_key=True)
    customers = models.PositiveIntegerField()
    counted_at = models.DateTimeField(default=timezone.now)
    muted_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-customers",)
        # What is new, or shared no more, is not muted.
        triggers = (moves_edition("muted_at", "released_at", by_updates_only=True),)
        indexes = (models.Index(fields=("-customers",), name="shared_value_customers"),)

    def __str__(self) -> str:
        return f"Value shared by {self.customers} customers"


class QualityOutcome(models.Model):
    """What became of a record's tests under one state of the rules, graded. Most records share a few outcomes."""

    digest = models.CharField(max_length=32, unique=True)
    rules = models.CharField(max_length=16)
    outcome = models.TextField()
    score = models.PositiveSmallIntegerField()
    completeness = models.PositiveSmallIntegerField()
    validity = models.PositiveSmallIntegerField()
    failures = models.JSONField(default=list)
    dimensions = models.JSONField(default=dict)
    attributes = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"Outcome {self.pk}"


_MOVED = Q(counted__lt=F("outcome")) | Q(counted__gt=F("outcome"))


class QualityResult(models.Model):
    """A record's grade, 0 to 100, with the failures that cost it points.

    It holds for the clean record's `revision` and one state of the `rules`; revision 0 was graded at writing, without a
    look at other records. `counted` is the outcome with which scorecards count the record.
    """

    record = models.OneToOneField(SourceRecord, on_delete=models.CASCADE, primary_key=True, related_name="quality")
    score = models.PositiveSmallIntegerField()
    completeness = models.PositiveSmallIntegerField()
    validity = models.PositiveSmallIntegerField()
    failures = models.JSONField(default=list)
    outcome = models.ForeignKey(QualityOutcome, on_delete=models.PROTECT, null=True, blank=True, related_name="results")
    rules = models.CharField(max_length=16, blank=True, default="")
    revision = models.BigIntegerField(default=0)
    counted = models.ForeignKey(
        QualityOutcome, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        db_constraint=False,
    )  # fmt: skip
    graded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = (
            models.Index(fields=("graded_at",), name="quality_result_graded"),
            models.Index(fields=("counted",), name="quality_result_uncounted", condition=_MOVED),
        )

    def __str__(self) -> str:
        return f"Grade of source record {self.record_id}"


class GoldenQuality(models.Model):
    """A golden record's grade: its surviving values by the same rules."""

    entity = models.UUIDField(primary_key=True)
    number = models.PositiveIntegerField(help_text="Of the golden version that was graded.")
    outcome = models.ForeignKey(QualityOutcome, on_delete=models.PROTECT, related_name="golden_results")
    score = models.PositiveSmallIntegerField()
    graded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = (models.Index(fields=("graded_at",), name="golden_quality_graded"),)

    def __str__(self) -> str:
        return f"Grade of golden record {self.entity}"
