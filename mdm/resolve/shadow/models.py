"""Who would be who, what would be asked, and examples of both."""

from __future__ import annotations

from django.db import models


class ShadowMember(models.Model):
    """The customer that a record would belong to."""

    pk = models.CompositePrimaryKey("job", "record")
    job = models.BigIntegerField()
    record = models.BigIntegerField()
    customer = models.UUIDField()

    class Meta:
        indexes = (models.Index(fields=("job", "customer"), name="shadow_member_customer"),)

    def __str__(self) -> str:
        return f"Source record {self.record} in shadow run {self.job}"


class ShadowQuestion(models.Model):
    """A question that people would be asked."""

    pk = models.CompositePrimaryKey("job", "signature")
    job = models.BigIntegerField()
    signature = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    left = models.BigIntegerField()
    right = models.BigIntegerField()

    def __str__(self) -> str:
        return f"Question of shadow run {self.job}"


class ShadowFinding(models.Model):
    """An example of what would change; the lowest places of a kind are shown."""

    job = models.BigIntegerField()
    slice = models.IntegerField()
    kind = models.CharField(max_length=10)
    place = models.FloatField()
    detail = models.JSONField()

    class Meta:
        indexes = (models.Index(fields=("job", "kind", "place"), name="shadow_finding_place"),)

    def __str__(self) -> str:
        return f"{self.kind} found by shadow run {self.job}"
