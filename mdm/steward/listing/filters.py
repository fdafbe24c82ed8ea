"""What a person wants to see of the work list, read from an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode


class View(StrEnum):
    """Which items, by where they stand."""

    WAITING = "waiting"
    MINE = "mine"
    FREE = "free"
    OVERDUE = "overdue"
    ESCALATED = "escalated"
    DEFERRED = "deferred"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Place:
    """A row's place in the list's order: its rank (of closed items when they were closed) and id."""

    at: datetime
    pk: int

    def __str__(self) -> str:
        return f"{self.at.timestamp():.6f}_{self.pk}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A part of the list. `score` is a probability in percent from which on, `days` an age, `after` a page's begin."""

    view: View = View.WAITING
    kind: str = ""
    source: int | None = None
    score: int | None = None
    score_to: int | None = None
    days: int | None = None
    assignee: int | None = None
    priority: int | None = None
    after: str = ""
    before: str = ""

    def address(self, **changed: object) -> str:
        """The query part of the address that shows this, with these changes, from its first page."""
        wanted = replace(self, **{"after": "", "before": "", **changed})  # type: ignore[arg-type]
        said = {name: getattr(wanted, name) for name in _NAMES}
        return "?" + urlencode({name: value for name, value in said.items() if value not in (None, "")})

    @property
    def is_narrowed(self) -> bool:
        """Whether more than the view narrows the list."""
        return any(getattr(self, name) not in (None, "") for name in _NAMES[1:-2])


_NAMES = ("view", "kind", "source", "score", "score_to", "days", "assignee", "priority", "after", "before")
_NUMBERS = ("source", "score", "score_to", "days", "assignee", "priority")
# No id, age or score is larger; a longer number is a slip.
_LARGEST = 2**31


def wanted(said: Mapping[str, str]) -> Wanted:
    """What the address asks for; what can't be read is left out."""
    numbers = {name: _number(said.get(name, "")) for name in _NUMBERS}
    view = said.get("view", "")
    return Wanted(
        view=View(view) if view in set(View) else View.WAITING,
        kind=said.get("kind", "")[:40],
        after=said.get("after", ""),
        before=said.get("before", ""),
        **numbers,
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 11 and int(text) < _LARGEST else None


def place(text: str, zone: datetime) -> Place | None:
    """The place that an address names, in the zone of that moment; None where it names none."""
    at, _, pk = text.partition("_")
    try:
        return Place(datetime.fromtimestamp(float(at), zone.tzinfo), int(pk))
    except (ValueError, OverflowError, OSError):
        return None


def opened_before(days: int, now: datetime) -> datetime:
    """Items of that age were opened before then."""
    return now - timedelta(days=days)
