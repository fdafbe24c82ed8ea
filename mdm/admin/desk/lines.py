"""A row of the work list in words: how old, when due, what is at stake, whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from mdm.admin.base import address
from mdm.models import ReviewItem
from mdm.steward.worklist.triage import FROM_EVIDENCE

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """What the list shows of an item."""

    item: ReviewItem
    url: str
    score: str
    stake: str
    sources: str
    age: str
    due: str
    is_overdue: bool
    who: str
    note: str
    is_mine: bool
    is_told: bool
    """Whether this person may know how urgent it is."""


def line(
    item: ReviewItem,
    *,
    sources: Mapping[int, str],
    person: int,
    now: datetime,
    sight: bool = True,
    proposed: bool = False,
) -> Line:
    """The item as that person sees it now; score and urgency only where their role shows all that these come from."""
    is_open, is_told = item.state == ReviewItem.State.OPEN, sight or item.kind not in FROM_EVIDENCE
    return Line(
        item=item,
        url=address("reviewitem", item.pk),
        score=_score(item) if sight else "",
        stake=_stake(item),
        sources=", ".join(sources[one] for one in item.sources if one in sources),
        age=span(now - item.opened_at),
        due=_due(item, now) if is_open and is_told else "",
        is_overdue=is_open and is_told and _is_overdue(item, now),
        who=str(item.assignee or "") if is_open else str(item.closed_by or "the data"),
        note="an answer is proposed" if proposed else _note(item, person, now),
        is_mine=is_open and item.assignee_id == person,
        is_told=is_told,
    )


def span(length: timedelta) -> str:
    """A length of time in its largest unit."""
    if length >= _DAY:
        return f"{length.days} d"
    minutes = max(0, int(length.total_seconds() // 60))
    return f"{minutes // 60} h" if minutes >= 60 else f"{minutes} min"


def _is_overdue(item: ReviewItem, now: datetime) -> bool:
    return item.due_at is not None and item.due_at < now and not _is_deferred(item, now)


def _is_deferred(item: ReviewItem, now: datetime) -> bool:
    return item.deferred_until is not None and item.deferred_until > now


def _due(item: ReviewItem, now: datetime) -> str:
    if _is_deferred(item, now):
        return f"deferred to {timezone.localtime(item.deferred_until):%Y-%m-%d}"
    if item.due_at is None:
        return ""
    return f"overdue {span(now - item.due_at)}" if item.due_at < now else f"in {span(item.due_at - now)}"


def _score(item: ReviewItem) -> str:
    if item.probability is None:
        return ""
    return f"{min(item.probability, 0.9999):.0%}".replace("100%", "> 99%")


def _stake(item: ReviewItem) -> str:
    if item.value:
        return f"value {item.value:,.0f}"
    count = len(item.records)
    return f"{count} record{'' if count == 1 else 's'}"


def _note(item: ReviewItem, person: int, now: datetime) -> str:
    if item.state != ReviewItem.State.OPEN:
        return item.outcome.replace("_", " ") or item.get_state_display().lower()
    if item.leased_by_id not in (None, person) and item.leased_until and item.leased_until > now:
        return f"{item.leased_by} looks at it"
    return "escalated" if item.escalated_at else ""
