"""One question: its whole group side by side, the weights of a pair, what would become of it, and the answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_POST

from mdm.admin.acts.forms import may
from mdm.admin.acts.pages import done, undo_address
from mdm.admin.base import PageAdmin, acting_user, address, list_address, sees_sensitive
from mdm.admin.desk.side_by_side import LETTERS, columns, rows
from mdm.admin.desk.waterfall import waterfall
from mdm.admin.desk.would_become import becoming
from mdm.catalogue.queries import catalogue
from mdm.errors import ConflictError, MdmError
from mdm.ledger.queries import entries_of
from mdm.models import ReviewItem
from mdm.pipeline.identity.explaining import weighed
from mdm.pipeline.identity.previewing import golden_if
from mdm.pipeline.stewardship import answering, requests, undoing, worklist
from mdm.steward import queries
from mdm.steward.acts import ActKind
from mdm.steward.requests.queries import answers_proposed
from mdm.steward.review import answers
from mdm.steward.review.queries import group_of
from mdm.steward.review.standing import Member, ordered, read_stamp, stamp
from mdm.steward.worklist.answers import answers_of
from mdm.steward.worklist.deeds import Pick
from mdm.steward.worklist.queries import review_item

DECIDES = "mdm.change_reviewitem"
_SEES = "mdm.view_reviewitem"
# Records side by side; a larger group goes on on the next page.
_SHOWN = 12
_TOLD = '<a class="mdm-link" href="{}">Review item {}</a>:'


def urls(pages: PageAdmin) -> list[URLPattern]:
    """What the page of an item calls."""
    view = pages.admin_site.admin_view

    def answer(request: HttpRequest, item_id: int) -> HttpResponse:
        return _decide(pages, request, item_id)

    return [
        path("<int:item_id>/decide/", view(require_POST(answer)), name="mdm_reviewitem_decide"),
        path("<int:item_id>/preview/", view(require_GET(_preview)), name="mdm_reviewitem_preview"),
        path("<int:item_id>/weights/", view(require_GET(_weights)), name="mdm_reviewitem_weights"),
    ]


def page(request: HttpRequest, row: ReviewItem) -> Mapping[str, Any]:
    """What the page of the item shows."""
    group = _group(row)
    first = _first(request, len(group))
    here = [one.record for one in group[first : first + _SHOWN]]
    sheets = queries.sheets(here, sees_sensitive=sees_sensitive(request))
    if row.kind == ReviewItem.Kind.SECOND_REVIEW:
        sheets = [replace(one, customer=None) for one in sheets]
    is_open = row.state == ReviewItem.State.OPEN
    taken = answers_of(row.kind) if is_open and request.user.has_perm(DECIDES) else ()
    becomes = _becoming(request, _start(group)) if answers.answers(row.kind) else None
    return {
        "columns": columns(sheets, _posted_groups(request), _ends(row), first=first),
        "rows": rows(sheets, catalogue(), becomes.attributes if becomes else ()),
        "becomes": becomes,
        "group": group,
        "ends": [one for one in group if one.record in _ends(row)],
        "others": _pages(len(group), first),
        "stamp": stamp(group),
        "answers": taken,
        "why_second": answering.why_second(row, acting_user(request)) if taken else (),
        "proposed": answers_proposed().get(row.pk) if is_open else None,
        "groups_taken": len(answers.answers(row.kind)) > 0 and len(group) > 1,
        "letters": LETTERS[: max(2, min(len(here), len(LETTERS)))],
        "decide_url": reverse("admin:mdm_reviewitem_decide", args=[row.pk]),
        "given": request.POST,
        **({} if is_open else _closed(request, row)),
        **_weights_shown(request, row, group),
    }


def _closed(request: HttpRequest, row: ReviewItem) -> dict[str, Any]:
    """What was said of an item that is closed, and the way to undo its answer where something of it is left."""
    said = entries_of([f"review:{row.pk}"], limit=3)
    decided: int | None = next((one.details.get("entry", one.pk) for one in said if one.act == "decided"), None)
    if decided is None or row.state != ReviewItem.State.DECIDED or not may(acting_user(request), ActKind.UNDO):
        return {"acts": said}
    return {"acts": said, "undo_url": "" if undoing.plan_of(decided).is_empty else undo_address(decided)}


def _group(row: ReviewItem) -> list[Member]:
    """Whom the question is about. A second review tells nothing of what became of the first answer."""
    found = ordered(group_of(row.records), _ends(row))
    if row.kind != ReviewItem.Kind.SECOND_REVIEW:
        return found
    return [one._replace(customer=None) for one in found if one.record in row.records]


def _ends(row: ReviewItem) -> list[int]:
    """The two records that the question is put about, where it is put about two."""
    return [row.facts[side] for side in ("left", "right") if row.facts.get(side)]


def _first(request: HttpRequest, size: int) -> int:
    """The place of the first record shown; the pages begin at whole numbers of records."""
    asked = request.GET.get("from", "")
    place = int(asked) if asked.isdecimal() and len(asked) < 7 else 0
    return min(place, max(size - 1, 0)) // _SHOWN * _SHOWN


def _pages(size: int, first: int) -> list[tuple[int, int, int, bool]]:
    """Start, first and last number of each page of records, and whether it is this one; none where one holds all."""
    if size <= _SHOWN:
        return []
    return [(one, one + 1, min(one + _SHOWN, size), one == first) for one in range(0, size, _SHOWN)]


def _posted_groups(request: HttpRequest) -> dict[int, str]:
    """The group of each record as the answer states it."""
    found = {}
    for name, letter in request.POST.items():
        record = name.removeprefix("group-")
        if record != name and record.isdecimal() and str(letter) in LETTERS:
            found[int(record)] = str(letter)
    return found


def _start(group: Sequence[Member]) -> dict[str, list[int]]:
    return {LETTERS[0]: [one.record for one in group]}


def _becoming(request: HttpRequest, groups: Mapping[str, Collection[int]]) -> Any:
    documents = golden_if(list(groups.values()), sees_sensitive=sees_sensitive(request))
    return becoming(dict(zip(groups, documents, strict=True)), {one: len(groups[one]) for one in groups})


def _seen_group(request: HttpRequest, item_id: int) -> tuple[ReviewItem, list[Member]]:
    """The item and its group, for who may see it."""
    if not request.user.has_perm(_SEES):
        raise PermissionDenied
    try:
        item = review_item(item_id)
    except MdmError as error:
        raise Http404(str(error)) from error
    return item, _group(item)


def _preview(request: HttpRequest, item_id: int) -> HttpResponse:
    """The golden values that the groups stated as A=1,2&B=3 would have, attribute by attribute; writes nothing."""
    _, group = _seen_group(request, item_id)
    known = {one.record for one in group}
    asked = {letter: request.GET.get(letter, "").split(",") for letter in LETTERS if request.GET.get(letter)}
    groups = {
        letter: [int(one) for one in ids if one.isdecimal() and int(one) in known] for letter, ids in asked.items()
    }
    becomes = _becoming(request, {letter: ids for letter, ids in groups.items() if ids})
    return TemplateResponse(request, "mdm/review/becomes.html", {"becomes": becomes})


def _weights(request: HttpRequest, item_id: int) -> HttpResponse:
    """The weights of the pair stated as left and right."""
    item, group = _seen_group(request, item_id)
    context = {"row": item, "group": group, **_weights_shown(request, item, group)}
    return TemplateResponse(request, "mdm/review/weights.html", context)


def _weights_shown(request: HttpRequest, row: ReviewItem, group: Sequence[Member]) -> dict[str, Any]:
    """The pair whose weights are shown: the one asked for, else the one that the question is put about."""
    places = {one.record: one for one in group}
    links = queries.comparisons_between(list(places))
    asked = [request.GET.get(side, "") for side in ("left", "right")]
    pair = [int(one) for one in asked if one.isdecimal() and int(one) in places]
    if len(set(pair)) < 2:
        pair = _ends(row) or ([links[0].record, links[0].other] if links else list(places)[:2])
    is_pair = len(set(pair)) == 2 and places.keys() >= set(pair) and bool(answers.answers(row.kind))
    found = weighed(pair[0], pair[1], sees_sensitive=sees_sensitive(request)) if is_pair else None
    return {
        "pair": [places[one] for one in pair] if is_pair else [],
        "chart": waterfall(found) if found else None,
        "links": [(places[one.record], places[one.other], one) for one in links[:8]],
        "weights_url": reverse("admin:mdm_reviewitem_weights", args=[row.pk]),
        "preview_url": reverse("admin:mdm_reviewitem_preview", args=[row.pk]),
    }


def _decide(pages: PageAdmin, request: HttpRequest, item_id: int) -> HttpResponse:
    """Take the answer; the next question follows. What can't be taken comes back with what was said, nothing lost."""
    if not request.user.has_perm(DECIDES):
        raise PermissionDenied
    try:
        told = _give(request, item_id)
    except MdmError as error:
        refused = {"refused": error, "changes": error.data.get("changes", ())}
        response = pages.change_view(request, str(item_id), extra_context=refused)
        response.status_code = error.status if isinstance(error, ConflictError) else 400
        return response
    messages.success(request, told)
    following = worklist.take_next(actor=acting_user(request))
    return redirect(address("reviewitem", following) if following else list_address("reviewitem"))


def _give(request: HttpRequest, item_id: int) -> str:
    """Give the answer, or propose it; what to tell of it."""
    code, actor = request.POST.get("verdict", ""), acting_user(request)
    reason = request.POST.get("reason", "").strip()
    version, stated = request.POST.get("version", ""), _posted_groups(request)
    seen = read_stamp(request.POST["seen"]) if "seen" in request.POST else None
    groups = [[one for one in stated if stated[one] == letter] for letter in LETTERS] if code == answers.PARTIAL else []
    pick = Pick(item_id, int(version) if version.isdecimal() else None, seen)
    if "propose" not in request.POST or answering.act_of([review_item(item_id)], code) is None:
        entry = answering.answer(pick, code, actor=actor, reason=reason, groups=groups)
        told = format_html(_TOLD + " {}.", address("reviewitem", item_id), item_id, code.replace("_", " "))
        return done(told, entry)
    made = requests.propose_answer([pick], code, actor=actor, reason=reason, groups=groups)
    return format_html(
        _TOLD + ' proposed as <a class="mdm-link" href="{}">change request {}</a>.',
        address("reviewitem", item_id), item_id, address("changerequest", made.pk), made.pk,
    )  # fmt: skip
