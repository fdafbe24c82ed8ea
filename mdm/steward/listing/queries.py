"""One page of the work list, and how much more there is. Nothing here counts or sorts a whole table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Q, QuerySet

from mdm.acquire.models import SourceSystem
from mdm.steward.listing.filters import Place, View, Wanted, opened_before, place
from mdm.steward.worklist.models import ReviewItem

# Counts go no further: nobody works off more in a day.
MOST_COUNTED = 1000
PAGE = 50
_OPEN = Q(state=ReviewItem.State.OPEN)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in the list's order with the places of the pages before and after; None where there is none."""

    rows: tuple[ReviewItem, ...]
    before: Place | None
    after: Place | None


def _awake(now: datetime) -> Q:
    return Q(deferred_until=None) | Q(deferred_until__lte=now)


def _of_view(view: View, person: int, now: datetime) -> Q:
    found = {
        View.WAITING: _OPEN & _awake(now),
        View.MINE: _OPEN & Q(assignee=person),
        View.FREE: _OPEN & Q(assignee=None) & _awake(now),
        View.OVERDUE: _OPEN & Q(due_at__lt=now) & _awake(now),
        View.ESCALATED: _OPEN & Q(escalated_at__isnull=False),
        View.DEFERRED: _OPEN & Q(deferred_until__gt=now),
        View.CLOSED: ~_OPEN,
    }
    return found[view]


def _narrowed(wanted: Wanted, now: datetime) -> Q:
    found = Q()
    if wanted.kind:
        found &= Q(kind=wanted.kind)
    if wanted.source is not None:
        found &= Q(sources__contains=[wanted.source])
    if wanted.score is not None:
        found &= Q(probability__gte=wanted.score / 100)
    if wanted.score_to is not None:
        found &= Q(probability__lt=wanted.score_to / 100)
    if wanted.days is not None:
        found &= Q(opened_at__lte=opened_before(wanted.days, now))
    if wanted.assignee is not None:
        found &= Q(assignee=wanted.assignee)
    if wanted.priority is not None:
        found &= Q(priority=wanted.priority)
    return found


def _rows(wanted: Wanted, person: int, now: datetime) -> QuerySet[ReviewItem]:
    seen = ~Q(barred=person) | Q(barred=None)
    return ReviewItem.objects.filter(_of_view(wanted.view, person, now) & _narrowed(wanted, now) & seen)


def _beyond(field: str, at: Place, *, is_rising: bool) -> Q:
    """Rows behind that place of an order by field and id: a range that the index knows, then the ties."""
    side = "gt" if is_rising else "lt"
    return Q(**{f"{field}__{side}e": at.at}) & (Q(**{f"{field}__{side}": at.at}) | Q(**{f"pk__{side}": at.pk}))


def page(wanted: Wanted, *, person: int, now: datetime, size: int = PAGE) -> Page:
    """The wanted page of the list as that person sees it; second reviews of one's own answers are left out."""
    field, is_rising = ("closed_at", False) if wanted.view is View.CLOSED else ("rank", True)
    rows = _rows(wanted, person, now).select_related("assignee", "leased_by", "closed_by")
    back, onward = place(wanted.before, now), place(wanted.after, now)
    is_back = back is not None
    at = back or onward
    if at is not None:
        rows = rows.filter(_beyond(field, at, is_rising=is_rising is not is_back))
    sign = "" if is_rising is not is_back else "-"
    found = list(rows.order_by(f"{sign}{field}", f"{sign}pk")[: size + 1])
    has_more, found = len(found) > size, found[:size]
    if is_back:
        found.reverse()
    places = [Place(getattr(one, field), one.pk) for one in found]
    return Page(
        tuple(found),
        before=places[0] if places and (has_more if is_back else onward is not None) else None,
        after=places[-1] if places and (is_back or has_more) else None,
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """How many, counted no further than MOST_COUNTED."""

    count: int

    def __str__(self) -> str:
        return f"{MOST_COUNTED:,}+" if self.count > MOST_COUNTED else f"{self.count:,}"

    def __bool__(self) -> bool:
        return self.count > 0


def counts(choices: Mapping[str, Wanted], *, person: int, now: datetime) -> dict[str, Counted]:
    """How many items each of these parts of the list has, in one query of bounded counts."""
    if not choices:
        return {}
    parts: list[str] = []
    known: list[Any] = []
    for wanted in choices.values():
        rows = _rows(wanted, person, now).order_by().values("pk")[: MOST_COUNTED + 1]
        sql, parameters = rows.query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS bounded)")
        known += parameters
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", known)
        found = cursor.fetchone() or ()
    return {name: Counted(count) for name, count in zip(choices, found, strict=True)}


def assignable() -> list[User]:
    """Who may be given items: active people whose role answers them."""
    answering = Q(groups__permissions__codename="change_reviewitem", groups__permissions__content_type__app_label="mdm")
    return list(User.objects.filter(Q(is_superuser=True) | answering, is_active=True).distinct().order_by("username"))


def sources() -> dict[int, tuple[str, str]]:
    """Code and label of the source systems by id."""
    rows = SourceSystem.objects.order_by("label").values_list("pk", "code", "label")
    return {pk: (code, label) for pk, code, label in rows}
