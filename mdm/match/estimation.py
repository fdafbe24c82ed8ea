"""Estimating a match model from unlabelled records: the only door to recordlinkage and pandas.

Chance agreement comes from random pairs. Agreement within customers comes from recordlinkage's ECM on the patterns of
the candidate pairs, with more classes than two (the rival explanations), started from the shipped parameters and held
to them by pseudo-counts, so that data moves a parameter only as far as its evidence reaches. What fails a gate keeps
the shipped parameters, and the report says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from recordlinkage.algorithms.nb_sklearn import ECM
from recordlinkage.classifiers import ECMClassifier
from scipy.sparse import csr_matrix

from mdm.match.chances import learn_chances, level_counts
from mdm.match.columns import Columns, Mask, Numbers, Positions
from mdm.match.counting import sharing_pairs
from mdm.match.defaults import DEFAULT_MODEL
from mdm.match.gates import EstimationReport, Gate, KindReport, judge
from mdm.match.judged import Evidence, Judged, evidence
from mdm.match.levels import COMPARISONS
from mdm.match.model import KindModel, MatchModel, Odds, Rival
from mdm.match.patterns import Patterns, count_patterns
from mdm.match.untrained import MOST_MATCHES, USUAL_DUPLICATES, settled
from mdm.match.vetoes import BLINDING, veto_codes
from mdm.records import CustomerKind

__all__ = ["EstimationReport", "Gate", "KindReport", "estimate"]

CANDIDATES = 2_000_000
NOBODY = Judged()
# How many matches, and pairs explained by a rival, the shipped parameters weigh as much as.
MATCH_FORCE = 150.0
RIVAL_FORCE = 40.0
MOST_STEPS = 60
# Ties of a rival that hold in this share of its pairs or more are estimated; the rest stay as shipped.
MAIN_TIE = 0.7
# How far data may move a parameter away from the shipped one, as a factor.
LEASH = 24.0
# Duplicates per record, between which data may set the share of matches.
FEWEST_DUPLICATES, MOST_DUPLICATES = 0.01, 8.0


def estimate(
    columns: Columns,
    left: Positions,
    right: Positions,
    *,
    seed: int,
    version: int = 1,
    shipped: MatchModel = DEFAULT_MODEL,
    judged: Judged = NOBODY,
) -> tuple[MatchModel, EstimationReport]:
    """A model for these records, given all candidate pairs by position; the same input gives the same model.

    What people `judged` is taken for what they said, whether or not it is a candidate.
    """
    model = replace(settled(shipped, columns), version=version)
    reports = []
    for kind in CustomerKind:
        is_kind = columns.is_kind(kind)
        inside = np.flatnonzero(is_kind[left] & is_kind[right])
        own = np.flatnonzero(is_kind)
        if len(own) < 2:
            continue
        said = judged.take(is_kind[judged.left] & is_kind[judged.right])
        learner = _Learner(model, str(kind), columns, own, left[inside], right[inside], seed, said)
        kind_model, report = learner.learn()
        model = replace(model, kinds={**model.kinds, kind: kind_model})
        reports.append(report)
    return model, EstimationReport(tuple(reports))


@dataclass(frozen=True, slots=True)
class _Learner:
    """Learns one kind."""

    model: MatchModel
    kind: str
    columns: Columns
    own: Positions
    left: Positions
    right: Positions
    seed: int
    judged: Judged

    def learn(self) -> tuple[KindModel, KindReport]:
        """The estimated parameters where they pass the gates, else the shipped ones, the prior fit to the records."""
        shipped = self.model
        start = learn_chances(shipped, self.kind, self.columns, self.own, seed=self.seed)
        known = self._evidence(start)
        patterns = known.patterns
        pairs = len(self.own) * (len(self.own) - 1) / 2
        found = _fit(_CountedECM(self.kind, start, known, pairs, self._sharing(start)))
        adopted, gates = judge(shipped, self.kind, found.model, self.columns, (self.left, self.right))
        report = KindReport(
            kind=self.kind,
            records=len(self.own),
            candidates=len(self.left),
            patterns=len(patterns.counts),
            judged=len(self.judged),
            matches=found.matches,
            iterations=found.iterations,
            is_converged=found.is_converged,
            prior=adopted.prior,
            gates=gates,
        )
        return adopted, report

    def _sharing(self, model: KindModel) -> dict[str, float]:
        anchors = {rival.anchor for rival in model.rivals if rival.anchor}
        return {name: sharing_pairs(self.columns[name].codes[self.own]) for name in anchors}

    def _in_force(self, one: KindModel) -> MatchModel:
        return replace(self.model, kinds={**self.model.kinds, self.kind: one})

    def _evidence(self, start: KindModel) -> Evidence:
        """The patterns of the candidates, and of what people judged apart from them."""
        model, said = self._in_force(start), self.judged
        matches, others = (
            count_patterns(model, self.kind, self.columns, (one.left, one.right))
            for one in (said.take(said.is_match), said.take(~said.is_match))
        )
        return evidence(self._patterns(model), matches, others)

    def _patterns(self, model: MatchModel) -> Patterns:
        is_open = ~self.judged.among(self.left, self.right, len(self.columns))
        left, right, share = self.left[is_open], self.right[is_open], 1.0
        if len(left) > CANDIDATES:
            chosen = np.sort(np.random.default_rng(self.seed).choice(len(left), CANDIDATES, replace=False))
            left, right, share = left[chosen], right[chosen], len(left) / CANDIDATES
        found = count_patterns(model, self.kind, self.columns, (left, right))
        return replace(found, counts=found.counts * share)


@dataclass(frozen=True, slots=True)
class _Found:
    model: KindModel
    matches: float
    iterations: int
    is_converged: bool


def _fit(kernel: _CountedECM) -> _Found:
    classifier = ECMClassifier()
    classifier.kernel = kernel
    classifier.kernel.fit(_one_hot(kernel.patterns))
    return _Found(kernel.model, kernel.matches, kernel.iterations, kernel.is_converged)


def _one_hot(patterns: Patterns) -> Any:
    """Patterns as 0 and 1, one column a slot; missing is a row without a 1 there."""
    count, width = patterns.rows.shape
    rows = np.repeat(np.arange(count), width)
    columns = patterns.rows.ravel()
    kept = columns > 0
    ones = np.ones(int(kept.sum()))
    return csr_matrix((ones, (rows[kept], columns[kept])), shape=(count, len(patterns.slots)))


class _CountedECM(ECM):  # type: ignore[misc]
    """recordlinkage's ECM on counted patterns with one-hot levels.

    Classes: by chance, each rival, match. Only the match's levels, its share and the rivals' shares are free; the first
    row of parameters stays as random pairs showed it.
    """

    def __init__(
        self, kind: str, start: KindModel, known: Evidence, pairs: float, sharing: Mapping[str, float]
    ) -> None:
        super().__init__(init="given", max_iter=MOST_STEPS, binarize=None, atol=1e-4)
        self.kind = kind
        self.sharing = sharing
        self.start = start
        self.model = start
        self.known = known
        self.patterns = known.patterns
        self.teaches = _teaches(kind, known.patterns)
        self.pairs = pairs
        self.matches = 0.0
        self.iterations = 0
        self.is_converged = False

    def _transform_data(self, features: Any) -> Any:
        return features

    def fit(self, features: Any) -> _CountedECM:
        """Iterate until the match levels stand still."""
        self.classes_ = np.arange(2 + len(self.start.rivals))
        self.is_converged = not len(self.patterns.counts)
        while self.iterations < self.max_iter and not self.is_converged:
            self.iterations += 1
            self.feature_log_prob_, self.class_log_prior_ = self._parameters()
            shares = self.known.clamped(self.predict_proba(features)) * self.patterns.counts[:, None]
            before, self.model = self.model, self._learnt(shares)
            self.is_converged = _largest_step(before, self.model) < self.atol
        return self

    def _ratios(self) -> Numbers:
        """How many times likelier each slot is in a match than by chance."""
        ratios = np.ones(len(self.patterns.slots))
        for number, slot in enumerate(self.patterns.slots):
            if slot.level:
                odds = self.model.odds[slot.comparison][slot.level - 1]
                ratios[number] = odds.match / (slot.chance or odds.chance)
        return ratios

    def _parameters(self) -> tuple[Numbers, Numbers]:
        """Logarithms of how often each class reaches each slot, relative to chance, and of the classes' shares."""
        match = self._ratios()
        rivals = [self._rival_ratios(rival, match) for rival in self.model.rivals]
        shares = [1.0, *(self.model.prior * rival.ratio for rival in self.model.rivals), self.model.prior]
        return np.log(np.vstack((np.ones(len(match)), *rivals, match))), np.log(shares)

    def _rival_ratios(self, rival: Rival, match: Numbers) -> Numbers:
        ratios = np.ones(len(match))
        for number, slot in enumerate(self.patterns.slots):
            if slot.comparison in rival.forms:
                odds = self.model.odds[slot.comparison][slot.level - 1]
                ratios[number] = rival.forms[slot.comparison][slot.level - 1] / (slot.chance or odds.chance)
            elif slot.comparison in rival.caused:
                caused = rival.caused[slot.comparison]
                ratios[number] = caused * match[number] + 1.0 - caused
        return ratios

    def _learnt(self, shares: Numbers) -> KindModel:
        """The parameters that these shares of the classes in each pattern speak for."""
        matches = shares[:, -1]
        self.matches = float(matches.sum())
        counts = level_counts(self.kind, self.patterns, matches * self.teaches)
        odds = {name: _learnt_match(levels, counts[name]) for name, levels in self.start.odds.items()}
        rivals = tuple(self._rival(place, shares[:, place + 1], matches) for place in range(len(self.start.rivals)))
        return replace(self.start, prior=self._prior(), odds=odds, rivals=rivals)

    def _rival(self, place: int, shares: Numbers, matches: Numbers) -> Rival:
        """How common the rival is, and how often its main ties bring agreement about."""
        start, caused = self.start.rivals[place], dict(self.model.rivals[place].caused)
        match, force = self._ratios(), RIVAL_FORCE
        for column, one in enumerate(COMPARISONS[self.kind]):
            usual = start.caused.get(one.name, 0.0)
            if usual >= MAIN_TIE:
                numbers = self.patterns.rows[:, column]
                present = shares * (numbers > 0)
                by_tie = caused[one.name] * match / (caused[one.name] * match + 1.0 - caused[one.name])
                tied = float(present @ by_tie[numbers])
                caused[one.name] = min((tied + force * usual) / (float(present.sum()) + force), 0.99)
        count = float(shares.sum())
        if start.anchor:
            # Blocking looks at few of these pairs, so they are counted by what they all share.
            matched = level_counts(self.kind, self.patterns, matches)[start.anchor][-1]
            count = max(self.sharing[start.anchor] - float(matched), 0.0) / caused[start.anchor]
        ratio = min((count + force * start.ratio) / (self.matches + force), start.most)
        return replace(start, ratio=ratio, caused=caused)

    def _prior(self) -> float:
        """The share of matches among all pairs, within what is believable for so many records."""
        records = (1 + np.sqrt(1 + 8 * self.pairs)) / 2
        usual = USUAL_DUPLICATES / records
        force = min(MATCH_FORCE, 0.1 * records)
        share = (self.matches + force) / (self.pairs + force / usual)
        return float(np.clip(share, FEWEST_DUPLICATES / records, min(MOST_DUPLICATES / records, MOST_MATCHES)))


def _teaches(kind: str, patterns: Patterns) -> Mask:
    """Which patterns show what matches look like: not those whose trap would look just the same."""
    level = np.array([slot.level for slot in patterns.slots], dtype=np.int8)
    reached = {one.name: level[patterns.rows[:, column]] for column, one in enumerate(COMPARISONS[kind])}
    return ~np.isin(veto_codes(kind, reached), BLINDING)


def _learnt_match(levels: tuple[Odds, ...], counts: Numbers) -> tuple[Odds, ...]:
    usual = np.array([one.match for one in levels])
    learnt = (counts + MATCH_FORCE * usual) / (counts.sum() + MATCH_FORCE)
    learnt = np.clip(learnt, usual / LEASH, np.minimum(usual * LEASH, 1.0))
    return tuple(Odds(float(match), one.chance) for one, match in zip(levels, learnt / learnt.sum(), strict=True))


def _largest_step(before: KindModel, after: KindModel) -> float:
    return max(
        abs(one.match - other.match)
        for name in before.odds
        for one, other in zip(before.odds[name], after.odds[name], strict=True)
    )
