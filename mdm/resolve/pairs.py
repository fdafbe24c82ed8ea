"""Scored pairs as positions among the nodes, with their evidence in whole numbers.

Sums of whole numbers do not depend on the order of adding; sums of floats do, and would let the order of arrival
decide ties.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from mdm.resolve.links import Judgements, Scores

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

STEPS_PER_BIT = 1024
MOST_BITS = 40.0
# Two records of one customer that disagree in one thing are likelier to disagree in more (one is old, or badly typed),
# while scores take these for independent: so a pair counts this many bits against its groups and no more.
MOST_AGAINST = 8.0
# A vetoed pair never joins, and counts this many bits against its groups: ties through other records must be beyond
# one in a million to outweigh it.
VETO_AGAINST = 20.0


@dataclass(frozen=True, slots=True)
class Nodes:
    """The records to be grouped. `tiebreak` is a stable value of each record that says nothing of its arrival."""

    ids: Ints
    tiebreak: Ints
    order: Ints

    @classmethod
    def of(cls, ids: Ints, tiebreak: Ints) -> Nodes:
        ids, tiebreak = np.asarray(ids, dtype=np.int64), np.asarray(tiebreak, dtype=np.int64)
        if ids.shape != tiebreak.shape:
            raise ValueError(f"{len(ids)} nodes but {len(tiebreak)} tie-break values.")
        order = np.argsort(ids, kind="stable")
        if (np.diff(ids[order]) == 0).any():
            raise ValueError("A node is listed twice.")
        return cls(ids, tiebreak, order)

    def __len__(self) -> int:
        return len(self.ids)

    def find(self, ids: Ints) -> tuple[Ints, Mask]:
        """The position of each id, and whether it is there at all."""
        if not len(self.ids):
            return np.zeros(len(ids), dtype=np.int64), np.zeros(len(ids), dtype=np.bool_)
        ordered = self.ids[self.order]
        places = np.minimum(np.searchsorted(ordered, ids), len(ordered) - 1)
        return self.order[places], ordered[places] == ids


@dataclass(frozen=True, slots=True)
class Pairs:
    """Scored pairs by position, low before high, each pair once. `steps` is the log-odds in whole steps."""

    low: Ints
    high: Ints
    steps: Ints
    probability: Floats
    weight: Floats
    veto: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.low)

    def take(self, chosen: Ints | Mask) -> Pairs:
        return Pairs(
            self.low[chosen],
            self.high[chosen],
            self.steps[chosen],
            self.probability[chosen],
            self.weight[chosen],
            self.veto[chosen],
        )

    def join(self, other: Pairs) -> Pairs:
        return Pairs(
            np.concatenate((self.low, other.low)),
            np.concatenate((self.high, other.high)),
            np.concatenate((self.steps, other.steps)),
            np.concatenate((self.probability, other.probability)),
            np.concatenate((self.weight, other.weight)),
            np.concatenate((self.veto, other.veto)),
        )


def log_odds(probability: Floats) -> Floats:
    """In bits, within what a double can tell apart."""
    with np.errstate(divide="ignore"):
        bits: Floats = np.clip(np.log2(probability) - np.log2(1.0 - probability), -MOST_BITS, MOST_BITS)
    return bits


def whole_steps(probability: Floats, veto: NDArray[np.int8], certain: float) -> Ints:
    """Evidence for (above 0) or against (below 0) a pair; whatever reaches `certain` speaks for it."""
    zero = min(0.0, float(log_odds(np.array([certain]))[0]))
    bits = np.maximum(log_odds(probability) - zero, -MOST_AGAINST)
    steps = np.rint(bits * STEPS_PER_BIT).astype(np.int64)
    steps = np.where(probability >= certain, np.maximum(steps, 1), steps)
    return np.where(veto != 0, -int(VETO_AGAINST * STEPS_PER_BIT), steps)


def keys(low: Ints, high: Ints, count: int) -> Ints:
    """One number per ordered pair of positions."""
    return low * np.int64(count) + high


def _once(low: Ints, high: Ints, weight: Floats, veto: NDArray[np.int8], count: int) -> Ints:
    """Which rows to keep: each pair once, and where it was scored twice the more careful score."""
    key = keys(low, high, count)
    order = np.argsort(key, kind="stable")
    if not (np.diff(key[order]) == 0).any():
        return order
    order = np.lexsort((weight, veto == 0, key))
    return order[np.concatenate(([True], np.diff(key[order]) != 0))]


def located(nodes: Nodes, scores: Scores, certain: float) -> Pairs:
    """Scores between nodes, by position."""
    left, has_left = nodes.find(np.asarray(scores.left, dtype=np.int64))
    right, has_right = nodes.find(np.asarray(scores.right, dtype=np.int64))
    if not (has_left.all() and has_right.all()):
        raise ValueError("A link names a record that is not among the nodes.")
    probability = np.asarray(scores.probability, dtype=np.float64)
    weight, veto = np.asarray(scores.weight, dtype=np.float64), np.asarray(scores.veto, dtype=np.int8)
    pairs = Pairs(
        np.minimum(left, right),
        np.maximum(left, right),
        whole_steps(probability, veto, certain),
        probability,
        weight,
        veto,
    ).take(left != right)
    return pairs.take(_once(pairs.low, pairs.high, pairs.weight, pairs.veto, len(nodes)))


def judged(nodes: Nodes, judgements: Judgements, verdict: int) -> tuple[Ints, Ints]:
    """Pairs with that verdict, by position. A judgement about a record that is not here has no force here."""
    chosen = judgements.verdict == verdict
    left, has_left = nodes.find(judgements.left[chosen])
    right, has_right = nodes.find(judgements.right[chosen])
    here = has_left & has_right & (left != right)
    return np.minimum(left, right)[here], np.maximum(left, right)[here]


def components(count: int, left: Ints, right: Ints) -> Ints:
    """The component number of each of `count` nodes."""
    if not len(left):
        return np.arange(count, dtype=np.int64)
    if len(left) <= _FEW:
        return _few_components(count, left.tolist(), right.tolist())
    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(count, count))
    labels: Ints = connected_components(graph, directed=False)[1].astype(np.int64)
    return labels


# Up to so many edges, making a sparse matrix of them takes longer than following them.
_FEW = 200


def _few_components(count: int, left: list[int], right: list[int]) -> Ints:
    root = list(range(count))

    def top(node: int) -> int:
        while root[node] != node:
            root[node] = node = root[root[node]]
        return node

    for one, other in zip(left, right, strict=True):
        low, high = sorted((top(one), top(other)))
        root[high] = low
    numbers: dict[int, int] = {}
    return np.array([numbers.setdefault(top(node), len(numbers)) for node in range(count)], dtype=np.int64)


def pairs_within(labels: Ints, sizes: Ints, *, least: int, most: int) -> tuple[Ints, Ints]:
    """All pairs of positions inside the groups of `least` to `most` members, low before high."""
    order = np.argsort(labels, kind="stable")
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    low, high = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for size in np.unique(sizes[(sizes >= least) & (sizes <= most)]):
        members = order[starts[sizes == size][:, None] + np.arange(size)]
        first, second = np.triu_indices(int(size), 1)
        low.append(members[:, first].ravel())
        high.append(members[:, second].ravel())
    return np.concatenate(low), np.concatenate(high)
