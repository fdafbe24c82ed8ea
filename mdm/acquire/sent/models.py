"""Files that clients send. The file waits here in pieces, where every worker can reach it, until it is loaded."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from mdm.access.models import ApiClient
from mdm.acquire.models import Batch, SourceSystem
from mdm.jobs.models import Job


class SentFile(models.Model):
    """A file as a client sent it. How far it is, its job and its batch say once it is started."""

    class State(models.TextChoices):
        RECEIVING = "receiving", "Being received"
        WAITING = "waiting", "Waiting for its turn"
        STARTED = "started", "Started"
        CANCELLED = "cancelled", "Cancelled before it began"

    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.ForeignKey(SourceSystem, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State.choices, default=State.RECEIVING)
    name = models.CharField(max_length=255)
    stated = models.JSONField(default=dict, help_text="Format, encoding and delimiter, where the client states them.")
    is_snapshot = models.BooleanField(default=False)
    size = models.BigIntegerField(default=0, help_text="Bytes.")
    digest = models.CharField(max_length=64, blank=True, default="")
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    match_job = models.ForeignKey(
        Job, on_delete=models.SET_NULL, null=True, related_name="+", help_text="What makes customers of its records."
    )
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="+")
    problem = models.JSONField(default=dict, help_text="Why the file was refused: code, detail, remedy and data.")
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("client", "-id"), name="sent_file_of_client"),
            models.Index(fields=("source", "id"), condition=Q(state="waiting"), name="sent_file_waiting"),
            models.Index(fields=("sent_at",), name="sent_file_sent_at"),
            models.Index(fields=("id",), condition=Q(state="started", match_job=None), name="sent_file_unmatched"),
        )

    def __str__(self) -> str:
        return f"Sent file {self.pk}"


class SentPiece(models.Model):
    """A piece of a sent file."""

    file = models.ForeignKey(SentFile, on_delete=models.CASCADE, related_name="pieces", db_index=False)
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("file", "number"), name="sent_piece_once"),)

    def __str__(self) -> str:
        return f"Piece {self.number} of sent file {self.file_id}"
