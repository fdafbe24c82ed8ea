"""Delivery alerts: what was out of line, the held file row by row, and deciding about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import content_disposition_header
from django.utils.text import capfirst
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mdm.admin.base import PageAdmin, acting_user, address, column, moment, sees_sensitive
from mdm.admin.streams import csv_response
from mdm.catalogue.queries import catalogue
from mdm.errors import MdmError
from mdm.grade.deliveries.queries import before_of, has_file
from mdm.grade.drift import READABLE, SCORE
from mdm.ledger.queries import entries_of
from mdm.models import BatchQuality
from mdm.records import VALUE

DELIVERIES = "mdm.change_batchquality"


@admin.register(BatchQuality)
class BatchQualityAdmin(PageAdmin):
    list_display = ("label", "source", "rows", "told", "shown_decision", moment("at", "Looked at"))
    list_filter = ("decision", "source")
    list_select_related = ("source",)
    page_template = "mdm/quality_batch.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[BatchQuality]:
        """Every delivery is looked at; those in line with their source's past are no alert."""
        rows: QuerySet[BatchQuality] = super().get_queryset(request)
        return rows.exclude(findings=[], decision="")

    @column("Delivery")
    def label(self, row: BatchQuality) -> str:
        return f"Batch {row.batch_id}"

    @column("Out of line")
    def told(self, row: BatchQuality) -> str:
        return " ".join(capfirst(one["sentence"]) for one in row.findings[:2])

    @column("Decision", label={"waiting": "warning", "released": "success", "discarded": "danger"})
    def shown_decision(self, row: BatchQuality) -> tuple[str, str]:
        return row.decision, row.get_decision_display()

    def get_urls(self) -> list[URLPattern]:
        decide = self.admin_site.admin_view(require_POST(self.decide))
        return [
            path("<int:batch>/decide/", decide, name="mdm_batchquality_decide"),
            path("<int:batch>/rows/", self._read(self.rows), name="mdm_batchquality_rows"),
            path("<int:batch>/rows.csv", self._read(self.rows_csv), name="mdm_batchquality_csv"),
            path("<int:batch>/file/", self._read(self.file), name="mdm_batchquality_file"),
            *super().get_urls(),
        ]

    def _read(self, view: Callable[[HttpRequest, int], HttpResponseBase]) -> Any:
        """A page of those who may see what deliveries looked like."""

        def checked(request: HttpRequest, batch: int) -> HttpResponseBase:
            if not self.has_view_permission(request):
                raise PermissionDenied
            try:
                return view(request, batch)
            except MdmError as error:
                messages.error(request, str(error))
                return redirect(address("batchquality", batch))

        return self.admin_site.admin_view(never_cache(require_GET(checked)))

    def rows(self, request: HttpRequest, batch: int) -> HttpResponseBase:
        """The held file row by row."""
        from mdm.pipeline.intake.held_rows import held_page

        after = _whole(request.GET.get("after", ""))
        found = held_page(batch, sees_sensitive=sees_sensitive(request), after=after)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Rows of batch {batch}",
            "row": self.get_object(request, str(batch)),
            "found": found,
            "marked": [(name, name in found.odd) for name in found.columns],
            "lines": [(one, list(zip(one.cells, found.columns, strict=True))) for one in found.rows],
            "first": after + 1,
            "last": after + len(found.rows),
            "takes_file": sees_sensitive(request),
        }
        return TemplateResponse(request, "mdm/held_rows.html", context)

    def rows_csv(self, request: HttpRequest, batch: int) -> HttpResponseBase:
        """The held file with what is said of each row, as this user may see it."""
        from mdm.pipeline.intake.held_rows import held_table

        rows = held_table(batch, sees_sensitive=sees_sensitive(request))
        return csv_response(f"held_{batch}", rows)

    def file(self, request: HttpRequest, batch: int) -> HttpResponseBase:
        """The very file, for those who may see everything in it."""
        from mdm.pipeline.intake.held_rows import hand_out

        if not sees_sensitive(request):
            raise PermissionDenied
        name, pieces = hand_out(batch, actor=acting_user(request))
        response = StreamingHttpResponse(pieces, content_type="application/octet-stream")
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
        return response

    def page(self, request: HttpRequest, row: BatchQuality) -> Mapping[str, Any]:
        moved, steady = _shares(row, before_of(row))
        return {
            "moved": moved,
            "steady": steady,
            "can_decide": row.decision == "waiting" and request.user.has_perm(DELIVERIES),
            "decide_url": reverse("admin:mdm_batchquality_decide", args=[row.batch_id]),
            "has_file": has_file(row.batch_id),
            "rows_url": reverse("admin:mdm_batchquality_rows", args=[row.batch_id]),
            "batch_url": address("batch", row.batch_id),
            "entries": entries_of([f"batch:{row.batch_id}"]),
        }

    def decide(self, request: HttpRequest, batch: int) -> HttpResponse:
        """Release the delivery to the workers, or discard it."""
        from mdm.pipeline.intake import holding
        from mdm.pipeline.jobs import releases

        actor, reason = acting_user(request), request.POST.get("reason", "").strip()

        def done() -> str:
            if request.POST.get("decision") == "discard":
                holding.discard(batch, actor=actor, reason=reason)
                return f"Batch {batch} was discarded; nothing of it was taken."
            job = releases.release(batch, actor=actor, reason=reason)
            return f"Batch {batch} is being loaded by job {job.pk}."

        if not request.user.has_perm(DELIVERIES):
            raise PermissionDenied
        try:
            messages.success(request, done())
        except MdmError as error:
            messages.error(request, str(error))
        return redirect(address("batchquality", batch))


# A share that moved by less is as it was.
_MOVED = 0.02


@dataclass(frozen=True, slots=True)
class Share:
    """How many rows of a hundred have something: in the delivery before, if there was one, and in this one."""

    label: str
    usual: float | None
    now: float
    is_out: bool


def _shares(row: BatchQuality, before: BatchQuality | None) -> tuple[list[Share], list[Share]]:
    """What moved, the worst first, and what is as it was."""
    usual = before.shares if before else {}
    out = {one["what"] for one in row.findings}
    found = [
        Share(_label(name), 100 * usual[name] if name in usual else None, 100 * row.shares.get(name, 0.0), name in out)
        for name in sorted({*row.shares, *usual})
        if not _is_twin(name, row.shares, usual)
    ]
    found.sort(key=lambda one: (not one.is_out, one.now - (one.usual or 0.0)))
    moved = [one for one in found if one.is_out or one.usual is None or abs(one.now - one.usual) >= 100 * _MOVED]
    return moved, [one for one in found if one not in moved]


def _is_twin(name: str, *shares: Mapping[str, float]) -> bool:
    """An attribute's only part says what the attribute says."""
    attribute, _, part = name.partition(".")
    return part == VALUE and all(one.get(name) == one.get(attribute) for one in shares)


def _label(name: str) -> str:
    attribute, _, part = name.partition(".")
    known = catalogue().attributes.get(attribute)
    label = known.label if known else _OWN.get(name, attribute)
    return f"{label}: {part.replace('_', ' ')}" if part else label


_OWN = {SCORE: "Mean grade", READABLE: "Rows that can be read"}


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
