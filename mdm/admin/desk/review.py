"""One question: its records side by side, and the answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from mdm.admin.base import acting_user, address, list_address, sees_sensitive
from mdm.admin.source_records import CleanLine, clean_lines
from mdm.catalogue.queries import catalogue
from mdm.errors import MdmError
from mdm.models import ReviewItem
from mdm.pipeline.quality.grading import ACCEPTED, accept
from mdm.pipeline.stewardship import decisions, worklist
from mdm.records import Attribute, Verdict
from mdm.steward import queries

DECIDES = "mdm.change_reviewitem"


@dataclass(frozen=True, slots=True)
class Row:
    """One attribute across the records: a cell for each, its values with whether no other record has them too."""

    label: str
    cells: list[list[tuple[CleanLine, bool]]]
    verdict: str


def page(request: HttpRequest, row: ReviewItem) -> Mapping[str, Any]:
    """What the page of the item shows."""
    sheets = queries.sheets(row.records[:_SHOWN], sees_sensitive=sees_sensitive(request))
    return {
        "sheets": [(sheet, address("sourcerecord", sheet.record)) for sheet in sheets],
        "rows": _rows(sheets),
        "hidden_count": max(0, len(row.records) - _SHOWN),
        "comparisons": queries.comparisons_between([sheet.record for sheet in sheets]),
        "can_decide": row.state == ReviewItem.State.OPEN and request.user.has_perm(DECIDES),
        "decide_url": reverse("admin:mdm_reviewitem_decide", args=[row.pk]),
        "verdicts": _ON_QUALITY if row.kind == ReviewItem.Kind.QUALITY else _VERDICTS,
    }


@require_POST
def decide(request: HttpRequest, item_id: int) -> HttpResponse:
    """Take the answer; the next question follows."""
    if not request.user.has_perm(DECIDES):
        raise PermissionDenied
    verdict, reason = request.POST.get("verdict", ""), request.POST.get("reason", "").strip()
    try:
        if verdict == ACCEPTED:
            accept(item_id, actor=acting_user(request), reason=reason)
        else:
            decisions.decide(item_id, Verdict(verdict), actor=acting_user(request), reason=reason)
    except ValueError:
        messages.error(request, "Choose match, no match or unsure.")
    except MdmError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Review item {item_id}: {verdict.replace('_', ' ')}.")
        following = worklist.take_next(actor=acting_user(request))
        return redirect(address("reviewitem", following) if following else list_address("reviewitem"))
    return redirect(address("reviewitem", item_id))


_SHOWN = 12
# What is asked about quality has one answer; the other is that the source mends it.
_ON_QUALITY = ((ACCEPTED, "Right as it is", "a", "primary"),)
# Verdict, label, key on the keyboard, look.
_VERDICTS = (
    (Verdict.MATCH.value, "Match", "m", "primary"),
    (Verdict.NO_MATCH.value, "No match", "n", "default"),
    (Verdict.UNSURE.value, "Unsure", "u", "default"),
)


def _rows(sheets: Sequence[queries.Sheet]) -> list[Row]:
    attributes = catalogue().attributes
    said = {value["attribute"] for sheet in sheets for value in sheet.values}
    return [_row(one, sheets, attributes) for one in attributes.values() if one.code in said]


def _row(attribute: Attribute, sheets: Sequence[queries.Sheet], attributes: Mapping[str, Attribute]) -> Row:
    values = [[one for one in sheet.values if one["attribute"] == attribute.code] for sheet in sheets]
    forms = Counter(form for cell in values for form in {_form(one) for one in cell if one["clean"]})
    stated = sum(any(one["clean"] for one in cell) for cell in values)
    verdict = "alone" if stated < 2 else "agrees" if max(forms.values()) == stated else "differs"
    odd = {form for form, count in forms.items() if count == 1} if verdict == "differs" else set()
    cells = [
        [(line, _form(one) in odd) for line, one in zip(clean_lines(cell, attributes), cell, strict=True)]
        for cell in values
    ]
    return Row(attribute.label, cells, verdict)


def _form(value: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(value["clean"].items()))
