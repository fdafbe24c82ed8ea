"""What people have fixed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from mdm.acquire.models import SourceRecord
from mdm.records import PinKind


class Pin(models.Model):
    """A value that a person fixed or barred. It hangs on a source record, so that merge and unmerge carry it along."""

    class Ending(models.TextChoices):
        EXPIRED = "expired", "Its time was over"
        CHANGED = "changed", "The source says something new"
        TAKEN_BACK = "taken_back", "Taken back by a person"

    record = models.ForeignKey(SourceRecord, on_delete=models.PROTECT, related_name="pins")
    kind = models.CharField(max_length=3, choices=[(one.value, one.value) for one in PinKind])
    attribute = models.CharField(max_length=40)
    value = models.JSONField(help_text="A clean value in its stored form.")
    reason = models.TextField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    until_changed = models.BooleanField(default=False, help_text="It ends when its source record says something new.")
    stated = models.CharField(
        max_length=64, blank=True, default="", help_text="Digest of what the source record said when it was pinned."
    )
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_because = models.CharField(max_length=10, choices=Ending.choices, blank=True, default="")
    noticed_at = models.DateTimeField(null=True, blank=True, help_text="When the author took note that it ended.")
    tell_at = models.DateTimeField(
        null=True, blank=True, help_text="When its author is written to; empty where nobody is, or was already."
    )
    entry = models.ForeignKey(
        "mdm.LedgerEntry", on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="The act."
    )
    ended_by = models.ForeignKey("mdm.LedgerEntry", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("record",), condition=Q(retired_at=None), name="pin_live_record"),
            models.Index(fields=("author", "-id"), name="pin_of_author"),
            models.Index(fields=("tell_at",), condition=Q(tell_at__isnull=False), name="pin_to_tell"),
            models.Index(fields=("expires_at",), condition=Q(retired_at=None), name="pin_live_expiry"),
        )

    def __str__(self) -> str:
        return f"Pin {self.pk}"
