"""How often records of different customers agree: learnt from random pairs, leaning on the shipped parameters."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mdm.match.columns import Columns, Numbers, Positions
from mdm.match.levels import COMPARISONS, FIXED_CHANCE
from mdm.match.model import KindModel, MatchModel, Odds
from mdm.match.patterns import Patterns, count_patterns, random_pairs
from mdm.match.scoring import Weighing

RANDOM_PAIRS = 600_000
# How many random pairs the shipped parameters weigh as much as.
FORCE = 20_000.0
# How far below the shipped chance data may go, as a factor: few pairs drawn do not make a level impossible.
LEASH = 8.0


def learn_chances(model: MatchModel, kind: str, columns: Columns, own: Positions, *, seed: int) -> KindModel:
    """The model of that kind with the chances that random pairs of its records (`own`) show."""
    one, other = random_pairs(len(own), RANDOM_PAIRS, seed)
    seen = count_patterns(model, kind, columns, (own[one], own[other]), _share_by_chance)
    counts = level_counts(kind, seen, seen.counts)
    before = model.kinds[kind]
    odds = {
        name: levels if name in FIXED_CHANCE else _learnt(levels, counts[name]) for name, levels in before.odds.items()
    }
    return replace(before, odds=odds)


def level_counts(kind: str, patterns: Patterns, weights: Numbers) -> dict[str, Numbers]:
    """Per comparison how much weight reaches each level."""
    counts = {one.name: np.zeros(len(one.levels)) for one in COMPARISONS[kind]}
    for column in range(patterns.rows.shape[1]):
        by_slot = np.bincount(patterns.rows[:, column], weights=weights, minlength=len(patterns.slots))
        for number in np.flatnonzero(by_slot):
            slot = patterns.slots[number]
            if slot.level:
                counts[slot.comparison][slot.level - 1] += by_slot[number]
    return counts


def _share_by_chance(weighing: Weighing) -> Numbers:
    """How much of each pair is neither a match nor explained by a rival."""
    match = np.exp2(np.clip(weighing.weight() - weighing.rivalry(), -60.0, 60.0))
    return np.asarray(1.0 / (np.exp2(-weighing.rivalry()) + match))


def _learnt(levels: tuple[Odds, ...], counts: Numbers) -> tuple[Odds, ...]:
    usual = np.array([one.chance for one in levels])
    learnt = (counts + FORCE * usual) / (counts.sum() + FORCE * usual.sum())
    learnt = np.clip(np.maximum(learnt, usual / LEASH), 1e-9, 1.0)
    return tuple(Odds(one.match, float(chance)) for one, chance in zip(levels, learnt, strict=True))
