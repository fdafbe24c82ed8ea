"""Rules of survivorship: for which attributes, how many values survive, and by which criteria they are elected."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mdm.records import CustomerKind

ANY = "*"


class Take(StrEnum):
    """How many values survive of those that stand for election."""

    BEST = "best"
    UNION = "union"
    UNANIMOUS = "unanimous"
    TOGETHER = "together"


class By(StrEnum):
    """What a criterion goes by; more or later or higher is better, unless its name says otherwise."""

    SOURCE_PRIORITY = "source_priority"
    FIRST_NON_NULL = "first_non_null"
    MOST_RECENT = "most_recent"
    OLDEST = "oldest"
    MOST_FREQUENT = "most_frequent"
    MOST_COMPLETE = "most_complete"
    QUALITY = "quality"
    GRADE = "grade"
    TRUST_DECAY = "trust_decay"
    LONGEST = "longest"
    MIN = "min"
    MAX = "max"


class DateOf(StrEnum):
    """Which date recency means."""

    UPDATED = "updated_at"
    CREATED = "created_at"
    LOADED = "loaded_at"


@dataclass(frozen=True, slots=True)
class Decay:
    """Trust that starts at `most` and halves its distance to `least` every `half_life_days`."""

    most: float
    least: float
    half_life_days: float


@dataclass(frozen=True, slots=True)
class Measured:
    """The scorecards that an order of sources follows: points of 100 by source, of one attribute or their mean."""

    run: int
    points: tuple[tuple[str, float], ...]
    is_mean: bool = False


@dataclass(frozen=True, slots=True)
class Criterion:
    """One step of an election. `sources` orders sources, `decay` holds trust per source; others fall back on trust.

    `measured` tells why sources are in that order, where it follows their grades.
    """

    by: By
    date: DateOf = DateOf.UPDATED
    sources: tuple[str, ...] = ()
    decay: tuple[tuple[str, Decay], ...] = ()
    measured: Measured | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """How values of some attributes survive.

    `truth` names a source of record: if it states a value, no other source's counts; `truth_only` leaves the
    attribute empty otherwise. `absorb` drops values all of whose parts stand in a fuller one.
    """

    attributes: tuple[str, ...]
    order: tuple[Criterion, ...]
    take: Take = Take.BEST
    limit: int = 1
    kinds: frozenset[CustomerKind] = frozenset(CustomerKind)
    countries: frozenset[str] = frozenset()
    truth: str = ""
    truth_only: bool = False
    valid_only: bool = False
    absorb: bool = False

    def fits(self, attribute: str, kind: CustomerKind, country: str) -> bool:
        """Whether the rule is meant for this attribute of this customer."""
        return (
            (attribute in self.attributes or ANY in self.attributes)
            and kind in self.kinds
            and (not self.countries or country in self.countries)
        )
