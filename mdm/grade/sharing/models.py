"""Who holds what is shared."""

from __future__ import annotations

from django.db import models

from mdm.acquire.models import SourceRecord


class SharedHolder(models.Model):
    """A record that said a shared value when that was counted last, so that a change of it counts the value again."""

    pk = models.CompositePrimaryKey("key", "record_id")
    key = models.TextField()
    record = models.ForeignKey(SourceRecord, on_delete=models.CASCADE, related_name="+", db_constraint=False)

    def __str__(self) -> str:
        return f"Source record {self.record_id} holds a shared value"
