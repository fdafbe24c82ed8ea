"""Reference lists: their entries, versions and the rules that ask them; replacing one from a CSV file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_POST
from unfold.widgets import UnfoldAdminFileFieldWidget

from mdm.admin.base import PageAdmin, acting_user, address, column, moment
from mdm.admin.streams import csv_response
from mdm.errors import InvalidInputError, MdmError
from mdm.grade.lists import queries
from mdm.grade.lists.reading import FORM_LABELS
from mdm.ledger.queries import entries_of
from mdm.models import QualityRule, ReferenceList

KEEPS = "mdm.change_referencelist"
MOST_BYTES = 10 << 20
_ACCEPTED = {"id": "id_file", "accept": ".csv,.txt,text/csv,text/plain"}
_SHOWN = 60


@admin.register(ReferenceList)
class ReferenceListAdmin(PageAdmin):
    list_display = ("label", "code", "version", "shown_count", "shown_keeper", moment("updated_at", "Changed"))
    page_template = "mdm/reference_list.html"

    @column("Entries")
    def shown_count(self, row: ReferenceList) -> str:
        return f"{queries.entry_count(row.code):,}"

    @column("Kept by", label={"people": "info", "itself": "default"})
    def shown_keeper(self, row: ReferenceList) -> tuple[str, str]:
        keeper = "itself" if row.is_learnt else "people"
        return keeper, keeper

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(KEEPS))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<str:code>/entries.csv", view(require_GET(self.export)), name="mdm_referencelist_export"),
            path("<str:code>/restore/", view(require_POST(self.restore)), name="mdm_referencelist_restore"),
            *super().get_urls(),
        ]

    def page(self, request: HttpRequest, row: ReferenceList) -> Mapping[str, Any]:
        like = request.GET.get("like", "")[:100].strip()
        versions = queries.versions(row.code)
        return {
            "count": queries.entry_count(row.code),
            "like": like,
            "listed": queries.some_entries(row.code, like=like, limit=_SHOWN + 1)[:_SHOWN],
            "versions": [(one, queries.changes(row.code, one.number)) for one in versions[:10]],
            "asking": _asking(row.code),
            "can_keep": request.user.has_perm(KEEPS) and not row.is_learnt,
            **_form_context(),
            "entries": entries_of([f"reference_list:{row.code}"]),
        }

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Mapping[str, Any] | None = None,
    ) -> HttpResponse:
        """The list's page, which also takes a file for it."""
        if request.method != "POST":
            return super().change_view(request, object_id, form_url, extra_context)
        taken = _Upload(request, object_id)
        if taken.is_done:
            return redirect(address("referencelist", object_id))
        return super().change_view(request, object_id, form_url, taken.context)

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",  # noqa: ARG002 - Django's signature
        extra_context: Mapping[str, Any] | None = None,
    ) -> HttpResponse:
        """A new list from a file; Django calls it so."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        context: dict[str, Any] = {**(extra_context or {}), **_form_context(), "can_keep": True}
        if request.method == "POST":
            code = request.POST.get("code", "").strip()
            taken = _Upload(request, code)
            if taken.is_done:
                return redirect(address("referencelist", code))
            context |= taken.context
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "title": "New reference list"}
        return TemplateResponse(request, "mdm/reference_list_new.html", {**frame, **context})

    def export(self, request: HttpRequest, code: str) -> StreamingHttpResponse:
        """All entries as CSV."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return csv_response(code, ([one] for one in queries.all_entries(queries.reference_list(code).code)))

    def restore(self, request: HttpRequest, code: str) -> HttpResponse:
        """Bring an earlier version back."""
        from mdm.pipeline.quality.lists import restore_list

        if not request.user.has_perm(KEEPS):
            raise PermissionDenied
        try:
            done = restore_list(code, int(request.POST.get("number", "0")), actor=acting_user(request))
            messages.success(request, f"Version {done.version}: {done.added:,} added, {done.removed:,} removed.")
        except (MdmError, ValueError) as error:
            messages.error(request, str(error))
        return redirect(address("referencelist", code))


class _Upload:
    """A file that somebody sent for a list: checked, or taken, or given back with what is wrong."""

    def __init__(self, request: HttpRequest, code: str) -> None:
        from mdm.pipeline.quality.lists import Wanted, preview, replace_list

        if not request.user.has_perm(KEEPS):
            raise PermissionDenied
        said = request.POST
        self.is_done = False
        self.context: dict[str, Any] = {"said": said}
        try:
            wanted = Wanted(
                code,
                said.get("label", ""),
                _text(request),
                said.get("form", ""),
                "header" in said,
                said.get("note", ""),
            )
            if said.get("act") == "check":
                self.context["preview"] = preview(wanted)
                return
            done = replace_list(wanted, actor=acting_user(request))
            messages.success(
                request,
                f"Version {done.version}: {done.entries:,} entries, {done.added:,} added, {done.removed:,} removed.",
            )
            self.is_done = True
        except MdmError as error:
            self.context["problem"] = error


def _form_context() -> dict[str, Any]:
    return {"forms": FORM_LABELS, "file_input": UnfoldAdminFileFieldWidget(attrs=_ACCEPTED).render("file", None)}


def _text(request: HttpRequest) -> str:
    """The file's text, or what was typed."""
    file = request.FILES.get("file")
    if file is None:
        return str(request.POST.get("text", ""))
    if (file.size or 0) > MOST_BYTES:
        raise InvalidInputError("The file is larger than 10 MiB.", remedy="Split the list in two.")
    try:
        return str(file.read(), "utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInputError("The file is no UTF-8 text.", remedy="Save it as CSV, UTF-8.") from None


def _asking(code: str) -> list[tuple[str, str]]:
    """Label and page of each rule in force that asks the list."""
    rules = [rule.code for rule in queries.rules_asking(code)]
    rows = QualityRule.objects.filter(state=QualityRule.State.ACTIVE, code__in=rules).order_by("label")
    return [(row.label, address("qualityrule", row.pk)) for row in rows]
