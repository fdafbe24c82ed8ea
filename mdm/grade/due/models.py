"""The queue of what a night counts and grades."""

from __future__ import annotations

from django.db import models

from mdm.acquire.models import SourceRecord


class TouchedRecord(models.Model):
    """A record whose values or customer have changed since a nightly job counted and graded it.

    Written in the transaction that changes them. `job` has taken it up; a change in the meantime frees it again, and so
    the next job takes it up too.
    """

    record = models.OneToOneField(
        SourceRecord, on_delete=models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )
    job = models.BigIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Source record {self.record_id} to be counted and graded"
