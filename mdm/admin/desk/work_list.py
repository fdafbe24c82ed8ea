"""What waits for people: one list of every kind, in the order in which it should be worked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from mdm.admin.base import PageAdmin, acting_user, may_see, sees_sensitive
from mdm.admin.desk import acts, handling, privacy, review
from mdm.admin.desk.lines import line
from mdm.models import ReviewItem
from mdm.records import Verdict
from mdm.steward.listing import queries
from mdm.steward.listing.filters import View, Wanted, wanted
from mdm.steward.pins.queries import news_of
from mdm.steward.requests.queries import answers_proposed
from mdm.steward.worklist.triage import FROM_EVIDENCE

_VIEWS = {
    View.WAITING: ("Waiting", "Everything that is open and not deferred"),
    View.MINE: ("Mine", "Claimed by or assigned to you"),
    View.FREE: ("Free", "Nobody has it yet"),
    View.OVERDUE: ("Overdue", "Due before now"),
    View.ESCALATED: ("Escalated", "Put before the senior stewards, by a person or because it is overdue"),
    View.DEFERRED: ("Deferred", "Waits until a day"),
    View.CLOSED: ("Closed", "Answered by people or by the data, the latest first"),
}
_SCORES = (("", "Any score"), ("50", "from 50 %"), ("75", "from 75 %"), ("90", "from 90 %"), ("99", "from 99 %"))
_AGES = (("", "Any age"), ("1", "a day or older"), ("7", "a week or older"), ("30", "a month or older"))
# Filters by what follows from all that is compared.
_OF_EVIDENCE = frozenset({"score", "priority"})
_VERDICTS = ((Verdict.MATCH, "Match"), (Verdict.NO_MATCH, "No match"), (Verdict.UNSURE, "Unsure"),
             ("accepted", "Right as it is"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tab:
    """A view with the way to it and how many items it has."""

    label: str
    title: str
    url: str
    count: queries.Counted | None
    is_here: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice that narrows the list: value, label and whether it is chosen."""

    name: str
    label: str
    options: tuple[tuple[str, str, bool], ...]


@admin.register(ReviewItem)
class ReviewItemAdmin(PageAdmin):
    page_template = "mdm/review/item.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("act/", view(acts.act), name="mdm_reviewitem_act"),
            path("answer/", view(acts.answer_each), name="mdm_reviewitem_answer"),
            path("start/", view(acts.start), name="mdm_reviewitem_start"),
            path("privacy/", view(privacy.add), name="mdm_reviewitem_privacy"),
            path("<int:item_id>/comment/", view(acts.comment), name="mdm_reviewitem_comment"),
        ]
        return [*own, *review.urls(self), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, str] | None = None) -> HttpResponse:
        """The list; Django calls it so."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Work list",
            **_listed(request, _asked(request)),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "mdm/desk/work_list.html", context)

    def page(self, request: HttpRequest, row: ReviewItem) -> Mapping[str, Any]:
        return {**review.page(request, row), **handling.page(request, row)}


def _asked(request: HttpRequest) -> Wanted:
    """What the address asks for; of who may not see all that is compared, nothing that follows from it."""
    found = wanted(request.GET.dict())
    if sees_sensitive(request):
        return found
    view = View.WAITING if found.view is View.OVERDUE else found.view
    kind = "" if found.kind in FROM_EVIDENCE else found.kind
    return replace(found, view=view, kind=kind, score=None, score_to=None, priority=None)


def _listed(request: HttpRequest, asked: Wanted) -> dict[str, Any]:
    person, now = acting_user(request).pk, timezone.now()
    sources, people = queries.sources(), queries.assignable()
    sight, proposed = sees_sensitive(request), answers_proposed()
    codes = {pk: code for pk, (code, _) in sources.items()}
    found = queries.page(asked, person=person, now=now)
    counted = queries.counts(_choices(asked, sight=sight), person=person, now=now)
    return {
        "wanted": asked,
        "lines": [
            line(one, sources=codes, person=person, now=now, sight=sight, proposed=one.pk in proposed)
            for one in found.rows
        ],
        "tabs": _tabs(asked, counted),
        "filters": [one for one in _filters(asked, counted, sources, people) if sight or one.name not in _OF_EVIDENCE],
        "previous_url": asked.address(before=found.before) if found.before else "",
        "next_url": asked.address(after=found.after) if found.after else "",
        "shown": counted.get("shown"),
        "pin_news": len(news_of(person)) if may_see(request, "pin") else 0,
        "can_act": request.user.has_perm(acts.DECIDES),
        "people": people,
        "verdicts": _VERDICTS,
        "here": request.get_full_path(),
        "tomorrow": timezone.localdate(now + timedelta(days=1)),
    }


def _choices(asked: Wanted, *, sight: bool) -> dict[str, Wanted]:
    """The parts of the list whose items are counted; without `sight` those that do not follow from all evidence."""
    unseen: Collection[str] = () if sight else (View.OVERDUE, *FROM_EVIDENCE)
    views = {f"view:{view}": Wanted(view=view) for view in View if view is not View.CLOSED and view not in unseen}
    known = [kind for kind in ReviewItem.Kind.values if kind not in unseen]
    kinds = {f"kind:{kind}": Wanted(view=asked.view, kind=kind) for kind in known}
    return {**views, **(kinds if asked.view is not View.CLOSED else {}), "shown": replace(asked, after="", before="")}


def _tabs(asked: Wanted, counted: Mapping[str, queries.Counted]) -> list[Tab]:
    return [
        Tab(label, title, asked.address(view=view), counted.get(f"view:{view}"), asked.view is view)
        for view, (label, title) in _VIEWS.items()
        if view is View.CLOSED or f"view:{view}" in counted
    ]


def _filters(
    asked: Wanted, counted: Mapping[str, queries.Counted], sources: Mapping[int, tuple[str, str]], people: list[Any]
) -> list[Filter]:
    kinds = [("", "Any kind")]
    for code, label in ReviewItem.Kind.choices:
        count = counted.get(f"kind:{code}")
        is_known = count is not None or asked.view is View.CLOSED
        if is_known and (count is None or count or code == asked.kind):
            kinds.append((code, f"{label} ({count})" if count else str(label)))
    known = [("", "Any source"), *((str(pk), label) for pk, (_, label) in sources.items())]
    return [
        _filter("kind", "Kind", kinds, asked.kind),
        _filter("source", "Source", known, asked.source),
        _filter("score", "Score", _SCORES, asked.score),
        _filter("days", "Age", _AGES, asked.days),
        _filter("assignee", "Whose", [("", "Anybody's"), *((str(one.pk), str(one)) for one in people)], asked.assignee),
        _filter("priority", "Priority", [("", "Any priority"), *((str(one), str(one)) for one in range(1, 5))],
                asked.priority),
    ]  # fmt: skip


def _filter(name: str, label: str, options: Any, chosen: object) -> Filter:
    held = "" if chosen is None else str(chosen)
    return Filter(name, label, tuple((value, text, value == held) for value, text in options))
