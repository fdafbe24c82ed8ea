"""The declared lists. A code is what facts hold, so it stays; what it is called may change."""

from __future__ import annotations

from django.db import models

from mdm.editions.models import moves_edition

_CODE = "Lower case, as facts state it."


class Channel(models.Model):
    """A way on which a customer and we meet."""

    code = models.SlugField(unique=True, max_length=40, help_text=_CODE)
    label = models.CharField(max_length=80)
    is_contact = models.BooleanField(
        default=False, help_text="Customers are contacted by it, so that consents may name it."
    )
    is_active = models.BooleanField(default=True, help_text="New facts may name it.")

    class Meta:
        ordering = ("code",)
        triggers = (moves_edition(),)

    def __str__(self) -> str:
        return self.label


class Purpose(models.Model):
    """What a customer is contacted about, or what its data are used for."""

    code = models.SlugField(unique=True, max_length=40, help_text=_CODE)
    label = models.CharField(max_length=80)
    needs_consent = models.BooleanField(
        default=True, help_text="Without it, the customer may be contacted until it objects, as about its contract."
    )
    is_active = models.BooleanField(default=True, help_text="New facts may name it.")

    class Meta:
        ordering = ("code",)
        triggers = (moves_edition(),)

    def __str__(self) -> str:
        return self.label


class RelationshipType(models.Model):
    """How one customer stands to another, named from both ends."""

    code = models.SlugField(unique=True, max_length=40, help_text=_CODE)
    label = models.CharField(max_length=80, help_text="From the record that states it, as in: is contact of.")
    inverse = models.CharField(max_length=80, help_text="From the other end, as in: has contact.")
    is_active = models.BooleanField(default=True, help_text="New facts may name it.")

    class Meta:
        ordering = ("code",)
        verbose_name = "relationship type"
        triggers = (moves_edition(),)

    def __str__(self) -> str:
        return self.label
