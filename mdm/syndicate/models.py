"""Who must be told: every change to a customer, written in the transaction that made it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value
from django.utils import timezone

from mdm.editions.models import moves_edition
from mdm.records import ChangeKind


class Change(models.Model):
    """One outgoing change. It gets its `sequence` once it is committed, and is in the feed from then on."""

    id = models.BigAutoField(primary_key=True)
    sequence = models.BigIntegerField(null=True, editable=False, help_text="Its place in the feed, without gaps.")
    entity = models.UUIDField()
    number = models.PositiveIntegerField(help_text="The customer's golden version after this change.")
    kind = models.CharField(max_length=8, choices=[(one.value, one.value) for one in ChangeKind])
    attributes = ArrayField(models.CharField(max_length=40), default=list)
    sources = ArrayField(
        models.CharField(max_length=40),
        default=list,
        help_text="Source systems that had a record of the customer before or after.",
    )
    detail = models.JSONField(default=dict)
    fact_sources = ArrayField(
        models.CharField(max_length=40),
        default=list,
        db_default=Value("{}"),
        help_text="Source systems that the fact behind it names: who does not see them all does not hear of it.",
    )
    origin_source = models.CharField(max_length=40, default="", help_text="Source system whose record caused it.")
    origin_client = models.BigIntegerField(null=True, help_text="API client whose request caused it.")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("sequence",), name="change_sequence_once"),)
        indexes = (
            models.Index(fields=("entity", "-id"), name="change_of_entity"),
            models.Index(fields=("id",), condition=Q(sequence=None), name="change_unnumbered"),
        )

    def __str__(self) -> str:
        return f"Change {self.pk}"


class ProfileView(models.Model):
    """What one kind of client sees of customers: attributes, masks, sources, and whose values it prefers."""

    class Extra(models.TextChoices):
        MEMBERS = "members", "Source records of the customer"
        MERGED_IDS = "merged_ids", "Ids that were merged into it"
        LINEAGE = "lineage", "Supporters and losing values of every value"
        QUALITY = "quality", "Grade of the golden record, with the rules that it fails"
        INTERACTIONS = "interactions", "Latest contacts with the customer"
        CONSENTS = "consents", "What it may be contacted about, by which channel"
        RELATIONS = "relations", "How it stands to other customers"

    code = models.SlugField(max_length=40, unique=True)
    label = models.CharField(max_length=120)
    description = models.TextField(blank=True, default="")
    attributes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    masked = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    sources = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    preferences = models.JSONField(
        default=dict, blank=True, help_text="By attribute, codes of the sources whose value is shown if they have one."
    )
    extras = ArrayField(models.CharField(max_length=20, choices=Extra.choices), default=list, blank=True)

    class Meta:
        ordering = ("code",)
        triggers = (moves_edition(),)

    def __str__(self) -> str:
        return self.label
