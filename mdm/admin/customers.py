"""Customers: found by what is known of them, seen with the reason for every value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from mdm.access.sight import seen_document
from mdm.admin.acts.forms import may
from mdm.admin.base import PageAdmin, acting_user, address, column, moment, sees_sensitive
from mdm.admin.customer_page.page import context
from mdm.admin.searching import customers_like
from mdm.catalogue.queries import hidden_attributes
from mdm.models import Entity, GoldenRecord
from mdm.resolve.queries import resolve_id
from mdm.steward.acts import ActKind

_CONTACTS = ("email", "phone", "address")


@admin.register(GoldenRecord)
class CustomerAdmin(PageAdmin):
    list_display = ("name", "kind", "member_count", "number", "since")
    list_filter = ("kind",)
    ordering = ("-entity",)
    search_fields = ("name",)
    search_help_text = "Name, e-mail, phone, identifier, postcode or customer id"
    page_template = "mdm/customer.html"
    actions = ("merge_selected",)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        hidden = hidden_attributes(sees_sensitive=sees_sensitive(request))
        return [*_seen_columns(hidden), "kind", "records", "version", moment("since", "Since")]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Only for those who may merge."""
        allowed: dict[str, Any] = super().get_actions(request) if may(acting_user(request), ActKind.MERGE) else {}
        return allowed

    @admin.action(description="Merge: see what would change")
    def merge_selected(self, request: HttpRequest, queryset: QuerySet[GoldenRecord]) -> HttpResponse:  # noqa: ARG002
        chosen = [("customer", one) for one in sorted(set(request.POST.getlist("_selected_action")))]
        return redirect(f"{reverse('mdm-act')}?{urlencode([('kind', ActKind.MERGE.value), *chosen])}")

    @column("Records")
    def records(self, row: GoldenRecord) -> int:
        return row.member_count

    @column("Version")
    def version(self, row: GoldenRecord) -> int:
        return row.number

    def get_queryset(self, request: HttpRequest) -> QuerySet[GoldenRecord]:
        rows: QuerySet[GoldenRecord] = super().get_queryset(request)
        return rows.defer("search_name", "search_street", "search_terms")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[GoldenRecord], search_term: str
    ) -> tuple[QuerySet[GoldenRecord], bool]:
        """Django's own search would look for parts of names without an index."""
        if not search_term.strip():
            return queryset, False
        kind = request.GET.get("kind__exact")
        found = customers_like(search_term.strip(), sees_sensitive=sees_sensitive(request))
        return found.filter(kind=kind) if kind else found, False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> GoldenRecord | None:  # noqa: ARG002 - Django's signature
        """The golden record of any id that was ever given; one without a row where nothing survives."""
        try:
            entity = Entity.objects.filter(pk=UUID(object_id)).select_related("golden").first()
        except ValueError:
            return None
        if entity is None:
            return None
        return getattr(entity, "golden", None) or GoldenRecord(entity=entity)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Mapping[str, Any] | None = None
    ) -> HttpResponse:
        """A merged id leads to the survivor, unless it is asked how it was."""
        asked = unquote(object_id)
        survivor = _survivor(asked) if not request.GET.get("at") else None
        if survivor:
            return redirect(f"{address('goldenrecord', survivor)}?{urlencode({'was': asked})}")
        return super().change_view(request, object_id, form_url, extra_context)

    def page_title(self, row: GoldenRecord) -> str:  # noqa: ARG002 - names stay out of the browser's history
        return "Customer"

    def page(self, request: HttpRequest, row: GoldenRecord) -> Mapping[str, Any]:
        return context(request, row.entity)


def _seen_columns(hidden: frozenset[str]) -> list[Callable[[GoldenRecord], str]]:
    @column("Name")
    def name(row: GoldenRecord) -> str:
        return str(seen_document(row.document, hidden)["name"])

    @column("Reached at")
    def contact(row: GoldenRecord) -> str:
        values = seen_document(row.document, hidden)["values"]
        firsts = (next((one["display"] for one in values if one["attribute"] == code), "") for code in _CONTACTS)
        return " · ".join(filter(None, firsts))

    return [name, contact]


def _survivor(asked: str) -> UUID | None:
    try:
        found = resolve_id(UUID(asked))
    except ValueError:
        return None
    return found.pk if found and str(found.pk) != asked.lower() else None
