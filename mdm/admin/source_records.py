"""Source records: what was said beside what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from mdm.admin.base import PageAdmin, address, column, may_see, moment, sees_sensitive
from mdm.catalogue.queries import catalogue, hidden_attributes
from mdm.match.vetoes import VETOES
from mdm.models import Batch, SourceRecord
from mdm.records import INVALIDATING_FLAGS, Attribute
from mdm.steward import queries
from mdm.steward.worklist.queries import open_items

_VERSIONS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class CleanLine:
    """A value as it was said and as it is compared."""

    label: str
    said: str
    display: str
    clean: Mapping[str, str]
    usage: str
    flags: list[tuple[str, bool]]
    is_masked: bool


def clean_lines(values: Iterable[Mapping[str, Any]], attributes: Mapping[str, Attribute]) -> list[CleanLine]:
    """The clean values of a record; a flag comes with whether it makes the value invalid."""
    return [
        CleanLine(
            label=attributes[one["attribute"]].label if one["attribute"] in attributes else one["attribute"],
            said=", ".join(one["said"].values()),
            display=one["display"],
            clean=one["clean"],
            usage=one["usage"],
            flags=[(flag.replace("_", " "), flag in INVALIDATING_FLAGS) for flag in one["flags"]],
            is_masked=one.get("is_masked", False),
        )
        for one in values
    ]


@admin.register(SourceRecord)
class SourceRecordAdmin(PageAdmin):
    list_display = (
        "key",
        "source",
        "state",
        "version",
        moment("opened_at", "First seen"),
        moment("changed_at", "Changed"),
    )
    list_filter = ("source", "state")
    list_select_related = ("source",)
    ordering = ("-pk",)
    search_fields = ("key",)
    search_help_text = "The record's key in its source, exactly"
    page_template = "mdm/source_record.html"

    @column("Version")
    def version(self, row: SourceRecord) -> int:
        return row.number

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's
        queryset: QuerySet[SourceRecord],
        search_term: str,
    ) -> tuple[QuerySet[SourceRecord], bool]:
        """By key in each source, because the index begins with the source."""
        term = search_term.strip()
        if not term:
            return queryset, False
        return queryset.filter(pk__in=queries.records_with_key(term)), False

    def page_title(self, row: SourceRecord) -> str:
        return f"Source record {row.pk}"

    def page(self, request: HttpRequest, row: SourceRecord) -> Mapping[str, Any]:
        sight = sees_sensitive(request)
        hidden = hidden_attributes(sees_sensitive=sight)
        (sheet,) = queries.sheets([row.pk], sees_sensitive=sight)
        versions = list(row.versions.select_related("record", "batch__mapping").order_by("-number")[:_VERSIONS_SHOWN])
        return {
            "sheet": sheet,
            "said": _in_file_order(sheet.payload, versions[0].batch if versions else None),
            "clean_lines": clean_lines(sheet.values, catalogue().attributes),
            "versions": queries.seen_versions(versions, hidden),
            "comparisons": _compared(sheet, sees_sensitive=sight),
            "customer_url": address("goldenrecord", sheet.customer) if sheet.customer else "",
            "items": open_items([row.pk]) if may_see(request, "reviewitem") else [],
        }


def _in_file_order(payload: Mapping[str, Any], batch: Batch | None) -> list[tuple[str, Any]]:
    """The columns as the file had them; stored documents forget their order."""
    columns = list(batch.reader_report.get("columns", ())) if batch else []
    known = {column: place for place, column in enumerate(columns)}
    return sorted(payload.items(), key=lambda pair: (known.get(pair[0], len(known)), pair[0]))


def _compared(sheet: queries.Sheet, *, sees_sensitive: bool) -> list[tuple[queries.Compared, str]]:
    """Whom it was compared with, the strongest first, and what speaks against it; else by key, with nothing said."""
    found = queries.comparisons_of(sheet.record)
    if not sees_sensitive:
        return [(one, "") for one in sorted(found, key=lambda one: (one.source, one.key))]
    return [(one, _against(sheet.kind, one.veto)) for one in found]


def _against(kind: str, veto: int) -> str:
    """What speaks against a certain match, in words."""
    return next((one.sentence for one in VETOES.get(kind, ()) if one.code == veto), "")
