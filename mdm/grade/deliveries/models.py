"""Deliveries looked at before they counted, and the files of those that are held."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from mdm.acquire.models import Batch, SourceSystem


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
    tell_at = models.DateTimeField(
        null=True, blank=True, help_text="When the source's owner is written to; empty where nobody is, or was already."
    )

    class Meta:
        # By the number: "batch" itself would order as batches do, which is the other way round.
        ordering = ("-batch_id",)
        indexes = (models.Index(fields=("tell_at",), name="batch_quality_to_tell", condition=Q(tell_at__isnull=False)),)
        verbose_name = "delivery alert"

    def __str__(self) -> str:
        return f"Quality of batch {self.batch_id}"


class HeldPiece(models.Model):
    """A piece of a held delivery's file, kept until a person has decided."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="held_pieces", db_index=False)
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("batch", "number"), name="held_piece_once"),)

    def __str__(self) -> str:
        return f"Piece {self.number} of batch {self.batch_id}"
