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

    record = models.ForeignKey(SourceRecord, on_delete=models.PROTECT, related_name="pins")
    kind = models.CharField(max_length=3, choices=[(one.value, one.value) for one in PinKind])
    attribute = models.CharField(max_length=40)
    value = models.JSONField(help_text="A clean value in its stored form.")
    reason = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("record",), condition=Q(retired_at=None), name="pin_live_record"),)

    def __str__(self) -> str:
        return f"Pin {self.pk}"
