"""How good sources were, night by night, and what that costs."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone

from mdm.acquire.models import SourceSystem


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

    run = models.ForeignKey(QualityRun, on_delete=models.CASCADE, related_name="scorecards", db_index=False)
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

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="lines", db_index=False)
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


class EntryCount(models.Model):
    """How many graded records of a source have this entry in their outcome, under one state of the rules.

    Kept by difference as records are graded; an empty entry counts the records themselves.
    """

    pk = models.CompositePrimaryKey("rules", "source_id", "entry")
    rules = models.CharField(max_length=16)
    source = models.ForeignKey(SourceSystem, on_delete=models.CASCADE, related_name="+", db_index=False)
    entry = models.CharField(max_length=40)
    records = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.records} records with {self.entry}"


class Consolidated(models.Model):
    """What one regrouping added to a source's members, customers and customers known elsewhere; source 0 is all.

    The nightly job sums what has come since into one row a source.
    """

    source = models.BigIntegerField()
    records = models.BigIntegerField()
    customers = models.BigIntegerField()
    known_elsewhere = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.records} members of source {self.source}"
