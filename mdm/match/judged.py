"""What people said of pairs, on its way into estimation."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mdm.match.columns import Mask, Numbers, Positions
from mdm.match.patterns import Patterns

# A judged pair counts as much as so many pairs that only the model has looked at.
JUDGED_WEIGHT = 5.0
MATCH, NO_MATCH, UNKNOWN = 1, -1, 0


def _none() -> Positions:
    return np.zeros(0, dtype=np.intp)


@dataclass(frozen=True, slots=True)
class Judged:
    """Pairs by position, and whether people said that they are one customer."""

    left: Positions = field(default_factory=_none)
    right: Positions = field(default_factory=_none)
    is_match: Mask = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))

    def __len__(self) -> int:
        return len(self.left)

    def take(self, chosen: Mask) -> Judged:
        return Judged(self.left[chosen], self.right[chosen], self.is_match[chosen])

    def among(self, left: Positions, right: Positions, count: int) -> Mask:
        """Which of these pairs are judged; `count` is how many records there are."""
        own = np.minimum(self.left, self.right) * np.int64(count) + np.maximum(self.left, self.right)
        return np.isin(np.minimum(left, right) * np.int64(count) + np.maximum(left, right), own)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Patterns of pairs, and per pattern whether its pairs are known to be matches, known to be none, or unknown."""

    patterns: Patterns
    verdict: NDArray[np.int8]

    def clamped(self, shares: Numbers) -> Numbers:
        """Shares of the classes (the last is the match) in each pattern, where people have said what it is."""
        known = shares.copy()
        known[self.verdict == MATCH] = 0.0
        known[self.verdict == MATCH, -1] = 1.0
        apart = self.verdict == NO_MATCH
        known[apart, -1] = 0.0
        known[apart] /= np.maximum(known[apart].sum(axis=1, keepdims=True), 1e-300)
        return known


def evidence(unknown: Patterns, matches: Patterns, others: Patterns) -> Evidence:
    """Everything together; what people judged weighs JUDGED_WEIGHT a pair."""
    slots = dict.fromkeys(slot for one in (unknown, matches, others) for slot in one.slots)
    number = {slot: place for place, slot in enumerate(slots)}
    parts = ((unknown, UNKNOWN, 1.0), (matches, MATCH, JUDGED_WEIGHT), (others, NO_MATCH, JUDGED_WEIGHT))
    renumbered = [np.array([number[slot] for slot in one.slots], dtype=np.int32)[one.rows] for one, _, _ in parts]
    return Evidence(
        Patterns(
            tuple(slots),
            np.concatenate(renumbered),
            np.concatenate([one.counts * weight for one, _, weight in parts]),
        ),
        np.concatenate([np.full(len(one.counts), verdict, dtype=np.int8) for one, verdict, _ in parts]),
    )
