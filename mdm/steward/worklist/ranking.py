"""What comes first: the due date, brought forward by what is at stake and by how certain the answer looks.

The rank of an item is a moment: it is treated as if due then. Nothing in it moves with the clock, so it is stored once
and the list is read in the order of an index.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log2, log10

# A point at stake brings an item forward by so much; points beyond the most count no more.
A_POINT = timedelta(days=1)
MOST_POINTS = 10.0
# What looks certain is answered in seconds and joins a customer: so much forward at a probability of 1.
CERTAIN = timedelta(days=5)
ESCALATED = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Stake:
    """What depends on the answer: so many records of these sources, the number that weighs most, and the points of all
    that is declared to be of value.
    """

    records: int
    sources: tuple[int, ...] = ()
    value: float | None = None
    points_for_value: float = 0.0

    @property
    def points(self) -> float:
        """By the declared value where there is one, else by records and sources; 0 to MOST_POINTS."""
        if self.points_for_value > 0:
            return min(MOST_POINTS, self.points_for_value)
        return min(MOST_POINTS, log2(max(1, self.records)) + max(0, len(self.sources) - 1) / 2)


def points_for(values: Mapping[str, float], points: Mapping[str, float]) -> tuple[float | None, float]:
    """The number that weighs most, and the points of all lines together.

    `values` and `points` are by line. A number's tenfolds count as often as its line is declared to; a line about a
    value (with =) counts once where the customer has it.
    """
    weighed = [
        (points[one] * (1.0 if "=" in one else log10(1 + value)), "=" not in one, value)
        for one, value in values.items()
        if value > 0 and one in points
    ]
    numbers = [(earned, value) for earned, is_number, value in weighed if is_number]
    return max(numbers)[1] if numbers else None, sum(earned for earned, _, _ in weighed)


def rank(due_at: datetime, *, points: float, probability: float | None, is_escalated: bool = False) -> datetime:
    """When the item is treated as if due. A probability of one half or less brings nothing forward."""
    certainty = max(0.0, 2 * (probability or 0.0) - 1)
    return due_at - A_POINT * points - CERTAIN * certainty - (ESCALATED if is_escalated else timedelta())


def stake_of(
    records: Collection[int],
    source_of: Mapping[int, int],
    values_of: Mapping[int, Mapping[str, float]],
    points: Mapping[str, float],
) -> Stake:
    """What depends on a question about these records."""
    most: dict[str, float] = {}
    for record in records:
        for attribute, value in values_of.get(record, {}).items():
            most[attribute] = max(value, most.get(attribute, 0.0))
    heaviest, earned = points_for(most, points)
    sources = tuple(sorted({source_of[one] for one in records if one in source_of}))
    return Stake(len(records), sources, heaviest, earned)
