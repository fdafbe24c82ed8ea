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
from mdm.admin.base import PageAdmin, acting_user, address, column, may_see, moment, sees_sensitive
from mdm.admin.lineage import lines
from mdm.admin.searching import customers_like
from mdm.catalogue.queries import catalogue, hidden_attributes
from mdm.ledger.queries import entries_of
from mdm.models import GoldenRecord, Membership
from mdm.resolve.queries import resolve_id
from mdm.steward.acts import ActKind
from mdm.steward.worklist.queries import open_items
from mdm.syndicate import queries

_CONTACTS = ("email", "phone", "address")
_VERSIONS_SHOWN = 20
_MEMBERS_SHOWN = 200


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
        return rows.defer("search_name", "search_terms")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[GoldenRecord], search_term: str
    ) -> tuple[QuerySet[GoldenRecord], bool]:
        """Django's own search would look for parts of names without an index."""
        if not search_term.strip():
            return queryset, False
        kind = request.GET.get("kind__exact")
        found = customers_like(search_term.strip(), sees_sensitive=sees_sensitive(request))
        return found.filter(kind=kind) if kind else found, False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Mapping[str, Any] | None = None
    ) -> HttpResponse:
        """A merged id leads to the survivor."""
        survivor = _survivor(unquote(object_id))
        if survivor:
            return redirect(address("goldenrecord", survivor))
        return super().change_view(request, object_id, form_url, extra_context)

    def page_title(self, row: GoldenRecord) -> str:  # noqa: ARG002 - names stay out of the browser's history
        return "Customer"

    def page(self, request: HttpRequest, row: GoldenRecord) -> Mapping[str, Any]:
        sight = sees_sensitive(request)
        customer = queries.customer(row.pk, sees_sensitive=sight)
        document = customer.document or {"values": [], "name": ""}
        members = _memberships(row.pk)
        subjects = [f"customer:{row.pk}", *(f"record:{one.record_id}" for one in members)]
        return {
            "customer": customer,
            "name": document["name"],
            "lines": list(lines(document, catalogue(), customer.places)),
            "members": members,
            "former": list(_memberships(row.pk, is_live=False)),
            "timeline": queries.timeline(row.pk, limit=_VERSIONS_SHOWN),
            "versions": queries.versions(row.pk, sees_sensitive=sight, limit=_VERSIONS_SHOWN),
            "entries": entries_of(subjects) if may_see(request, "ledgerentry") else [],
            "items": open_items([one.record_id for one in members]) if may_see(request, "reviewitem") else [],
        }


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


def _memberships(entity: UUID, *, is_live: bool = True) -> list[Membership]:
    rows = Membership.objects.filter(entity=entity, until__isnull=is_live)
    rows = rows.select_related("record__source", "record__quality").order_by("record__source__code", "since", "pk")
    return list(rows[:_MEMBERS_SHOWN])
