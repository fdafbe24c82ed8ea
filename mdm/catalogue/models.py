"""Which attributes a customer has, as data. Definitions are the current state, versions the history."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from mdm.editions.models import moves_edition
from mdm.records import AttributeKind, Sensitivity


class AttributeDefinition(models.Model):
    """One attribute of the current catalogue."""

    code = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=20, choices=[(one.value, one.value.replace("_", " ")) for one in AttributeKind])
    label = models.CharField(max_length=80)
    description = models.TextField(blank=True, default="")
    owner = models.CharField(max_length=120, blank=True, default="")
    sensitivity = models.CharField(
        max_length=12, choices=[(one.value, one.value) for one in Sensitivity], default=Sensitivity.PERSONAL.value
    )
    is_multiple = models.BooleanField(default=False, help_text="A customer may have several values at once.")
    for_persons = models.BooleanField(default=True)
    for_organisations = models.BooleanField(default=True)
    is_matched = models.BooleanField(default=False, help_text="Counts as evidence when records are compared.")
    authority = models.CharField(max_length=40, blank=True, default="", help_text="Identifiers only: who issues it.")
    quality_weight = models.PositiveSmallIntegerField(default=0, help_text="0 leaves it out of completeness.")
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ("position", "code")
        verbose_name = "attribute"
        constraints = (
            models.CheckConstraint(
                condition=Q(for_persons=True) | Q(for_organisations=True), name="attribute_for_somebody"
            ),
        )

    def __str__(self) -> str:
        return self.label


class CatalogueVersion(models.Model):
    """The whole catalogue as it stood from a moment on."""

    version = models.PositiveIntegerField(primary_key=True)
    attributes = models.JSONField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-version",)
        triggers = (moves_edition(),)

    def __str__(self) -> str:
        return f"Catalogue {self.version}"
