"""Figures of the runs of match models."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class ModelRun(models.Model):
    """One job that compared records under a model, with what it counted."""

    class Purpose(models.TextChoices):
        NIGHTLY = "nightly", "Nightly job"
        SHADOW = "shadow", "Shadow run"

    job = models.BigIntegerField(primary_key=True)
    model_version = models.PositiveIntegerField()
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    at = models.DateTimeField(default=timezone.now)
    figures = models.JSONField(default=dict)

    class Meta:
        ordering = ("-job",)
        indexes = (models.Index(fields=("model_version", "-job"), name="model_run_version"),)

    def __str__(self) -> str:
        return f"Run {self.job} of match model {self.model_version}"


class DrawnPair(models.Model):
    """A candidate pair that a shadow run drew at random from its stratum of probability. `place` is the lot it drew."""

    pk = models.CompositePrimaryKey("job", "low", "high")
    job = models.BigIntegerField()
    bucket = models.IntegerField()
    stratum = models.SmallIntegerField()
    place = models.BigIntegerField()
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    probability = models.FloatField()
    is_certain = models.BooleanField()

    def __str__(self) -> str:
        return f"Pair drawn by job {self.job}"
