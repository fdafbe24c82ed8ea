"""Comparable forms beside the untouched original."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from mdm.acquire.models import SourceRecord, SourceSystem
from mdm.records import CustomerKind


class CleanRecord(models.Model):
    """The current version of a source record in comparable form.

    `revision` comes from one sequence and grows with every change of content: comparisons carry the revisions they saw.
    `rules` names the cleansing rules' versions that made it; by source, mapping, catalogue and rules a change of any of
    them finds just the records that it concerns.
    The text columns after `values` are those of `mdm.records.Comparable`.
    """

    record = models.OneToOneField(SourceRecord, on_delete=models.CASCADE, primary_key=True, related_name="clean")
    source = models.ForeignKey(
        SourceSystem, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    number = models.PositiveIntegerField(help_text="Of the version that it was made from.")
    revision = models.BigIntegerField()
    rules = models.CharField(max_length=200)
    mapping_version = models.PositiveIntegerField()
    catalogue_version = models.PositiveIntegerField()
    customer_kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in CustomerKind])
    country = models.CharField(max_length=2, blank=True, default="")
    stated_created_at = models.DateTimeField(null=True, blank=True)
    stated_updated_at = models.DateTimeField(null=True, blank=True)
    loaded_at = models.DateTimeField()
    cleansed_at = models.DateTimeField(default=timezone.now)
    values = models.JSONField()

    kind = models.TextField(default="")
    given = models.TextField(default="")
    middle = models.TextField(default="")
    family = models.TextField(default="")
    former = models.TextField(default="")
    suffix = models.TextField(default="")
    gender = models.TextField(default="")
    birth_date = models.TextField(default="")
    organisation = models.TextField(default="")
    legal_form = models.TextField(default="")
    employer = models.TextField(default="")
    emails = models.TextField(default="")
    phones = models.TextField(default="")
    identifiers = models.TextField(default="")
    websites = models.TextField(default="")
    streets = models.TextField(default="")
    houses = models.TextField(default="")
    units = models.TextField(default="")
    cities = models.TextField(default="")
    regions = models.TextField(default="")
    postcodes = models.TextField(default="")
    countries = models.TextField(default="")
    extras = models.TextField(default="")

    class Meta:
        indexes = (
            models.Index(
                fields=("source", "mapping_version", "catalogue_version", "rules"), name="clean_record_made_by"
            ),
        )

    def __str__(self) -> str:
        return f"Clean record {self.record_id}"
