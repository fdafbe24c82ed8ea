"""Who did what, when, why, under which rule version. Append-only, enforced by the database."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone


class LedgerEntry(models.Model):
    """One act. `details` holds ids, counts and versions, never a customer's values."""

    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    act = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, help_text="What it was done to, as kind:id.")
    reason = models.TextField(blank=True, default="")
    rule = models.CharField(max_length=80, blank=True, default="", help_text="Rule or model version that decided.")
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name_plural = "ledger entries"
        indexes = (models.Index(fields=("subject", "-id"), name="ledger_subject"),)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"Ledger entry {self.pk}"
