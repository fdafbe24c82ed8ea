"""Audit: who did what, when and why, and what it changed; and what was changed in the database by whatever way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from unfold.contrib.filters.admin import RangeDateTimeFilter
from unfold.utils import parse_datetime_str

from mdm.access.sight import FREE_TEXT, free_text
from mdm.admin.acts.forms import may
from mdm.admin.acts.pages import undo_address
from mdm.admin.base import PageAdmin, acting_user, address, column, may_see, moment, reads_reasons
from mdm.admin.desk.acts import DECIDES
from mdm.admin.streams import csv_response
from mdm.ledger.queries import changes_under, entries_under
from mdm.models import History, LedgerEntry
from mdm.pipeline.access import note_export
from mdm.pipeline.stewardship import requests, undoing
from mdm.resolve.judging.queries import overturned_since
from mdm.steward.acts import ActKind
from mdm.steward.requests.queries import request as request_of
from mdm.steward.worklist.queries import is_answer

_EXPORTED = ("id", "at", "actor", "act", "subject", "reason", "rule", "details")
MOST_EXPORTED = 100_000


class Actor(admin.SimpleListFilter):
    """Who; the service's own acts apart."""

    title = "who"
    parameter_name = "actor"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002 - Django's
        people = User.objects.order_by("username").values_list("pk", "username")[:200]
        return [("0", "the service"), *((str(pk), name) for pk, name in people)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[LedgerEntry]) -> QuerySet[LedgerEntry]:  # noqa: ARG002
        value = self.value()
        if not value or not value.isdecimal():
            return queryset
        return queryset.filter(actor=int(value) or None)


class ActFilter(admin.SimpleListFilter):
    """What was done, of the acts that there are."""

    title = "what"
    parameter_name = "act"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002 - Django's
        from mdm.ledger.queries import acts

        return [(one, one.replace("_", " ")) for one in acts()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[LedgerEntry]) -> QuerySet[LedgerEntry]:  # noqa: ARG002
        return queryset.filter(act=self.value()) if self.value() else queryset


class Overturned(admin.SimpleListFilter):
    """Acts of which somebody has judged a pair otherwise since."""

    title = "overturned"
    parameter_name = "overturned"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002 - Django's
        return [(str(days), f"in the last {days} days") for days in (7, 30, 365)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[LedgerEntry]) -> QuerySet[LedgerEntry]:  # noqa: ARG002
        days = self.value() or ""
        if not days.isdecimal() or len(days) > 4:
            return queryset
        return queryset.filter(pk__in=overturned_since(timezone.now() - timedelta(days=int(days))))


class Within(RangeDateTimeFilter):  # type: ignore[misc]
    """From when to when, by the clock here; a day without a time is meant as a whole."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002 - Django's
        bounds = {"gte": self._moment("from", "00:00:00"), "lte": self._moment("to", "23:59:59.999999")}
        return queryset.filter(**{f"{self.parameter_name}__{name}": at for name, at in bounds.items() if at})

    def _moment(self, end: str, otherwise: str) -> datetime | None:
        day, time = (self.used_parameters.get(f"{self.parameter_name}_{end}_{part}") for part in (0, 1))
        found = parse_datetime_str(f"{day} {time or otherwise}") if day else None
        return timezone.make_aware(found) if found else None


@dataclass(frozen=True, slots=True)
class Diff:
    """What one row was and became, column by column; a column whose contents are not kept has neither."""

    row: History
    columns: list[tuple[str, Any, Any, bool]]


def _diff(request: HttpRequest, row: History) -> Diff:
    before, after = _seen(request, row.before or {}), _seen(request, row.after or {})
    kept = before.keys() | after.keys()
    return Diff(row, [(name, before.get(name), after.get(name), name in kept) for name in row.changed])


def _seen(request: HttpRequest, columns: Mapping[str, Any]) -> dict[str, Any]:
    """The columns with what people wrote masked where the reader may not see it."""
    shown = reads_reasons(request)
    return {
        name: free_text(value, reads_reasons=shown) if name in FREE_TEXT and isinstance(value, str) else value
        for name, value in columns.items()
    }


def _reason(row: LedgerEntry, *, shown: bool) -> str:
    """Why; what people wrote as the reader may see it."""
    return free_text(row.reason, reads_reasons=shown or row.actor_id is None)


@admin.register(LedgerEntry)
class LedgerAdmin(PageAdmin):
    list_display = ("label", moment("at", "At"), "actor", "shown_act", "subject", "rule")
    list_filter = (Actor, ActFilter, Overturned, ("at", Within))
    list_filter_submit = True
    list_select_related = ("actor",)
    ordering = ("-id",)
    search_fields = ("subject__exact",)
    search_help_text = "What it was done to, exactly, such as job:12 or customer:<id>"
    page_template = "mdm/ledger_entry.html"
    change_list_template = "mdm/audit_list.html"

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        shown = reads_reasons(request)

        @column("Reason")
        def reason(row: LedgerEntry) -> str:
            return _reason(row, shown=shown)

        return [*self.list_display[:-1], reason, self.list_display[-1]]

    @column("Entry")
    def label(self, row: LedgerEntry) -> str:
        return f"Entry {row.pk}"

    @column("Act")
    def shown_act(self, row: LedgerEntry) -> str:
        return row.act.replace("_", " ")

    def get_urls(self) -> list[URLPattern]:
        export = self.admin_site.admin_view(self.export)
        return [path("export.csv", export, name="mdm_ledgerentry_export"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Offers what is listed as a file."""
        url = f"{reverse('admin:mdm_ledgerentry_export')}?{urlencode(request.GET, doseq=True)}"
        return super().changelist_view(request, {**(extra_context or {}), "export_url": url})  # type: ignore[no-any-return]

    def export(self, request: HttpRequest) -> StreamingHttpResponse:
        """What the filters leave, the latest first, at most MOST_EXPORTED entries. The export is an act too."""
        from django.core.exceptions import PermissionDenied

        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = self.get_changelist_instance(request).queryset.select_related("actor").order_by("-id")[:MOST_EXPORTED]
        note_export("ledger", actor=acting_user(request))
        return csv_response("ledger", _rows(rows, shown=reads_reasons(request)))

    def page(self, request: HttpRequest, row: LedgerEntry) -> Mapping[str, Any]:
        changed = changes_under(row.transaction) if may_see(request, "history") else []
        return {
            "details": sorted(row.details.items()),
            "changes": [_diff(request, one) for one in changed],
            "undo_url": _way_back(request, row),
        }


def _way_back(request: HttpRequest, row: LedgerEntry) -> str:
    """Where the act is undone: its preview, or the page on which what it closed is reopened; none where nothing is."""
    user, (model, _, pk) = acting_user(request), row.subject.partition(":")
    if may(user, ActKind.UNDO) and not undoing.plan_of(row.pk).is_empty:
        return undo_address(row.pk)
    if model == "review" and user.has_perm(DECIDES) and is_answer(int(pk), row.act):
        return f"{address('reviewitem', pk)}#handling"
    if row.act == "request_rejected" and requests.may_reopen(request_of(int(pk)), user):
        return address("changerequest", pk)
    return ""


def _rows(entries: QuerySet[LedgerEntry], *, shown: bool) -> Iterator[list[Any]]:
    yield list(_EXPORTED)
    for one in entries.iterator(chunk_size=2_000):
        said = (one.act, one.subject, _reason(one, shown=shown), one.rule, one.details)
        yield [one.pk, one.at.isoformat(), one.actor or "", *said]


@admin.register(History)
class HistoryAdmin(PageAdmin):
    """Every change of a row in which people decide, told by the database."""

    list_display = ("label", moment("at", "At"), "operation", "shown_table", "row", "shown_columns", "db_user")
    list_filter = ("operation", "relation", ("at", Within))
    list_filter_submit = True
    ordering = ("-id",)
    search_fields = ("row__exact",)
    search_help_text = "The row's number, exactly; choose its table beside"
    page_template = "mdm/history.html"

    @column("Change")
    def label(self, row: History) -> str:
        return f"Change {row.pk}"

    @column("Table")
    def shown_table(self, row: History) -> str:
        return row.relation.removeprefix("mdm_").replace("_", " ")

    @column("Columns")
    def shown_columns(self, row: History) -> str:
        return ", ".join(row.changed) if row.operation == History.Operation.UPDATE else ""

    def page(self, request: HttpRequest, row: History) -> Mapping[str, Any]:
        entries = entries_under(row.transaction) if may_see(request, "ledgerentry") else []
        return {"changes": [_diff(request, row)], "entries": [(one, address("ledgerentry", one.pk)) for one in entries]}
