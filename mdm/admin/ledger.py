"""Who did what, when and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from mdm.admin.base import PageAdmin, column, moment
from mdm.models import LedgerEntry


@admin.register(LedgerEntry)
class LedgerAdmin(PageAdmin):
    list_display = ("label", moment("at", "At"), "actor", "shown_act", "subject", "reason", "rule")
    list_select_related = ("actor",)
    ordering = ("-id",)
    search_fields = ("subject__exact",)
    search_help_text = "What it was done to, exactly, such as job:12 or customer:<id>"
    page_template = "mdm/ledger_entry.html"

    @column("Entry")
    def label(self, row: LedgerEntry) -> str:
        return f"Entry {row.pk}"

    @column("Act")
    def shown_act(self, row: LedgerEntry) -> str:
        return row.act.replace("_", " ")

    def page(self, request: HttpRequest, row: LedgerEntry) -> Mapping[str, Any]:  # noqa: ARG002 - no values here
        return {"details": sorted(row.details.items())}
