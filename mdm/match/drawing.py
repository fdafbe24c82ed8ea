"""Pairs by weight and probability: counted by whole bits, and drawn at random stratum by stratum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mdm.match.columns import Ids, Mask, Numbers
from mdm.match.scoring import Links

# Strata are narrow where thresholds lie. What is below the first edge is hopeless and drawn from all the same: there
# are so many such pairs that few matches among them would be many.
EDGES = (0.0, 0.01, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 1.0)
# Pairs that a contradiction holds back from being joined are a stratum of their own, whatever their probability.
HELD_BACK = len(EDGES) - 1
# So many pairs of each stratum are kept to be put to people.
DRAWN = 300
# Histograms of weights end here.
MOST_BITS = 40


@dataclass(frozen=True, slots=True)
class Drawn:
    """Pairs with the lots they drew."""

    low: Ids
    high: Ids
    stratum: NDArray[np.int16]
    place: Ids
    probability: Numbers
    is_certain: Mask


def strata_of(probability: Numbers, is_held_back: Mask) -> NDArray[np.int16]:
    """The stratum of each: stratum s reaches from EDGES[s] up to EDGES[s + 1]; the last is for what is held back."""
    found = np.searchsorted(EDGES, probability, side="right") - 1
    return np.where(is_held_back, HELD_BACK, np.clip(found, 0, HELD_BACK - 1)).astype(np.int16)


def weight_counts(weight: Numbers) -> dict[str, int]:
    """How many pairs have such a weight, in whole bits from -MOST_BITS to MOST_BITS."""
    bits, counts = np.unique(np.clip(np.floor(weight), -MOST_BITS, MOST_BITS).astype(np.int64), return_counts=True)
    return {str(one): count for one, count in zip(bits.tolist(), counts.tolist(), strict=True)}


def stratum_words(stratum: int) -> str:
    """The stratum as people say it."""
    if stratum == HELD_BACK:
        return "held back by a contradiction"
    return f"{EDGES[stratum]:.1%} to {EDGES[stratum + 1]:.1%}".replace(".0%", "%")


def lots(low: Ids, high: Ids) -> Ids:
    """A number from 0 up that only the pair decides, as good as random (the finaliser of SplitMix64)."""
    mixed = low.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + high.astype(np.uint64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(1)).astype(np.int64)


def draw(links: Links, stratum: NDArray[np.int16], is_certain: Mask, most: int = DRAWN) -> Drawn:
    """Of each stratum the pairs with the lowest lots: the same whichever chunks the pairs came in."""
    low, high, place = links.left, links.right, lots(links.left, links.right)
    order = np.lexsort((place, stratum))
    ordered = stratum[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(order) else np.zeros(0, dtype=np.intp)
    sizes = np.diff(np.append(starts, len(order)))
    within = np.arange(len(order)) - np.repeat(starts, sizes)
    kept = order[within < most]
    return Drawn(low[kept], high[kept], stratum[kept], place[kept], links.probability[kept], is_certain[kept])
