"""The criteria of survivorship: each gives every standing value a number, higher is better, and words for its win.

A standing value is one value of one record; in lock-step it is all values of the group in one record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from math import inf
from types import MappingProxyType

from mdm.records import VALUE, Candidate, CleanValue
from mdm.survive.rules import By, Criterion, DateOf, Decay

# Well-formed, but hardly real or hardly the customer's own.
DOUBTFUL_FLAGS = frozenset({"implausible", "fictional", "disposable", "reserved_domain", "unassigned"})
SECONDS_PER_DAY = 86_400.0
DEFAULT_HALF_LIFE_DAYS = 365.0

Identity = tuple[tuple[str, str], ...]


class Standing:
    """A value that stands for election. `identity` is its comparable form: equal ones support each other.

    `seniority` breaks ties: recency and rank of the source, both negated so that the better sorts first.
    """

    __slots__ = ("candidate", "identity", "seniority", "values")

    def __init__(
        self,
        candidate: Candidate,
        values: tuple[CleanValue, ...],
        identity: Identity,
        seniority: tuple[float, float],
    ) -> None:
        self.candidate = candidate
        self.values = values
        self.identity = identity
        self.seniority = seniority


@dataclass(frozen=True, slots=True)
class Electorate:
    """All that stand for one attribute (or group), and what criteria must know beside them."""

    standings: Sequence[Standing]
    sources: Mapping[str, int]
    now: datetime


Scores = Sequence[float]


def identity_of(value: CleanValue) -> Identity:
    """Two values with equal clean forms are one; what has no clean form is told apart by its looks."""
    if value.clean:
        return tuple(sorted(value.clean.items())) if len(value.clean) > 1 else tuple(value.clean.items())
    return (("", value.display.casefold()),)


def source_rank(candidate: Candidate, sources: Mapping[str, int]) -> float:
    """Sources that the policy orders come first, in that order; the others follow by their trust."""
    place = sources.get(candidate.source)
    return candidate.trust if place is None else 1_000_000.0 - place


def seniority(candidate: Candidate, sources: Mapping[str, int]) -> tuple[float, float]:
    """Recency, then rank of the source. The time of loading tells the order of arrival, so it breaks no ties."""
    stamp = candidate.updated_at or candidate.created_at
    return -stamp.timestamp() if stamp else inf, -source_rank(candidate, sources)


def _stamp(candidate: Candidate, date: DateOf) -> datetime | None:
    if date is DateOf.UPDATED:
        return candidate.updated_at
    return candidate.created_at if date is DateOf.CREATED else candidate.loaded_at


def _source_priority(criterion: Criterion, electorate: Electorate) -> Scores:
    own = {code: place for place, code in enumerate(criterion.sources)} if criterion.sources else electorate.sources
    return [source_rank(one.candidate, own) for one in electorate.standings]


def _first_non_null(criterion: Criterion, electorate: Electorate) -> Scores:
    places = {code: place for place, code in enumerate(criterion.sources)}
    return [-float(places.get(one.candidate.source, len(places))) for one in electorate.standings]


def _most_recent(criterion: Criterion, electorate: Electorate) -> Scores:
    stamps = [_stamp(one.candidate, criterion.date) for one in electorate.standings]
    return [stamp.timestamp() if stamp else -inf for stamp in stamps]


def _oldest(criterion: Criterion, electorate: Electorate) -> Scores:
    stamps = [_stamp(one.candidate, criterion.date) for one in electorate.standings]
    return [-stamp.timestamp() if stamp else -inf for stamp in stamps]


def _most_frequent(_criterion: Criterion, electorate: Electorate) -> Scores:
    records: dict[Identity, set[int]] = {}
    for one in electorate.standings:
        records.setdefault(one.identity, set()).add(one.candidate.record)
    return [len(records[one.identity]) for one in electorate.standings]


def _most_complete(_criterion: Criterion, electorate: Electorate) -> Scores:
    return [sum(map(fullness, one.values)) for one in electorate.standings]


def fullness(value: CleanValue) -> float:
    """How many parts a value has; an initial is half a part."""
    return sum(1.0 if len(part) > 1 else 0.5 for part in value.clean.values() if part)


def quality(value: CleanValue) -> int:
    """Sound 2, doubtful 1, invalid 0."""
    if not value.flags:
        return 2 if value.clean else 0
    if not value.is_valid:
        return 0
    return 2 if DOUBTFUL_FLAGS.isdisjoint(value.flags) else 1


def _quality(_criterion: Criterion, electorate: Electorate) -> Scores:
    return [min(map(quality, one.values)) for one in electorate.standings]


def _grade(_criterion: Criterion, electorate: Electorate) -> Scores:
    return [one.candidate.grade for one in electorate.standings]


def _trust_decay(criterion: Criterion, electorate: Electorate) -> Scores:
    decays = dict(criterion.decay)
    scores = []
    for one in electorate.standings:
        candidate = one.candidate
        decay = decays.get(candidate.source) or Decay(candidate.trust, 0.0, DEFAULT_HALF_LIFE_DAYS)
        stamp = _stamp(candidate, criterion.date)
        days = max((electorate.now - stamp).total_seconds(), 0.0) / SECONDS_PER_DAY if stamp else inf
        scores.append(decay.least + (decay.most - decay.least) * 0.5 ** (days / decay.half_life_days))
    return scores


def _longest(_criterion: Criterion, electorate: Electorate) -> Scores:
    return [sum(len(value.display) for value in one.values) for one in electorate.standings]


def _magnitude(value: CleanValue) -> tuple[int, Decimal, str]:
    """Numbers by their size, before everything else by its text."""
    text = value.clean.get(VALUE, value.display)
    try:
        number = Decimal(text)
    except InvalidOperation:
        return 1, Decimal(0), text
    return (0, number, "") if number.is_finite() else (1, Decimal(0), text)


def _max(_criterion: Criterion, electorate: Electorate) -> Scores:
    sizes = [tuple(_magnitude(value) for value in one.values) for one in electorate.standings]
    ranks = {size: rank for rank, size in enumerate(sorted(set(sizes)))}
    return [ranks[size] for size in sizes]


def _min(criterion: Criterion, electorate: Electorate) -> Scores:
    return [-score for score in _max(criterion, electorate)]


SCORES: Mapping[By, Callable[[Criterion, Electorate], Scores]] = MappingProxyType(
    {
        By.SOURCE_PRIORITY: _source_priority,
        By.FIRST_NON_NULL: _first_non_null,
        By.MOST_RECENT: _most_recent,
        By.OLDEST: _oldest,
        By.MOST_FREQUENT: _most_frequent,
        By.MOST_COMPLETE: _most_complete,
        By.QUALITY: _quality,
        By.GRADE: _grade,
        By.TRUST_DECAY: _trust_decay,
        By.LONGEST: _longest,
        By.MIN: _min,
        By.MAX: _max,
    }
)
