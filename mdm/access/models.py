"""Machines that may call: keys are shown once and stored as digests."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from mdm.editions.models import moves_edition


class ApiClient(models.Model):
    """A calling system. The key has 256 random bits, so a plain SHA-256 of it can't be guessed backwards."""

    class Scope(models.TextChoices):
        READ_CUSTOMERS = "customers:read", "Read customers"
        READ_SENSITIVE = "customers:read-sensitive", "See sensitive attributes too"
        READ_RECORDS = "records:read", "Read source records"
        READ_CHANGES = "changes:read", "Follow the change feed"
        WRITE_RECORDS = "records:write", "Write records of its source systems"
        MATCH_CUSTOMERS = "customers:match", "Search before create"
        PROPOSE = "proposals:write", "Propose corrections and duplicates"

    name = models.CharField(max_length=80, unique=True)
    key_prefix = models.CharField(max_length=12, editable=False)
    key_digest = models.CharField(max_length=64, unique=True, editable=False)
    previous_digest = models.CharField(
        max_length=64, unique=True, null=True, blank=True, editable=False, help_text="Of the former key."
    )
    previous_until = models.DateTimeField(null=True, blank=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=40, choices=Scope.choices), default=list)
    sources = models.ManyToManyField(
        "mdm.SourceSystem", blank=True, related_name="+", help_text="Source systems whose records it may write."
    )
    view = models.ForeignKey(
        "mdm.ProfileView",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="What it sees of customers; everything where none is chosen.",
    )
    requests_a_minute = models.PositiveIntegerField(default=6000, help_text="More are refused; 0 sets no limit.")
    is_active = models.BooleanField(default=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("name",)
        verbose_name = "API client"
        # All but the last use, which is noted every minute. Its sources have the same trigger, by migration.
        triggers = (
            moves_edition(
                "name", "key_digest", "previous_digest", "previous_until", "scopes", "view_id", "requests_a_minute",
                "is_active", "expires_at",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Answer(models.Model):
    """The answer to a POST, kept for whoever sends the same request again. Without a status it is being worked on."""

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64, help_text="Of method, address and body.")
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True, default="")
    headers = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("client", "key"), name="answer_key_once"),)
        indexes = (models.Index(fields=("made_at",), name="answer_made_at"),)

    def __str__(self) -> str:
        return f"Answer {self.pk}"
