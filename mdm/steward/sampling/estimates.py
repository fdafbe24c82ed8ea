"""Precision, recall and thresholds from a stratified random sample of answered pairs.

Within a stratum the share of matches among the pairs not asked about follows Jeffreys' posterior, Beta(yes + 1/2,
no + 1/2) (Brown, Cai & DasGupta 2001); 95 % intervals are quantiles of draws from all strata together, the same draws
every time. A rare stratum with too few answers is reckoned together with the next below it that has enough, which is
cautious, and the words say so; where any other has too few nothing is estimated, and the words say what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, log

import numpy as np
from numpy.typing import NDArray

from mdm.errors import ConflictError

# Fewer answers in a stratum (or in all of it, where it is smaller) say nothing of it.
LEAST = 5
# A stratum is rare that holds no more than this share of the pairs from its probability on.
RARE = 0.05
DRAWS = 8_000
_SEED = 1
_INTERVAL = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class Stratum:
    """Pairs of a range of probability: how many there are, and what stewards said of those put to them.

    `low` is its lower edge; None for pairs that are never joined, whatever their probability. `lent` are the answers of
    another stratum that count for this one too.
    """

    words: str
    low: float | None
    pairs: int
    yes: int
    no: int
    lent: tuple[int, int] = (0, 0)

    @property
    def answered(self) -> int:
        return self.yes + self.no

    @property
    def is_enough(self) -> bool:
        return self.answered + sum(self.lent) >= min(LEAST, self.pairs)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share with its 95 % interval."""

    share: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.share:.1%} ({self.low:.1%} to {self.high:.1%})"


@dataclass(frozen=True, slots=True)
class AtThreshold:
    """What joining from that probability on comes to. Recall is of the true pairs among all strata."""

    threshold: float
    precision: Estimate
    recall: Estimate


def pooled(strata: Sequence[Stratum]) -> tuple[list[Stratum], str]:
    """The strata, rare ones without enough answers with those of the next below; and in words which these are."""
    found = [_pooled(strata, place) for place in range(len(strata))]
    borrowing = [one.words for one in found if any(one.lent)]
    words = f" Too rare for answers of their own, so reckoned with the next below: {', '.join(borrowing)}."
    return found, words if borrowing else ""


def _pooled(strata: Sequence[Stratum], place: int) -> Stratum:
    one = strata[place]
    if one.is_enough or one.low is None:
        return one
    from_here = sum(other.pairs for other in strata if other.low is not None and other.low >= one.low)
    below = [other for other in strata[:place] if other.low is not None and other.answered >= LEAST]
    if one.pairs > RARE * from_here or not below:
        return one
    return replace(one, lent=(below[-1].yes, below[-1].no))


def missing(strata: Sequence[Stratum]) -> str:
    """What is lacking for an estimate over these strata, in words; empty where nothing is."""
    few = [one for one in pooled(strata)[0] if not one.is_enough]
    lacking = [f"{one.words}: {one.answered} of {min(LEAST, one.pairs)}" for one in few]
    return f"Not enough judgements ({'; '.join(lacking)})." if lacking else ""


def at_threshold(strata: Sequence[Stratum], threshold: float) -> AtThreshold:
    """Precision and recall of joining from an edge of the strata on. Raises ConflictError without enough judgements."""
    strata, _ = pooled(strata)
    lacking = missing([one for one in strata if one.pairs])
    if lacking:
        raise ConflictError(lacking, remedy="Let stewards answer more of the sample.")
    matches = _matches(strata)
    is_joined = np.array([one.low is not None and one.low >= threshold for one in strata])
    joined = matches[:, is_joined].sum(axis=1)
    pairs = sum(one.pairs for one, own in zip(strata, is_joined.tolist(), strict=True) if own)
    found = _means(strata)
    total = found.sum() or 1.0
    return AtThreshold(
        threshold,
        _estimate(found[is_joined].sum() / max(pairs, 1), joined / max(pairs, 1)),
        _estimate(found[is_joined].sum() / total, joined / np.maximum(matches.sum(axis=1), 1e-9)),
    )


def _means(strata: Sequence[Stratum]) -> NDArray[np.float64]:
    return np.array([_share(one) * one.pairs for one in strata])


def _share(one: Stratum) -> float:
    said = one.answered + sum(one.lent)
    return (one.yes + one.lent[0]) / said if said else 0.0


def _matches(strata: Sequence[Stratum]) -> NDArray[np.float64]:
    """Draws of how many matches each stratum holds: those found, and a share of those not asked about."""
    dice = np.random.default_rng(_SEED)
    columns = [
        one.yes
        + dice.beta(one.yes + one.lent[0] + 0.5, one.no + one.lent[1] + 0.5, DRAWS) * max(0, one.pairs - one.answered)
        for one in strata
    ]
    return np.stack(columns, axis=1) if columns else np.zeros((DRAWS, 0))


def _estimate(share: float, draws: NDArray[np.float64]) -> Estimate:
    low, high = np.quantile(draws, _INTERVAL)
    return Estimate(float(share), float(min(low, share)), float(max(high, share)))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The lowest threshold whose precision is the wished one with confidence, or in words why there is none."""

    wished: float
    found: AtThreshold | None
    words: str


def suggest(strata: Sequence[Stratum], wished: float, edges: Sequence[float]) -> Suggestion:
    """A threshold among the edges (ascending) at which the interval of precision lies above the wished one."""
    strata, words = pooled(strata)
    lacking = missing([one for one in strata if one.pairs])
    if lacking:
        return Suggestion(wished, None, lacking)
    for edge in edges:
        at = at_threshold(strata, edge)
        if at.precision.low >= wished:
            return Suggestion(
                wished, at,
                f"Joining from {edge:.1%} on is right in {at.precision} of the pairs.{words}",
            )  # fmt: skip
    # With no wrong pair among n answers, precision is above w with 97.5 % confidence from n = log 0.025 / log w on.
    needed = ceil(log(0.025) / log(wished)) if wished < 1 else 0
    return Suggestion(
        wished, None,
        f"Not enough judgements to promise {wished:.2%}: that takes about {needed:,} answers above the threshold "
        f"without one wrong pair, and more with each wrong one.{words}",
    )  # fmt: skip


def allocation(
    available: Mapping[int, int], sizes: Mapping[int, int], spread: Mapping[int, float], wanted: int
) -> dict[int, int]:
    """How many pairs to ask of each stratum: half in equal parts, half by size times spread, as far as there are."""
    strata = [one for one in sorted(available) if available[one]]
    if not strata:
        return {}
    force = {one: sizes.get(one, 0) * spread[one] for one in strata}
    total = sum(force.values()) or 1.0
    plan = {
        one: min(available[one], ceil(wanted / 2 / len(strata) + wanted / 2 * force[one] / total)) for one in strata
    }
    surplus = sum(plan.values()) - wanted
    for one in sorted(strata, key=lambda stratum: -plan[stratum]):
        cut = min(max(0, surplus), max(0, plan[one] - LEAST))
        plan[one] -= cut
        surplus -= cut
    return plan
