"""Scoring pairs: levels, weights, rivals, probability. One implementation for one pair and for a million."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mdm.match.columns import Columns, Ids, Levels, Mask, Numbers, Positions
from mdm.match.levels import COMPARISONS
from mdm.match.model import KindModel, MatchModel, Odds, Rival
from mdm.match.vetoes import veto_codes
from mdm.match.view import Evidence, View
from mdm.records import CustomerKind

CHUNK = 200_000
# Finer than any threshold needs, coarser than the last bits in which vector and scalar arithmetic may differ.
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Links:
    """Scored pairs, left id below right id.

    Weight is in bits, prior included; veto is 0 where there is none; pattern packs the levels.
    """

    left: Ids
    right: Ids
    weight: Numbers
    probability: Numbers
    veto: Levels
    pattern: Ids

    def __len__(self) -> int:
        return len(self.left)

    def take(self, chosen: Positions | Mask) -> Links:
        """Some of the links."""
        return Links(
            self.left[chosen],
            self.right[chosen],
            self.weight[chosen],
            self.probability[chosen],
            self.veto[chosen],
            self.pattern[chosen],
        )

    @classmethod
    def joined(cls, parts: Iterable[Links]) -> Links:
        """One after the other."""
        rows = list(parts) or [no_links()]
        columns = zip(
            *((one.left, one.right, one.weight, one.probability, one.veto, one.pattern) for one in rows), strict=True
        )
        return cls(*(np.concatenate(column) for column in columns))


def no_links() -> Links:
    """Not one."""
    ids, numbers = np.zeros(0, dtype=np.int64), np.zeros(0)
    return Links(ids, ids, numbers, numbers, np.zeros(0, dtype=np.int8), ids)


@dataclass(frozen=True, slots=True)
class Weighing:
    """What the comparisons of one kind say of pairs: levels, and how many times likelier each makes a match."""

    kind: str
    model: KindModel
    evidence: Mapping[str, Evidence]
    factors: Mapping[str, Numbers]

    @property
    def levels(self) -> Mapping[str, Levels]:
        """The level reached per comparison."""
        return {name: one.levels for name, one in self.evidence.items()}

    def rivalry(self) -> Numbers:
        """How many bits the pairs lose to rival explanations of their agreement; never above 0."""
        share = np.ones(len(self))
        for rival in self.model.rivals:
            share += self.rival_odds(rival)
        return -np.log2(share)

    def rival_odds(self, rival: Rival) -> Numbers:
        """How many times likelier the rival explanation is than chance, for each pair."""
        odds = np.full(len(self), rival.ratio * self.model.prior)
        for name, caused in rival.caused.items():
            odds *= caused * self.factors[name] + (1.0 - caused)
        for name, form in rival.forms.items():
            odds *= _factor(form, self.model.odds[name], self.evidence[name])
        return odds

    def __len__(self) -> int:
        return len(next(iter(self.factors.values())))

    def weight(self) -> Numbers:
        """The sum of it all, in bits."""
        total = np.log2(self.model.prior / (1.0 - self.model.prior)) + self.rivalry()
        for factor in self.factors.values():
            total = total + np.log2(factor)
        return np.asarray(np.round(total, _DIGITS))

    def pattern(self) -> Ids:
        """All levels packed into one number."""
        packed = np.zeros(len(self), dtype=np.int64)
        for one in COMPARISONS[self.kind]:
            packed = packed * one.radix + self.evidence[one.name].levels
        return packed


def weigh(model: MatchModel, kind: str, columns: Columns, left: Positions, right: Positions) -> Weighing:
    """Compare and weigh pairs of one kind, given by their positions."""
    view = View(columns, left, right, model.frequencies)
    of_kind = model.kinds[kind]
    # What all pairs lack is not compared: for one record beside some others that is often the half.
    evidence = {
        one.name: one.compare(view) if not one.column or view.meets(one.column) else view.nothing()
        for one in COMPARISONS[kind]
    }
    factors = {}
    for name, one in evidence.items():
        odds = of_kind.odds[name]
        factors[name] = _factor([level.match for level in odds], odds, one) if one.levels.any() else np.ones(len(view))
    return Weighing(kind, of_kind, evidence, factors)


def _factor(shares: Sequence[float], odds: Sequence[Odds], evidence: Evidence) -> Numbers:
    """How many times likelier the levels are under these shares than by chance; 1 where something is missing."""
    share = np.array([1.0, *shares])
    chance = np.array([1.0, *(one.chance for one in odds)])
    by_chance = np.where(evidence.chance > 0, evidence.chance, chance[evidence.levels])
    return np.asarray(share[evidence.levels] / by_chance)


def unpack(kind: str, pattern: int) -> dict[str, int]:
    """The levels that a pattern packs."""
    levels = {}
    for one in reversed(COMPARISONS[kind]):
        pattern, levels[one.name] = divmod(pattern, one.radix)
    return dict(reversed(levels.items()))


def score_pairs(
    model: MatchModel,
    columns: Columns,
    left: Positions,
    right: Positions,
    *,
    progress: Callable[[int], None] | None = None,
) -> Links:
    """Score pairs given by their positions in the columns. The result keeps their order; ids are put low before high.

    Records of different kinds never match.
    """
    chunks = []
    for start in range(0, len(left), CHUNK):
        chunk = slice(start, start + CHUNK)
        chunks.append(_score_chunk(model, columns, left[chunk], right[chunk]))
        if progress is not None:
            progress(len(chunks[-1]))
    return Links.joined(chunks)


@dataclass(frozen=True, slots=True)
class Scored:
    """Links with what they were made of: per kind the places of its pairs, and how these were weighed."""

    links: Links
    weighings: tuple[tuple[Positions, Weighing], ...]

    def weighing_at(self, place: int) -> tuple[Weighing, int] | None:
        """How the pair at that place was weighed, and where it stands there; None for two kinds."""
        for places, weighing in self.weighings:
            found = np.flatnonzero(places == place)
            if len(found):
                return weighing, int(found[0])
        return None


def _score_chunk(model: MatchModel, columns: Columns, left: Positions, right: Positions) -> Links:
    return score_and_weigh(model, columns, left, right).links


def score_and_weigh(model: MatchModel, columns: Columns, left: Positions, right: Positions) -> Scored:
    """As `score_pairs`, for so few pairs that what they are made of can be kept."""
    weighings = []
    weight = np.full(len(left), -np.inf)
    veto, pattern = np.zeros(len(left), dtype=np.int8), np.zeros(len(left), dtype=np.int64)
    for kind in CustomerKind:
        is_kind = columns.is_kind(kind)
        places = np.flatnonzero(is_kind[left] & is_kind[right])
        if len(places):
            weighing = weigh(model, kind, columns, left[places], right[places])
            weight[places], pattern[places] = weighing.weight(), weighing.pattern()
            veto[places] = veto_codes(kind, weighing.levels, probability_of(weight[places]))
            weighings.append((places, weighing))
    one, other = columns.ids[left], columns.ids[right]
    links = Links(np.minimum(one, other), np.maximum(one, other), weight, probability_of(weight), veto, pattern)
    return Scored(links, tuple(weighings))


def probability_of(weight: Numbers) -> Numbers:
    """Bits to probability; exactly 0 for what can't be."""
    likely = 1.0 / (1.0 + np.exp2(-np.clip(weight, -1000.0, 1000.0)))
    return np.where(np.isneginf(weight), 0.0, likely)
