"""What a shadow run finds on its way."""

from __future__ import annotations

from django.db import models


class ShadowPair(models.Model):
    """A candidate pair of one chunk; bit n of `rules` is set where rule n brought it."""

    job = models.BigIntegerField()
    chunk = models.IntegerField()
    bucket = models.IntegerField()
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    rules = models.BigIntegerField()

    class Meta:
        indexes = (models.Index(fields=("job", "bucket"), name="shadow_pair_bucket"),)

    def __str__(self) -> str:
        return f"Candidate pair of shadow run {self.job}"


class ShadowLink(models.Model):
    """A pair that the tried model gives its lower threshold or more."""

    pk = models.CompositePrimaryKey("job", "low", "high")
    job = models.BigIntegerField()
    bucket = models.IntegerField()
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    weight = models.FloatField()
    probability = models.FloatField()
    veto = models.SmallIntegerField()
    is_certain = models.BooleanField()

    class Meta:
        indexes = (models.Index(fields=("job", "high"), name="shadow_link_high"),)

    def __str__(self) -> str:
        return f"Link of shadow run {self.job}"
