"""Scorecards: how good each source's data is, where it hurts, how it moved, and the very records behind a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from mdm.admin import failing
from mdm.admin.base import acting_user, address, list_address
from mdm.admin.quality_pages import page, shown
from mdm.admin.streams import csv_response
from mdm.catalogue.queries import catalogue
from mdm.errors import MdmError
from mdm.grade import queries as rules
from mdm.grade.deliveries.queries import waiting
from mdm.grade.rules import Dimension
from mdm.grade.scorecards import exports
from mdm.grade.scorecards import queries as cards
from mdm.grade.scorecards.trends import Trend, trend
from mdm.models import QualityRun, Scorecard, ScorecardLine, SourceSystem

TRUSTS = "mdm.change_survivorshippolicy"
_WORST = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """Points with their look; None where nothing was tested."""

    points: int | None

    @property
    def look(self) -> str:
        if self.points is None:
            return "none"
        return "good" if self.points >= 90 else "fair" if self.points >= 70 else "bad"


@dataclass(frozen=True, slots=True)
class Column:
    """A source's scorecard as a column of the comparison."""

    card: Scorecard
    label: str
    cells: tuple[Cell, ...]
    trend: Trend
    costs: Trend

    @property
    def duplicates(self) -> int:
        return max(0, self.card.records - self.card.customers) if self.card.customers else 0

    @property
    def duplicate_rate(self) -> float:
        return 100 * self.duplicates / self.card.records if self.card.records else 0.0

    @property
    def elsewhere_rate(self) -> float:
        return 100 * self.card.known_elsewhere / self.card.customers if self.card.customers else 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """A failed rule in words."""

    line: ScorecardLine
    label: str
    message: str
    attribute: str
    severity: str

    @property
    def share(self) -> float:
        return 100 * self.line.failed / self.line.tested if self.line.tested else 0.0


def _column(card: Scorecard, names: Sequence[str]) -> Column:
    measured = {**card.dimensions, **card.attributes}
    past = [one for one in cards.history(card.source_id) if one.run_id <= card.run_id]
    label = card.source.label if card.source else "All together"
    costs = [float(one.cost) for one in past]
    cells = tuple(Cell(measured.get(one)) for one in names)
    return Column(card, label, cells, trend([one.score for one in past]), trend(costs, least_span=max(costs) / 5 or 1))


def _lines(found: Sequence[ScorecardLine]) -> list[Line]:
    known = {one.code: one for one in rules.active_rules().rules}
    attributes = catalogue().attributes
    return [
        Line(
            line=one,
            label=known[one.rule].label if one.rule in known else one.rule,
            message=known[one.rule].message if one.rule in known else "",
            attribute=attributes[one.attribute].label if one.attribute in attributes else one.attribute,
            severity=str(known[one.rule].severity) if one.rule in known else "",
        )
        for one in found
    ]


def _run(request: HttpRequest, runs: Sequence[QualityRun]) -> QualityRun:
    wanted = request.GET.get("run", "")
    found = next((one for one in runs if str(one.pk) == wanted), None) if wanted else runs[0]
    if found is None:
        raise Http404
    return found


@page
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """All sources side by side."""
    runs = cards.latest_runs()
    if not runs:
        return shown(request, "mdm/quality.html", "Data quality", runs=[], held=waiting())
    run = _run(request, runs)
    found = cards.cards_of(run.pk)
    measured = {name for card in found for name in (*card.dimensions, *card.attributes)}
    dimensions = [str(one) for one in Dimension if one in measured]
    attributes = [one for one in catalogue().attributes.values() if one.code in measured]
    names = [*dimensions, *(one.code for one in attributes)]
    columns = [_column(card, names) for card in found]
    return shown(
        request,
        "mdm/quality.html",
        "Data quality",
        runs=runs,
        run=run,
        currency=cards.currency(),
        columns=columns,
        dimension_rows=_rows(dimensions, columns, 0),
        attribute_rows=_rows([one.label for one in attributes], columns, len(dimensions)),
        worst=_lines(cards.worst_lines(run.pk, None, _WORST)),
        held=waiting(),
        alerts_url=list_address("batchquality"),
        can_follow=request.user.has_perm(TRUSTS),
    )


def _rows(labels: Sequence[str], columns: Sequence[Column], start: int) -> list[tuple[str, list[Cell]]]:
    return [(label, [one.cells[start + place] for one in columns]) for place, label in enumerate(labels)]


@page
@require_GET
def source(request: HttpRequest, source_id: int) -> HttpResponse:
    """One source's scorecard, rule by rule."""
    runs = cards.latest_runs()
    owner = SourceSystem.objects.filter(pk=source_id).first()
    if not runs or owner is None:
        raise Http404
    run = _run(request, runs)
    past = [one for one in cards.history(source_id) if one.run_id <= run.pk]
    card = next((one for one in cards.cards_of(run.pk) if one.source_id == source_id), None)
    if card is None:
        raise Http404
    trends = [
        (str(one), Cell(card.dimensions.get(one)), trend([each.dimensions.get(one, 0) for each in past]))
        for one in Dimension
        if one in card.dimensions
    ]
    return shown(
        request,
        "mdm/quality_source.html",
        f"Quality of {owner.label}",
        owner=owner,
        run=run,
        currency=cards.currency(),
        column=_column(card, []),
        trends=trends,
        past=list(reversed(past)),
        lines=_lines(cards.worst_lines(run.pk, source_id)),
    )


@page
@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """A run's scorecards as CSV, a line for each source, attribute and rule."""
    runs = cards.latest_runs()
    if not runs:
        raise Http404
    run = _run(request, runs)
    return csv_response(f"scorecards_{run.pk}", exports.table(run, cards.lines_of(run.pk)))


@page
@require_POST
def follow(request: HttpRequest) -> HttpResponse:
    """Let trust follow measured quality."""
    from mdm.pipeline.quality.grading import follow_quality

    if not request.user.has_perm(TRUSTS):
        raise PermissionDenied
    try:
        version = follow_quality(actor=acting_user(request))
    except MdmError as error:
        messages.error(request, str(error))
        return redirect("mdm-quality")
    messages.success(
        request, f"Survivorship policy {version} is in force; golden records follow with the next nightly job."
    )
    return redirect(address("survivorshippolicy", version))


urlpatterns = [
    path("quality/", overview, name="mdm-quality"),
    path("quality/sources/<int:source_id>/", source, name="mdm-quality-source"),
    path("quality/scorecards.csv", export, name="mdm-quality-export"),
    path("quality/trust/", follow, name="mdm-quality-trust"),
    *failing.urlpatterns,
]
