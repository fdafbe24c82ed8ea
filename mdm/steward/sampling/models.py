"""Which pairs were drawn to measure which run."""

from __future__ import annotations

from django.db import models

from mdm.steward.worklist.models import ReviewItem


class SampledPair(models.Model):
    """A pair that stewards are asked about, to measure the run that drew it. Runs share the answer to a pair."""

    pk = models.CompositePrimaryKey("run", "low", "high")
    run = models.BigIntegerField(help_text="The shadow run's job.")
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    stratum = models.SmallIntegerField()
    item = models.ForeignKey(ReviewItem, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Pair sampled of run {self.run}"
