"""Who did what, when, why, under which rule version. Append-only, enforced by the database."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone


class LedgerEntry(models.Model):
    """One act. `details` holds ids, counts and versions, never a customer's values."""

    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    act = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, help_text="What it was done to, as kind:id.")
    reason = models.TextField(blank=True, default="")
    rule = models.CharField(max_length=80, blank=True, default="", help_text="Rule or model version that decided.")
    details = models.JSONField(default=dict, blank=True)
    transaction = models.BigIntegerField(
        null=True, editable=False, help_text="Of the database: what it changed stands in the history under this number."
    )

    class Meta:
        ordering = ("-id",)
        verbose_name_plural = "ledger entries"
        permissions = (("view_reasons", "Can see what people wrote of decisions: reasons, answers and comments"),)
        indexes = (
            models.Index(fields=("subject", "-id"), name="ledger_subject"),
            models.Index(fields=("actor", "-id"), name="ledger_actor"),
            models.Index(fields=("act", "-id"), name="ledger_act"),
            models.Index(fields=("at",), name="ledger_at"),
            models.Index(fields=("transaction",), name="ledger_transaction"),
        )
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"Ledger entry {self.pk}"


# The tables in which people decide; migration 0011 and later ones set the trigger that keeps their history.
WATCHED = frozenset(
    {
        "auth_group", "auth_group_permissions", "auth_user", "auth_user_groups", "auth_user_user_permissions",
        "mdm_apiclient", "mdm_apiclient_sources", "mdm_approvalrule", "mdm_attributedefinition", "mdm_catalogueversion",
        "mdm_changerequest", "mdm_channel", "mdm_costrate", "mdm_deskrule", "mdm_judgement", "mdm_matchmodel",
        "mdm_pin", "mdm_profileview", "mdm_proposal", "mdm_purpose", "mdm_qualityrule", "mdm_referencelist",
        "mdm_relationshiptype", "mdm_requestcomment", "mdm_sharinglimit", "mdm_sourcemapping", "mdm_sourcesystem",
        "mdm_sourcewatch", "mdm_subscription", "mdm_survivorshippolicy",
    }
)  # fmt: skip


class History(models.Model):
    """A row that was inserted, updated or deleted in a table in which people decide; written by the database itself.

    So it tells changes in bulk and by SQL too. Secrets and customers' values are named where they change, never kept.
    """

    class Operation(models.TextChoices):
        INSERT = "INSERT", "Made"
        UPDATE = "UPDATE", "Changed"
        DELETE = "DELETE", "Deleted"

    at = models.DateTimeField()
    transaction = models.BigIntegerField()
    relation = models.CharField(max_length=63, help_text="The table.")
    row = models.CharField(max_length=80, help_text="Primary key of the row.")
    operation = models.CharField(max_length=6, choices=Operation.choices)
    changed = ArrayField(models.TextField(), default=list, help_text="Columns that differ.")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    db_user = models.CharField(max_length=63, help_text="Who was signed in at the database.")

    class Meta:
        ordering = ("-id",)
        verbose_name = "change of a row"
        verbose_name_plural = "changes of rows"
        indexes = (
            models.Index(fields=("relation", "row", "-id"), name="history_row"),
            models.Index(fields=("transaction",), name="history_transaction"),
        )
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"Change {self.pk}"
