"""What sources delivered, and what could not be taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import admin
from django.db.models import F, Func, QuerySet
from django.http import HttpRequest, StreamingHttpResponse

from mdm.acquire.queries import reject_table
from mdm.admin.base import PageAdmin, column, moment, sees_sensitive
from mdm.admin.streams import csv_response
from mdm.catalogue.queries import hidden_attributes
from mdm.models import Batch, Reject
from mdm.steward.queries import seen_rejects

_COUNTS = ("read", "new", "changed", "unchanged", "closed", "rejected")


@admin.register(Batch)
class BatchAdmin(PageAdmin):
    list_display = ("label", "source", "shown_state", "file_name", *_COUNTS, moment("started_at", "Began"))
    list_filter = ("source", "state")
    list_select_related = ("source",)
    ordering = ("-id",)
    page_template = "mdm/batch.html"

    @column("Batch")
    def label(self, row: Batch) -> str:
        return f"Batch {row.pk}"

    @column("State", label={"done": "success", "failed": "danger", "loading": "info"})
    def shown_state(self, row: Batch) -> tuple[str, str]:
        return row.state, row.state

    def get_queryset(self, request: HttpRequest) -> QuerySet[Batch]:
        rows: QuerySet[Batch] = super().get_queryset(request)
        return rows.select_related("source", "mapping")

    def page(self, request: HttpRequest, row: Batch) -> Mapping[str, Any]:  # noqa: ARG002 - no values here
        return {"counts": [(name.capitalize(), getattr(row, name)) for name in _COUNTS]}


@admin.register(Reject)
class RejectAdmin(PageAdmin):
    list_display = ("label", "source", "line", "column", "problem", "message", "key", "state")
    list_filter = ("state", "batch__source")
    list_select_related = ("batch__source",)
    ordering = ("-pk",)
    search_fields = ("key__exact",)
    search_help_text = "The key of an open reject, exactly"
    actions = ("export_with_reasons", "export_for_reload")
    page_template = "mdm/reject.html"

    @column("Reject")
    def label(self, row: Reject) -> str:
        return f"Reject {row.pk}"

    @column("Source")
    def source(self, row: Reject) -> str:
        return row.batch.source.label

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reject]:
        rows: QuerySet[Reject] = super().get_queryset(request)
        return rows.select_related("batch__source", "batch__mapping")

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        queryset: QuerySet[Reject],
        search_term: str,
    ) -> tuple[QuerySet[Reject], bool]:
        """Among open rejects, because the index holds no others."""
        term = search_term.strip()
        return (queryset.filter(key=term, state=Reject.State.OPEN) if term else queryset), False

    def page(self, request: HttpRequest, row: Reject) -> Mapping[str, Any]:
        (seen,) = seen_rejects([row], hidden_attributes(sees_sensitive=sees_sensitive(request)))
        return {"cells": [(name, value, name == row.column) for name, value in seen.row.items()]}

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """A masked row is no row to load again."""
        actions: dict[str, Any] = super().get_actions(request)
        if not sees_sensitive(request):
            actions.pop("export_for_reload", None)
        return actions

    @admin.action(description="Export as CSV, with reasons")
    def export_with_reasons(self, request: HttpRequest, queryset: QuerySet[Reject]) -> StreamingHttpResponse:
        return csv_response("rejects", _rows(request, queryset, _REASONS))

    @admin.action(description="Export as CSV, to mend and load again")
    def export_for_reload(self, _request: HttpRequest, queryset: QuerySet[Reject]) -> StreamingHttpResponse:
        return csv_response("rejects_to_reload", reject_table(list(queryset.order_by("batch_id", "line"))))


_REASONS = ("batch_id", "line", "column", "problem", "message", "remedy", "key")


def _rows(request: HttpRequest, rejects: QuerySet[Reject], reasons: tuple[str, ...]) -> Iterator[list[Any]]:
    names = Func(F("row"), function="jsonb_object_keys")
    columns = sorted(set(rejects.order_by().annotate(name=names).values_list("name", flat=True)))
    hidden = hidden_attributes(sees_sensitive=sees_sensitive(request))
    yield [*(f"reject_{name.removesuffix('_id')}" for name in reasons), *columns]
    for one in seen_rejects(rejects.order_by("batch_id", "line").iterator(chunk_size=1000), hidden):
        yield [*(getattr(one, name) for name in reasons), *(one.row.get(column, "") for column in columns)]
