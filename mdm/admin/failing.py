"""The very records behind a figure of a scorecard, as a list and as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.views.decorators.http import require_GET

from mdm.admin.base import address, sees_sensitive
from mdm.admin.quality_pages import page, shown, whole
from mdm.admin.source_records import CleanLine, clean_lines
from mdm.admin.streams import csv_response
from mdm.catalogue.queries import catalogue
from mdm.grade import queries as rules
from mdm.grade.scorecards import queries as cards
from mdm.models import QualityRule, SourceRecord, SourceSystem
from mdm.steward import queries as desk

_PAGE = 50
_EXPORTED = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """Which failing records somebody wants to see; `source` 0 is all of them."""

    rule: str
    attribute: str
    source: int

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        said = request.GET
        return cls(said.get("rule", ""), said.get("attribute", ""), whole(said.get("source", "")))

    def query(self, **more: int) -> str:
        return urlencode({"rule": self.rule, "attribute": self.attribute, "source": self.source, **more})

    def records(self, after: int, limit: int) -> list[SourceRecord]:
        return cards.failing_records(self.rule, self.attribute, self.source or None, after=after, limit=limit)


@page
@require_GET
def failing(request: HttpRequest) -> HttpResponse:
    """The very records that fail a rule now, with what they say there."""
    asked = Asked.of(request)
    found = asked.records(whole(request.GET.get("after", "")), _PAGE + 1)
    known = next((one for one in rules.active_rules().rules if one.code == asked.rule), None)
    attributes = catalogue().attributes
    label = attributes[asked.attribute].label if asked.attribute in attributes else asked.attribute
    return shown(
        request,
        "mdm/quality_failing.html",
        f"{label}: {known.label if known else asked.rule}",
        rule=known,
        rule_url=_rule_url(asked.rule),
        label=label,
        owner=SourceSystem.objects.filter(pk=asked.source).first(),
        rows=_failing_rows(request, asked, found[:_PAGE]),
        following=asked.query(after=found[_PAGE - 1].pk) if len(found) > _PAGE else "",
        export=asked.query(),
    )


@page
@require_GET
def failing_export(request: HttpRequest) -> HttpResponseBase:
    """The same as CSV, masked as the user sees it."""
    asked = Asked.of(request)

    def table() -> Iterator[Sequence[Any]]:
        yield ("source", "key", "customer", "grade", "attribute", "values", "failed_rules")
        after = 0
        while found := asked.records(after, _EXPORTED):
            after = found[-1].pk
            for one in _failing_rows(request, asked, found):
                values = "; ".join(value.display for value in one.values)
                place = (one.record.source.code, one.record.key, one.customer or "", one.record.quality.score)
                yield (*place, asked.attribute, values, " ".join(one.record.quality.failures))

    return csv_response("failing_records", table())


@dataclass(frozen=True, slots=True)
class FailingRow:
    """A record that fails, the values it has there as the user may see them, and how many rules it fails besides."""

    record: SourceRecord
    url: str
    customer: str | None
    values: list[CleanLine]

    @property
    def others(self) -> int:
        return len(self.record.quality.failures) - 1


def _failing_rows(request: HttpRequest, asked: Asked, found: Sequence[SourceRecord]) -> list[FailingRow]:
    sheets = desk.sheets([one.pk for one in found], sees_sensitive=sees_sensitive(request))
    seen = {one.record: one for one in sheets}
    return [_failing_row(one, seen[one.pk], asked.attribute) for one in found if one.pk in seen]


def _failing_row(record: SourceRecord, sheet: desk.Sheet, attribute: str) -> FailingRow:
    values = [one for one in sheet.values if one["attribute"] == attribute]
    return FailingRow(
        record=record,
        url=address("sourcerecord", record.pk),
        customer=str(sheet.customer) if sheet.customer else None,
        values=clean_lines(values, catalogue().attributes),
    )


def _rule_url(code: str) -> str:
    row = QualityRule.objects.filter(code=code, state=QualityRule.State.ACTIVE).first()
    return address("qualityrule", row.pk) if row else ""


urlpatterns = [
    path("quality/failing/", failing, name="mdm-quality-failing"),
    path("quality/failing.csv", failing_export, name="mdm-quality-failing-export"),
]
