"""Facts: what sources tell of their records beside the values. They hang on (source, key), never on customers.

So a merge, an unmerge and a move carry them without touching them, and a fact may come before its record. The sender's
own key is unique in its source: what is sent twice is there once.
"""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from mdm.acquire.models import SourceSystem
from mdm.understand.facts import CONSENT_STATES, DIRECTIONS, INTERACTION_STATES, SENTIMENTS
from mdm.understand.terms.models import Channel, Purpose, RelationshipType

_LIVE, _REMOVED = Q(removed_at=None), Q(removed_at__isnull=False)


def _choices(codes: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(one, one.capitalize()) for one in codes]


class Fact(models.Model):
    """What all kinds of facts have: who says so under which key, which record it is about, how often it was changed."""

    source = models.ForeignKey(SourceSystem, on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=255, help_text="The sender's own.")
    number = models.PositiveIntegerField(default=1, help_text="Grows with every change.")
    record_source = models.ForeignKey(SourceSystem, on_delete=models.PROTECT, related_name="+", db_index=False)
    record_key = models.CharField(max_length=255, help_text="Of the source record that it is about.")
    loaded_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True, help_text="The sender took it back.")

    class Meta:
        abstract = True


class Interaction(Fact):
    """One contact between a customer and us, in either direction."""

    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, to_field="code", related_name="+", db_index=False)
    direction = models.CharField(max_length=3, choices=_choices(DIRECTIONS), blank=True, default="")
    subject = models.CharField(max_length=200, blank=True, default="")
    reason = models.CharField(max_length=40, blank=True, default="")
    outcome = models.CharField(max_length=40, blank=True, default="")
    sentiment = models.CharField(max_length=8, choices=_choices(SENTIMENTS), blank=True, default="")
    score = models.FloatField(null=True, blank=True)
    state = models.CharField(max_length=6, choices=_choices(INTERACTION_STATES), default="closed")
    note = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("-at", "-id")
        constraints = (models.UniqueConstraint(fields=("source", "key"), name="interaction_key_once"),)
        indexes = (
            models.Index(fields=("record_source", "record_key", "-at", "-id"), condition=_LIVE, name="interaction_of"),
            models.Index(fields=("at",), condition=~Q(subject="") | ~Q(note=""), name="interaction_texts"),
            models.Index(fields=("removed_at",), condition=_REMOVED, name="interaction_removed"),
        )

    def __str__(self) -> str:
        return f"Interaction {self.pk}"


class Consent(Fact):
    """What a customer said of being contacted about a purpose, by one channel or by every one."""

    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, to_field="code", related_name="+", db_index=False)
    channel = models.ForeignKey(
        Channel, on_delete=models.PROTECT, to_field="code", null=True, blank=True, related_name="+", db_index=False
    )
    state = models.CharField(max_length=9, choices=_choices(CONSENT_STATES))
    stated_at = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    proof = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("-stated_at", "-id")
        constraints = (models.UniqueConstraint(fields=("source", "key"), name="consent_key_once"),)
        indexes = (
            models.Index(fields=("record_source", "record_key"), condition=_LIVE, name="consent_of"),
            models.Index(fields=("removed_at",), condition=_REMOVED, name="consent_removed"),
        )

    def __str__(self) -> str:
        return f"Consent {self.pk}"


class ConsentVersion(models.Model):
    """What a consent said before its sender changed it: a grant stays provable after it was withdrawn."""

    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    said = models.JSONField(encoder=DjangoJSONEncoder, help_text="The members as they stood.")
    until = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("consent", "-number")
        constraints = (models.UniqueConstraint(fields=("consent", "number"), name="consent_version_once"),)

    def __str__(self) -> str:
        return f"Version {self.number} of consent {self.consent_id}"


class Relationship(Fact):
    """How the customer of one source record stands to the customer of another."""

    type = models.ForeignKey(
        RelationshipType, on_delete=models.PROTECT, to_field="code", related_name="+", db_index=False
    )
    to_source = models.ForeignKey(SourceSystem, on_delete=models.PROTECT, related_name="+", db_index=False)
    to_key = models.CharField(max_length=255)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("source", "key"), name="relationship_key_once"),
            models.CheckConstraint(
                condition=~Q(record_source=F("to_source"), record_key=F("to_key")), name="relationship_between_two"
            ),
        )
        indexes = (
            models.Index(fields=("record_source", "record_key"), condition=_LIVE, name="relationship_from"),
            models.Index(fields=("to_source", "to_key"), condition=_LIVE, name="relationship_to"),
        )

    def __str__(self) -> str:
        return f"Relationship {self.pk}"
