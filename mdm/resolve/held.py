"""Questions that clustering leaves to people: one per pair of clusters, and one per group that grew too large."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from mdm.resolve.contradictions import Contradiction
from mdm.resolve.pairs import Ints, Mask, Nodes, Pairs, keys

MOST_RECORDS = 1_000


class HeldKind(StrEnum):
    """Why a person is asked. Of two questions about the same clusters the earlier kind is asked."""

    CONTRADICTION = "contradiction"
    OVER_SIZE = "over_size"
    OVER_MERGE = "over_merge"
    VETOED_MATCH = "vetoed_match"
    POSSIBLE_MATCH = "possible_match"


@dataclass(frozen=True, slots=True)
class Held:
    """One question: `left` and `right` are the pair that speaks loudest, `records` all that the answer concerns.

    `records` holds at most MOST_RECORDS ids of `size`. `path` is the chain of matches of a contradiction.
    """

    kind: HeldKind
    left: int
    right: int
    records: tuple[int, ...]
    size: int
    probability: float | None = None
    weight: float | None = None
    veto: int = 0
    path: tuple[int, ...] = ()

    @property
    def signature(self) -> str:
        """The same for the same question."""
        return hashlib.sha256(f"{self.kind}|{self.left}|{self.right}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What clustering came to: per node its cluster, those that people judged one with it, and the over-size group
    it was left out of (-1 none).
    """

    nodes: Nodes
    cluster: Ints
    group: Ints
    over_size: Ints
    apart: tuple[Ints, Ints]
    contradictions: tuple[Contradiction, ...]


@dataclass(frozen=True, slots=True)
class Questions:
    """Cross-cluster pairs that are questions, with the kind's rank and whom they are about."""

    pairs: Pairs
    rank: Ints
    about: Ints

    def take(self, chosen: Ints | Mask) -> Questions:
        return Questions(self.pairs.take(chosen), self.rank[chosen], self.about[chosen])


RANKS = {kind: rank for rank, kind in enumerate(HeldKind)}
KINDS = tuple(HeldKind)


def _between(outcome: Outcome, one: Ints, other: Ints) -> Ints:
    """A key per pair of clusters."""
    first, second = outcome.cluster[one], outcome.cluster[other]
    return keys(np.minimum(first, second), np.maximum(first, second), len(outcome.nodes))


def _questions(outcome: Outcome, pairs: Pairs, open_certain: Mask, certain: float, possible: float) -> Questions:
    """The pairs worth a question: between clusters, and vetoed ones inside a cluster, whom other links outweighed.

    A judgement between two clusters answers all but the certain matches it breaks.
    """
    count = np.int64(len(outcome.nodes))
    about = _between(outcome, pairs.low, pairs.high)
    answered = np.isin(about, _between(outcome, *outcome.apart))
    rank = np.full(len(pairs), -1, dtype=np.int64)
    rank[(pairs.probability >= possible) & (pairs.veto == 0) & ~answered] = RANKS[HeldKind.POSSIBLE_MATCH]
    rank[(pairs.probability >= certain) & (pairs.veto == 0)] = -1
    rank[(pairs.probability >= certain) & (pairs.veto != 0) & ~answered] = RANKS[HeldKind.VETOED_MATCH]
    rank[open_certain] = RANKS[HeldKind.OVER_MERGE]
    group = outcome.over_size[pairs.low]
    in_group = (group >= 0) & (group == outcome.over_size[pairs.high]) & (rank >= 0)
    rank[in_group] = RANKS[HeldKind.OVER_SIZE]
    about = np.where(in_group, count * count + group, about)
    is_inside = outcome.cluster[pairs.low] == outcome.cluster[pairs.high]
    is_outweighed = is_inside & (pairs.veto != 0) & (outcome.group[pairs.low] != outcome.group[pairs.high])
    rank[is_outweighed] = RANKS[HeldKind.OVER_MERGE]
    asked = (rank >= 0) & (~is_inside | is_outweighed)
    return Questions(pairs, rank, about).take(asked)


def _strongest(questions: Questions, tiebreak: Ints) -> Questions:
    """One question per pair of clusters or group."""
    first, second = tiebreak[questions.pairs.low], tiebreak[questions.pairs.high]
    order = np.lexsort(
        (
            np.maximum(first, second),
            np.minimum(first, second),
            -questions.pairs.weight,
            -questions.pairs.steps,
            questions.rank,
            questions.about,
        )
    )
    is_first = np.ones(len(order), dtype=bool)
    is_first[1:] = np.diff(questions.about[order]) != 0
    return questions.take(order[is_first])


class _Members:
    """Record ids by label, each group in the stable order of its members."""

    def __init__(self, nodes: Nodes, labels: Ints) -> None:
        self._order = np.lexsort((nodes.tiebreak, labels))
        self._starts = np.searchsorted(labels[self._order], np.arange(len(nodes) + 1))
        self._ids = nodes.ids

    def of(self, label: int) -> Ints:
        return self._ids[self._order[self._starts[label] : self._starts[label + 1]]]


def _score(pairs: Pairs, low: int, high: int) -> tuple[float | None, float | None, int]:
    """Probability, weight and veto of a pair, where it was scored."""
    found = np.flatnonzero((pairs.low == low) & (pairs.high == high))
    if not len(found):
        return None, None, 0
    return float(pairs.probability[found[0]]), float(pairs.weight[found[0]]), int(pairs.veto[found[0]])


def _contradicting(outcome: Outcome, clusters: _Members, pairs: Pairs) -> dict[int, Held]:
    """One question per pair of clusters: of several contradictions, the shortest chain."""
    ids, tie = outcome.nodes.ids, outcome.nodes.tiebreak
    found: dict[int, Held] = {}
    for one in sorted(outcome.contradictions, key=lambda one: (len(one.path), [int(tie[node]) for node in one.path])):
        about = int(_between(outcome, np.array([one.left]), np.array([one.right]))[0])
        path = [int(ids[node]) for node in one.path]
        both = (clusters.of(int(outcome.cluster[node])).tolist() for node in (one.path[0], one.path[-1]))
        records = list(dict.fromkeys([*path, *(record for members in both for record in members)]))
        probability, weight, veto = _score(pairs, one.left, one.right)
        held = Held(
            kind=HeldKind.CONTRADICTION,
            left=min(path[0], path[-1]),
            right=max(path[0], path[-1]),
            records=tuple(records[:MOST_RECORDS]),
            size=len(records),
            probability=probability,
            weight=weight,
            veto=veto,
            path=tuple(path),
        )
        found.setdefault(about, held)
    return found


def _scored(outcome: Outcome, questions: Questions, members: Callable[[int, int, int], Ints]) -> Iterator[Held]:
    ids, pairs = outcome.nodes.ids, questions.pairs
    rows = zip(
        questions.rank.tolist(),
        pairs.low.tolist(),
        pairs.high.tolist(),
        pairs.probability.tolist(),
        pairs.weight.tolist(),
        pairs.veto.tolist(),
        strict=True,
    )
    for rank, low, high, probability, weight, veto in rows:
        records = members(rank, low, high)
        left, right = sorted((int(ids[low]), int(ids[high])))
        yield Held(
            KINDS[rank], left, right, tuple(records[:MOST_RECORDS].tolist()), len(records), probability, weight, veto
        )


def held_questions(
    outcome: Outcome, pairs: Pairs, open_certain: Mask, *, certain: float, possible: float
) -> tuple[Held, ...]:
    """Every question, in order of kind, then strength."""
    clusters = _Members(outcome.nodes, outcome.cluster)
    groups = _Members(outcome.nodes, outcome.over_size)

    def members(rank: int, low: int, high: int) -> Ints:
        if KINDS[rank] is HeldKind.OVER_SIZE:
            return groups.of(int(outcome.over_size[low]))
        ends = sorted((low, high), key=lambda node: int(outcome.nodes.tiebreak[node]))
        return np.concatenate([clusters.of(one) for one in dict.fromkeys(int(outcome.cluster[node]) for node in ends)])

    questions = _questions(outcome, pairs, open_certain, certain, possible)
    contradictions = _contradicting(outcome, clusters, pairs)
    if contradictions:
        questions = questions.take(~np.isin(questions.about, np.array(list(contradictions), dtype=np.int64)))
    questions = _strongest(questions, outcome.nodes.tiebreak)
    order = np.lexsort((-questions.pairs.weight, questions.rank))
    return (*contradictions.values(), *_scored(outcome, questions.take(order), members))
