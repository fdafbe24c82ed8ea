"""What we say about customers."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.utils import timezone

from mdm.editions.models import moves_edition
from mdm.records import CustomerKind
from mdm.resolve.models import Entity


class SurvivorshipPolicy(models.Model):
    """The declared rules of survivorship under a version; one is active."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        ACTIVE = "active", "Active"
        RETIRED = "retired", "Retired"

    version = models.PositiveIntegerField(primary_key=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    declaration = models.JSONField()
    note = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    activated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-version",)
        verbose_name_plural = "survivorship policies"
        triggers = (moves_edition(),)
        constraints = (
            models.UniqueConstraint(fields=("state",), condition=Q(state="active"), name="policy_one_active"),
        )

    def __str__(self) -> str:
        return f"Survivorship policy {self.version}"


class GoldenRecord(models.Model):
    """The golden record as it stands, with lineage in the document and what search needs in columns."""

    entity = models.OneToOneField(Entity, on_delete=models.PROTECT, primary_key=True, related_name="golden")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in CustomerKind])
    name = models.TextField()
    document = models.JSONField()
    policy_version = models.PositiveIntegerField()
    member_count = models.PositiveIntegerField()
    since = models.DateTimeField(default=timezone.now)
    search_name = models.TextField(default="", help_text="Names folded for search.")
    search_street = models.TextField(default="", help_text="Streets with their houses, folded for search.")
    search_terms = ArrayField(
        models.TextField(),
        default=list,
        help_text="attribute:value in comparable form, an address by its postcode; the words of names behind a ~; "
        "attribute.street:word.",
    )

    class Meta:
        verbose_name = "customer"
        permissions = (("view_sensitive", "Can see sensitive attributes"),)
        indexes = (
            GinIndex(fields=("search_terms",), name="golden_search_terms"),
            models.Index(fields=("policy_version",), name="golden_policy"),
        )

    def __str__(self) -> str:
        return f"Golden record {self.entity_id}"


class NameWord(models.Model):
    """A word that occurs in the name of some customer: where search finds what a mistyped word may have meant."""

    word = models.TextField(primary_key=True)

    class Meta:
        indexes = (GinIndex(OpClass("word", name="gin_trgm_ops"), name="name_word_trigrams"),)

    def __str__(self) -> str:
        return "Word of names"


class StreetWord(models.Model):
    """A word that occurs in the street of some customer, as `NameWord` of names."""

    word = models.TextField(primary_key=True)

    class Meta:
        indexes = (GinIndex(OpClass("word", name="gin_trgm_ops"), name="street_word_trigrams"),)

    def __str__(self) -> str:
        return "Word of streets"


class GoldenVersion(models.Model):
    """A golden record as it was, from since to until."""

    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="golden_versions", db_index=False)
    number = models.PositiveIntegerField()
    document = models.JSONField()
    policy_version = models.PositiveIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        ordering = ("entity", "-number")
        constraints = (models.UniqueConstraint(fields=("entity", "number"), name="golden_version_once"),)

    def __str__(self) -> str:
        return f"Golden version {self.number} of {self.entity_id}"
