"""Reckoning and reading the figures of the desk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from mdm.steward.reviewing.agreement import agreement, wilson
from mdm.steward.reviewing.queries import answered
from mdm.steward.worklist.models import DeskMeasure
from mdm.steward.worklist.rules import AUTOMATIC, SAMPLE

# Day, name, of what, how much.
Figure = tuple[date, str, str, float]
# Days that are reckoned again: late answers of a night belong to the day before.
_AGAIN = timedelta(days=8)
_YEAR = timedelta(days=365)

_CLOSED = """
SELECT (closed_at AT TIME ZONE %(zone)s)::date, kind, count(*) FILTER (WHERE state = 'decided'),
  count(*) FILTER (WHERE state = 'obsolete'), coalesce(sum(seconds), 0), count(seconds)
FROM mdm_reviewitem WHERE state <> 'open' AND closed_at >= %(since)s GROUP BY 1, 2
"""
_OVERTURNED = """
SELECT (o.superseded_at AT TIME ZONE %(zone)s)::date, count(*) FROM mdm_judgement o
JOIN mdm_judgement n ON n.low_id = o.low_id AND n.high_id = o.high_id AND n.made_at >= o.superseded_at
  AND n.superseded_at IS NULL
WHERE o.superseded_at >= %(since)s AND o.author_id IS NOT NULL AND n.verdict <> o.verdict GROUP BY 1
"""
_OPEN = """
SELECT kind, count(*),
  count(*) FILTER (WHERE due_at < %(now)s AND (deferred_until IS NULL OR deferred_until <= %(now)s))
FROM mdm_reviewitem WHERE state = 'open' GROUP BY kind
"""
_JOINED = """
SELECT how->>'by', count(*) FROM mdm_membership WHERE until IS NULL AND how->>'by' IN ('match', 'group', 'judgement')
GROUP BY 1
"""


def reckoned(now: datetime) -> list[Figure]:
    """The figures of today, and those of the last days again."""
    today = timezone.localdate(now)
    known: dict[str, Any] = {"zone": settings.TIME_ZONE, "since": now - _AGAIN, "now": now}
    with connection.cursor() as cursor:
        found = _of_days(cursor, known)
        cursor.execute(_OPEN, known)
        for kind, count, overdue in cursor.fetchall():
            found += [(today, "open", kind, count), (today, "overdue", kind, overdue)]
        cursor.execute(_JOINED)
        found += [(today, "joined", by, count) for by, count in cursor.fetchall()]
    return [*found, *_looked_again(today, now)]


def _of_days(cursor: Any, known: Mapping[str, Any]) -> list[Figure]:
    found: list[Figure] = []
    cursor.execute(_CLOSED, known)
    for day, kind, decided, obsolete, seconds, timed in cursor.fetchall():
        amounts = {"decided": decided, "obsolete": obsolete, "seconds": seconds, "timed": timed}
        found += [(day, name, kind, float(amount)) for name, amount in amounts.items()]
    cursor.execute(_OVERTURNED, known)
    return [*found, *((day, "overturned", "", float(count)) for day, count in cursor.fetchall())]


def _looked_again(today: date, now: datetime) -> list[Figure]:
    rows = answered(now - _YEAR)
    people = agreement([(first, second) for kind, first, second in rows if kind not in {AUTOMATIC, SAMPLE}])
    machine = [second for kind, _, second in rows if kind == AUTOMATIC and second != "unsure"]
    precision = wilson(machine.count("match"), len(machine))
    found: list[Figure] = []
    if people:
        found += [(today, "second", "pairs", people.pairs), (today, "second", "raw", people.raw)]
        found += [(today, "second", "kappa", people.kappa)] if people.kappa is not None else []
    if precision:
        parts = {"of": precision.of, "share": precision.share, "low": precision.low, "high": precision.high}
        found += [(today, "precision", name, float(amount)) for name, amount in parts.items()]
    return found


@dataclass(frozen=True, slots=True)
class Past:
    """Figures of the last days: by name, by day, by what they are of."""

    days: tuple[date, ...]
    figures: Mapping[str, Mapping[date, Mapping[str, float]]] = field(default_factory=dict)

    def daily(self, name: str) -> list[float]:
        """The sum of a day's figures of that name, day by day; 0 where there is none."""
        own = self.figures.get(name, {})
        return [sum(own.get(day, {}).values()) for day in self.days]

    def total(self, name: str) -> float:
        return sum(self.daily(name))

    def latest(self, name: str) -> Mapping[str, float]:
        """Of the last day that has any."""
        own = self.figures.get(name, {})
        return own[max(own)] if own else {}


def past(today: date, days: int = 30) -> Past:
    """What was kept of the last days, today included."""
    first = today - timedelta(days=days - 1)
    figures: dict[str, dict[date, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for day, name, of, amount in DeskMeasure.objects.filter(day__gte=first, day__lte=today).values_list(
        "day", "name", "of", "amount"
    ):
        figures[name][day][of] = amount
    return Past(tuple(first + timedelta(days=one) for one in range(days)), figures)


_TODAY = """
SELECT count(*), count(*) FILTER (WHERE closed_by_id = %s), coalesce(avg(seconds), 0) FROM mdm_reviewitem
WHERE state = 'decided' AND closed_at >= %s
"""


@dataclass(frozen=True, slots=True)
class Today:
    """Answers since midnight: of all, and one person's."""

    all: int
    mine: int
    seconds: float


def today(person: int, now: datetime) -> Today:
    """What was answered since midnight here."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_TODAY, [person, midnight])
        return Today(*(cursor.fetchone() or (0, 0, 0.0)))


_AGES = (1, 7, 30)
_BY_AGE = """
SELECT kind, count(*), count(*) FILTER (WHERE due_at < %(now)s),
  count(*) FILTER (WHERE opened_at <= %(now)s - interval '1 day'),
  count(*) FILTER (WHERE opened_at <= %(now)s - interval '7 days'),
  count(*) FILTER (WHERE opened_at <= %(now)s - interval '30 days')
FROM mdm_reviewitem WHERE state = 'open' AND (deferred_until IS NULL OR deferred_until <= %(now)s)
GROUP BY kind ORDER BY 2 DESC, 1
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits of a kind; `older` says how much of it by an age in days."""

    kind: str
    waiting: int
    overdue: int
    older: Mapping[int, int]


def by_kind_and_age(now: datetime) -> list[Waiting]:
    """What waits, the kind with most first. It reads all that is open, so keep what it finds for a while."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_AGE, {"now": now})
        rows = cursor.fetchall()
    return [
        Waiting(kind, count, overdue, dict(zip(_AGES, older, strict=True))) for kind, count, overdue, *older in rows
    ]
