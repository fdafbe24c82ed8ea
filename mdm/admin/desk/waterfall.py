"""The weights of a pair as bars that begin where the one before has ended."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mdm.match.explanation import Explanation, Step

# A comparison that says less than this is told in the last line, with the others that say nothing.
_TELLING = 0.05
_MOST_BITS = 60.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A step as it is drawn: where it begins and how long it is, in per cent of the width."""

    step: Step
    start: float
    width: float

    @property
    def is_against(self) -> bool:
        return self.step.weight < 0


@dataclass(frozen=True, slots=True)
class Line:
    """A threshold, where it stands in per cent of the width."""

    label: str
    place: float
    probability: float


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The whole chart. `silent` are the labels of comparisons that had nothing to say."""

    found: Explanation
    bars: Sequence[Bar]
    lines: Sequence[Line]
    silent: Sequence[str]
    zero: float


def waterfall(found: Explanation) -> Waterfall:
    """The chart of that explanation; a step says how much it makes one customer likelier, in bits."""
    told = [one for one in found.steps if one.name == "prior" or abs(one.weight) >= _TELLING]
    thresholds = [("possible", found.possible), ("certain", found.certain)]
    reached = [0.0, *_totals(told), *(_bits(probability) for _, probability in thresholds)]
    low, high = min(reached), max(reached)
    span = (high - low) or 1.0

    def place(bits: float) -> float:
        return round(100 * (min(max(bits, low), high) - low) / span, 2)

    bars = [
        Bar(step, place(min(before, after)), max(round(abs(place(after) - place(before)), 2), 0.4))
        for step, (before, after) in zip(told, pairwise([0.0, *_totals(told)]), strict=True)
    ]
    lines = [Line(label, place(_bits(probability)), probability) for label, probability in thresholds]
    silent = [one.label for one in found.steps if one not in told and one.name != "rivals"]
    return Waterfall(found, bars, lines, silent, place(0.0))


def _totals(steps: Sequence[Step]) -> Iterator[float]:
    total = 0.0
    for one in steps:
        total += one.weight
        yield total


def _bits(probability: float) -> float:
    """Log-odds, within what can be drawn."""
    if not 0 < probability < 1:
        return math.copysign(_MOST_BITS, probability - 0.5)
    return math.log2(probability / (1 - probability))
