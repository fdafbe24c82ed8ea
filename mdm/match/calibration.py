"""Whether stated probabilities can be trusted: of the pairs given 90 %, how many are true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from typing import Any

import numpy as np

from mdm.match.columns import Mask, Numbers

EDGES = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)
# Pairs below this are beyond question no match; there are so many that they would hide what the others do.
WORTH_A_LOOK = 0.05
# The normal quantile of a two-sided 95 % interval.
_QUANTILE = 1.959964


@dataclass(frozen=True, slots=True)
class Bin:
    """Pairs whose stated probability lies in [low, high): how many, what was stated on average, what was true.

    The true share of all such pairs lies between `least` and `most` with 95 % confidence.
    """

    low: float
    high: float
    pairs: int
    stated: float
    true: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Bins in order, empty ones left out; the error is the mean gap between stated and true, weighed by pairs.

    The error counts the `pairs` with a probability of at least WORTH_A_LOOK.
    """

    bins: tuple[Bin, ...]
    error: float
    pairs: int

    def as_json(self) -> dict[str, Any]:
        """The figures by name."""
        return {"expected_error": self.error, "pairs": self.pairs, "bins": [asdict(one) for one in self.bins]}


def calibration(probability: Numbers, is_match: Mask, edges: Sequence[float] = EDGES) -> Calibration:
    """Stated probabilities of pairs against what they are."""
    bins = reliability(probability, is_match, edges)
    looked = [one for one in bins if one.low >= WORTH_A_LOOK]
    pairs = sum(one.pairs for one in looked)
    gap = sum(one.pairs * abs(one.stated - one.true) for one in looked)
    return Calibration(bins, gap / pairs if pairs else 0.0, pairs)


def reliability(probability: Numbers, is_match: Mask, edges: Sequence[float] = EDGES) -> tuple[Bin, ...]:
    """Stated against true probability, bin by bin; empty bins are left out."""
    places = np.clip(np.searchsorted(edges, probability, side="right") - 1, 0, len(edges) - 2)
    bins = []
    for place in np.unique(places):
        inside = places == place
        pairs, true = int(inside.sum()), int(is_match[inside].sum())
        stated = float(probability[inside].mean())
        bins.append(Bin(edges[place], edges[place + 1], pairs, stated, true / pairs, *wilson(true, pairs)))
    return tuple(bins)


def wilson(hits: int, tries: int) -> tuple[float, float]:
    """The 95 % interval of a share, by Wilson (1927): sound for few tries and for shares near 0 and 1."""
    if not tries:
        return 0.0, 1.0
    share, square = hits / tries, _QUANTILE**2
    middle = share + square / (2 * tries)
    spread = _QUANTILE * sqrt(share * (1 - share) / tries + square / (4 * tries**2))
    least, most = (middle - spread) / (1 + square / tries), (middle + spread) / (1 + square / tries)
    return (0.0 if hits == 0 else least), (1.0 if hits == tries else most)
