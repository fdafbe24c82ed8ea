"""How good records are: rules, grades, scorecards, and deliveries looked at before they counted."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from mdm.acquire.models import Batch, SourceRecord, SourceSystem
from mdm.grade.rules import Dimension, Severity


class QualityRule(models.Model):
    """One version of a declared rule; at most one version of each is active."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        ACTIVE = "active", "Active"
        RETIRED = "retired", "Retired"

    code = models.SlugField(max_length=40)
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
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.label


class ReferenceEntry(models.Model):
    """One entry of a reference list, in comparable form."""

    list = models.ForeignKey(ReferenceList, on_delete=models.CASCADE, related_name="entries")
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
    list = models.ForeignKey(ReferenceList, on_delete=models.CASCADE, related_name="versions")
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


class QualityResult(models.Model):
    """A record's grade, 0 to 100, with the failures that cost it points.

    It holds for the clean record's `revision`, one state of the `rules`, and the golden version behind `golden_mark`.
    """

    record = models.OneToOneField(SourceRecord, on_delete=models.CASCADE, primary_key=True, related_name="quality")
    score = models.PositiveSmallIntegerField()
    completeness = models.PositiveSmallIntegerField()
    validity = models.PositiveSmallIntegerField()
    failures = models.JSONField(default=list)
    outcome = models.ForeignKey(QualityOutcome, on_delete=models.PROTECT, null=True, blank=True, related_name="results")
    rules = models.CharField(max_length=16, blank=True, default="")
    revision = models.BigIntegerField(default=0)
    golden_mark = models.BigIntegerField(default=0)
    graded_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Grade of source record {self.record_id}"


class GoldenQuality(models.Model):
    """A golden record's grade: its surviving values by the same rules."""

    entity = models.UUIDField(primary_key=True)
    number = models.PositiveIntegerField(help_text="Of the golden version that was graded.")
    outcome = models.ForeignKey(QualityOutcome, on_delete=models.PROTECT, related_name="golden_results")
    score = models.PositiveSmallIntegerField()
    graded_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Grade of golden record {self.entity}"


class QualityRun(models.Model):
    """One reckoning of all scorecards."""

    at = models.DateTimeField(default=timezone.now)
    job = models.BigIntegerField(null=True, blank=True, unique=True)
    rules = models.CharField(max_length=16)
    golden_score = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"Scorecards of {self.at:%Y-%m-%d}"


class Scorecard(models.Model):
    """A source's grade in one run; without a source it is that of all together.

    `customers` of the source's records; `known_elsewhere` of them are known to another source too.
    """

    run = models.ForeignKey(QualityRun, on_delete=models.CASCADE, related_name="scorecards")
    source = models.ForeignKey(SourceSystem, on_delete=models.CASCADE, null=True, blank=True, related_name="scorecards")
    records = models.PositiveIntegerField()
    score = models.PositiveSmallIntegerField()
    dimensions = models.JSONField(default=dict)
    attributes = models.JSONField(default=dict)
    customers = models.PositiveIntegerField(default=0)
    known_elsewhere = models.PositiveIntegerField(default=0)
    cost = models.DecimalField(max_digits=16, decimal_places=2, default=0)

    class Meta:
        ordering = ("-run_id", "source__code")
        constraints = (models.UniqueConstraint(fields=("run", "source"), name="scorecard_once"),)

    def __str__(self) -> str:
        return f"Scorecard {self.pk}"


class ScorecardLine(models.Model):
    """How often a rule was tested on an attribute of a source's records, and failed."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="lines")
    attribute = models.CharField(max_length=40)
    rule = models.CharField(max_length=40)
    dimension = models.CharField(max_length=12)
    weight = models.PositiveSmallIntegerField()
    tested = models.PositiveIntegerField()
    failed = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("scorecard", "attribute", "rule"), name="scorecard_line_once"),)

    def __str__(self) -> str:
        return f"{self.attribute}: {self.rule}"


class CostRate(models.Model):
    """What poor quality costs, as the user declares it: so much for every duplicate, or every failure of a rule."""

    class Per(models.TextChoices):
        DUPLICATE = "duplicate", "Duplicate record of a customer within a source"
        FAILURE = "failure", "Failure of the rule"

    label = models.CharField(max_length=120)
    per = models.CharField(max_length=10, choices=Per.choices)
    rule = models.CharField(
        max_length=40, blank=True, default="", help_text="The rule's code, where it is per failure."
    )
    amount = models.DecimalField(max_digits=10, decimal_places=4, validators=[MinValueValidator(0)])
    currency = models.CharField(max_length=3, default="EUR")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("label",)

    def __str__(self) -> str:
        return self.label


class SourceWatch(models.Model):
    """When a source's delivery is out of line with its own past, and whether it is then held."""

    source = models.OneToOneField(SourceSystem, on_delete=models.CASCADE, primary_key=True, related_name="watch")
    is_holding = models.BooleanField(
        default=True, help_text="Hold a delivery that is out of line until a person decides."
    )
    least_rows = models.PositiveIntegerField(default=50, help_text="Smaller deliveries are never out of line.")
    points = models.PositiveSmallIntegerField(
        default=15, validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="How many points of 100 a share may fall below that of past deliveries.",
    )  # fmt: skip
    volume_factor = models.FloatField(
        default=3.0, validators=[MinValueValidator(1.1)], help_text="How many times the usual size is out of line."
    )

    def __str__(self) -> str:
        return f"Watch over {self.source_id}"


class BatchQuality(models.Model):
    """What a delivery looked like before anything of it counted, and what was out of line with the source's past."""

    class Decision(models.TextChoices):
        NONE = "", "Taken"
        WAITING = "waiting", "Waiting for a decision"
        RELEASED = "released", "Released"
        DISCARDED = "discarded", "Discarded"

    batch = models.OneToOneField(Batch, on_delete=models.CASCADE, primary_key=True, related_name="quality")
    source = models.ForeignKey(SourceSystem, on_delete=models.CASCADE, related_name="+")
    rows = models.PositiveBigIntegerField()
    looked_at = models.PositiveIntegerField()
    is_snapshot = models.BooleanField(default=False)
    shares = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-batch",)
        verbose_name = "delivery alert"

    def __str__(self) -> str:
        return f"Quality of batch {self.batch_id}"


class HeldPiece(models.Model):
    """A piece of a held delivery's file, kept until a person has decided."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="held_pieces")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("batch", "number"), name="held_piece_once"),)

    def __str__(self) -> str:
        return f"Piece {self.number} of batch {self.batch_id}"
