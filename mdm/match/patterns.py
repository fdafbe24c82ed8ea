"""Pairs counted by pattern: a few thousand patterns stand for millions of pairs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mdm.match.columns import Columns, Ids, Numbers, Positions
from mdm.match.levels import COMPARISONS
from mdm.match.model import MatchModel
from mdm.match.scoring import CHUNK, Weighing, weigh

# Chances are told apart by factors of four.
_BITS = 2.0


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to reach a level: the level, and the chance of it by the value's own frequency (0: the level's)."""

    comparison: str
    level: int
    chance: float


@dataclass(frozen=True, slots=True)
class Patterns:
    """Distinct patterns as rows of slots, one column a comparison, 0 for missing; and how many pairs show each."""

    slots: tuple[Slot, ...]
    rows: NDArray[np.int32]
    counts: Numbers


def count_patterns(
    model: MatchModel,
    kind: str,
    columns: Columns,
    pairs: tuple[Positions, Positions],
    weigh_pairs: Callable[[Weighing], Numbers] | None = None,
) -> Patterns:
    """The patterns of these pairs; each pair counts as one, or as much as `weigh_pairs` says."""
    (left, right), codes, weights = pairs, [], []
    for start in range(0, len(left), CHUNK):
        chunk = slice(start, start + CHUNK)
        weighing = weigh(model, kind, columns, left[chunk], right[chunk])
        codes.append(_codes(weighing))
        weights.append(np.ones(len(weighing)) if weigh_pairs is None else weigh_pairs(weighing))
    width = len(COMPARISONS[kind])
    together = np.concatenate(codes) if codes else np.zeros((0, width), dtype=np.int32)
    return _counted(kind, together, np.concatenate(weights) if weights else np.zeros(0))


def _codes(weighing: Weighing) -> NDArray[np.int32]:
    """Per pair and comparison one number for level and band of chance, 0 for missing."""
    columns = []
    for one in COMPARISONS[weighing.kind]:
        evidence = weighing.evidence[one.name]
        has_chance = evidence.chance > 0
        band = np.where(has_chance, np.round(-np.log2(np.where(has_chance, evidence.chance, 1.0)) / _BITS) + 1, 0)
        level = evidence.levels.astype(np.int32)
        columns.append(np.where(level > 0, level * 64 + np.minimum(band, 63), 0))
    return np.stack(columns, axis=1).astype(np.int32)


def _counted(kind: str, codes: NDArray[np.int32], weights: Numbers) -> Patterns:
    slots: list[Slot] = [Slot("", 0, 0.0)]
    rows = np.zeros(codes.shape, dtype=np.int32)
    for column, one in enumerate(COMPARISONS[kind]):
        values, inverse = np.unique(codes[:, column], return_inverse=True)
        numbers = np.zeros(len(values), dtype=np.int32)
        for place, value in enumerate(values.tolist()):
            if value:
                level, band = divmod(value, 64)
                numbers[place] = len(slots)
                slots.append(Slot(one.name, level, 2.0 ** (-_BITS * (band - 1)) if band else 0.0))
        rows[:, column] = numbers[inverse.reshape(-1)]
    packed = _packed(rows, len(slots))
    _, first, inverse = np.unique(packed, return_index=True, return_inverse=True)
    counts = np.bincount(inverse.reshape(-1), weights=weights, minlength=len(first))
    return Patterns(tuple(slots), rows[first], np.asarray(counts, dtype=np.float64))


def _packed(rows: NDArray[np.int32], base: int) -> Ids:
    """One number a row, equal for equal rows: renumbered column by column so that it never overflows."""
    packed = np.zeros(len(rows), dtype=np.int64)
    for column in range(rows.shape[1]):
        _, inverse = np.unique(packed * base + rows[:, column], return_inverse=True)
        packed = inverse.reshape(-1).astype(np.int64)
    return packed


def random_pairs(count: int, wanted: int, seed: int) -> tuple[Positions, Positions]:
    """Pairs of positions taken at random: all there are when they are few."""
    everything = count * (count - 1) // 2
    if everything <= wanted:
        left, right = np.triu_indices(count, 1)
        return left.astype(np.intp), right.astype(np.intp)
    generator = np.random.default_rng(seed)
    left = generator.integers(0, count, wanted)
    right = (left + generator.integers(1, count, wanted)) % count
    return np.minimum(left, right).astype(np.intp), np.maximum(left, right).astype(np.intp)
