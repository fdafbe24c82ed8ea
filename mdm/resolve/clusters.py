"""Who is who: source records into clusters, given scored pairs and what people judged.

The result depends on the set of records, pairs and judgements alone: not on their order, not on their ids, and not on
records elsewhere. What a person judged apart is never in one cluster, whatever the evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mdm.resolve.contraction import Bond, Contraction
from mdm.resolve.contradictions import settle
from mdm.resolve.held import Held, Outcome, held_questions
from mdm.resolve.links import MATCH, NO_MATCH, Judgements, Scores
from mdm.resolve.pairs import Floats, Ints, Mask, Nodes, Pairs, components, judged, keys, located, pairs_within

Evidence = Callable[[NDArray[np.int64]], Scores]

# Components beyond this many times the size limit are taken apart before their pairs are looked at one by one.
LOOK_FACTOR = 8


@dataclass(frozen=True, slots=True)
class Partition:
    """`label` numbers the cluster of each node, in the order of the nodes as given; `held` waits for people."""

    nodes: Ints
    label: Ints
    held: tuple[Held, ...]

    def clusters(self) -> list[Ints]:
        """The record ids of each cluster, by label."""
        order = np.argsort(self.label, kind="stable")
        return np.split(self.nodes[order], np.flatnonzero(np.diff(self.label[order])) + 1) if len(order) else []


@dataclass(frozen=True, slots=True)
class _Ground:
    """What clustering stands on: `group` numbers what people judged one by `must`; `no_match` keeps groups apart."""

    nodes: Nodes
    group: Ints
    must: tuple[Ints, Ints]
    no_match: tuple[Ints, Ints]
    certain: float
    size_limit: int

    @property
    def look_limit(self) -> int:
        return self.size_limit * LOOK_FACTOR

    def _between(self, low: Ints, high: Ints) -> Ints:
        one, other = self.group[low], self.group[high]
        return keys(np.minimum(one, other), np.maximum(one, other), len(self.nodes))

    def judged_apart(self, low: Ints, high: Ints) -> Mask:
        """Whether any member of one's group was judged apart from any member of the other's."""
        if not len(self.no_match[0]):
            return np.zeros(len(low), dtype=np.bool_)
        return np.isin(self._between(low, high), self._between(*self.no_match))

    def open_certain(self, pairs: Pairs) -> Mask:
        """Pairs that join by themselves: certain, and neither a veto nor a judgement against them."""
        certain: Mask = (pairs.probability >= self.certain) & (pairs.veto == 0)
        return certain & ~self.judged_apart(pairs.low, pairs.high)


def _sizes(labels: Ints) -> Ints:
    return np.bincount(labels) if len(labels) else np.zeros(0, dtype=np.int64)


def _joined(ground: _Ground, low: Ints, high: Ints) -> Ints:
    return components(len(ground.nodes), np.concatenate((ground.must[0], low)), np.concatenate((ground.must[1], high)))


def _bars(pairs: Pairs, parts: Ints) -> Floats:
    """Per pair the median weight of its part; where that is the highest weight, the one below; if all are equal, that.

    Equal weights fall or stay together, so that no order decides between them.
    """
    order = np.lexsort((pairs.weight, parts))
    is_first = np.concatenate(([True], np.diff(parts[order]) != 0))
    weights, of = pairs.weight[order], np.cumsum(is_first) - 1
    starts = np.flatnonzero(is_first)
    counts = np.diff(np.append(starts, len(order)))
    top = weights[starts + counts - 1]
    middle = weights[starts + counts // 2]
    below = np.full(len(starts), -np.inf)
    np.maximum.at(below, of, np.where(weights < top[of], weights, -np.inf))
    bar = np.where(middle < top, middle, np.where(below > -np.inf, below, top))
    bars = np.empty(len(order))
    bars[order] = bar[of]
    return bars


def _taken_apart(ground: _Ground, pairs: Pairs, labels: Ints) -> Ints:
    """Components too large to look at fall to the parts that their stronger links hold together."""
    is_large = _sizes(labels)[labels] > ground.look_limit
    pairs = pairs.take(is_large[pairs.low])
    parts = _joined(ground, pairs.low, pairs.high)
    while (too_large := _sizes(parts)[parts[pairs.low]] > ground.look_limit).any():
        pairs = pairs.take(~too_large | (pairs.weight > _bars(pairs, parts[pairs.low])))
        parts = _joined(ground, pairs.low, pairs.high)
    return np.where(is_large, labels.max() + 1 + parts, labels)


def _second_look(ground: _Ground, blocks: Ints, pairs: Pairs, evidence: Evidence | None) -> Pairs:
    """The pairs together with those that nobody has scored yet, inside blocks of three and more."""
    if evidence is None:
        return pairs
    low, high = pairs_within(blocks, _sizes(blocks), least=3, most=ground.look_limit)
    count = len(ground.nodes)
    missing = ~np.isin(keys(low, high, count), keys(pairs.low, pairs.high, count))
    if not missing.any():
        return pairs
    wanted = np.sort(np.stack((ground.nodes.ids[low[missing]], ground.nodes.ids[high[missing]]), axis=1), axis=1)
    return pairs.join(located(ground.nodes, evidence(wanted), ground.certain))


@dataclass(frozen=True, slots=True)
class _Bonds:
    """Everything known between nodes of one block, ready for contraction."""

    low: Ints
    high: Ints
    steps: Ints
    is_certain: Mask
    is_forbidden: Mask

    @classmethod
    def within(cls, ground: _Ground, blocks: Ints, pairs: Pairs, open_certain: Mask) -> _Bonds:
        none = np.zeros(len(ground.no_match[0]), dtype=np.int64)
        bonds = cls(
            np.concatenate((pairs.low, ground.no_match[0])),
            np.concatenate((pairs.high, ground.no_match[1])),
            np.concatenate((pairs.steps, none)),
            np.concatenate((open_certain, none.astype(np.bool_))),
            np.concatenate((np.zeros(len(pairs), dtype=np.bool_), none == 0)),
        )
        differs = ground.group[bonds.low] != ground.group[bonds.high]
        return bonds.take(np.flatnonzero(differs & (blocks[bonds.low] == blocks[bonds.high])))

    def take(self, chosen: Ints) -> _Bonds:
        return _Bonds(
            self.low[chosen], self.high[chosen], self.steps[chosen], self.is_certain[chosen], self.is_forbidden[chosen]
        )

    def rows(self, group: Ints) -> Iterator[tuple[int, int, Bond]]:
        columns = (group[self.low], group[self.high], self.steps, self.is_certain, self.is_forbidden)
        for low, high, steps, is_certain, is_forbidden in zip(*(one.tolist() for one in columns), strict=True):
            yield low, high, Bond(steps, is_certain, is_forbidden)


def _slices(labels: Ints, wanted: Ints) -> Iterator[Ints]:
    """Positions of each wanted label, in turn."""
    order = np.argsort(labels, kind="stable")
    starts, ends = (np.searchsorted(labels[order], wanted, side=side) for side in ("left", "right"))
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        yield order[start:end]


def _contracted(ground: _Ground, blocks: Ints, bonds: _Bonds) -> tuple[Ints, list[tuple[int, int]]]:
    """The cluster of each node, and pairs whose groups stayed apart for their size alone.

    A block in which nothing speaks against anything is one cluster without further ado.
    """
    sizes = _sizes(blocks)
    is_hard = sizes > ground.size_limit
    is_hard[blocks[bonds.low[bonds.is_forbidden | (bonds.steps < 0)]]] = True
    hard = np.flatnonzero(is_hard & (sizes > 2))
    representative = np.zeros(len(sizes), dtype=np.int64)
    representative[blocks[::-1]] = np.arange(len(blocks))[::-1]
    cluster, refused = representative[blocks], []
    for members, rows in zip(_slices(blocks, hard), _slices(blocks[bonds.low], hard), strict=True):
        groups: dict[int, list[int]] = {}
        for node, group in zip(members.tolist(), ground.group[members].tolist(), strict=True):
            groups.setdefault(group, []).append(node)
        tiebreak = dict(zip(members.tolist(), ground.nodes.tiebreak[members].tolist(), strict=True))
        contraction = Contraction(
            groups, bonds.take(rows).rows(ground.group), tiebreak=tiebreak, size_limit=ground.size_limit
        )
        for joined in contraction.run():
            cluster[joined] = joined[0]
        refused += contraction.refused
    return cluster, refused


def _over_size(cluster: Ints, refused: tuple[Ints, Ints]) -> Ints:
    """Per node the group that was kept apart for its size, -1 for all others."""
    groups = components(
        len(cluster),
        np.concatenate((np.arange(len(cluster)), refused[0])),
        np.concatenate((cluster, refused[1])),
    )
    concerned = np.zeros(len(cluster), dtype=np.bool_)
    concerned[groups[refused[0]]] = True
    return np.where(concerned[groups], groups, -1)


def _numbered(cluster: Ints) -> Ints:
    """Labels 0, 1, 2 … by first appearance."""
    _, first, inverse = np.unique(cluster, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[inverse]


def partition(
    nodes: Ints,
    links: Scores,
    judgements: Judgements,
    *,
    tiebreak: Ints,
    certain: float,
    possible: float,
    size_limit: int = 50,
    evidence: Evidence | None = None,
) -> Partition:
    """Clusters of the nodes, and what people must decide.

    `tiebreak` is one stable, distinct value per node (a hash of source and key): ids tell the order of arrival.
    `evidence` scores pairs of record ids (one a row, all of them) that `links` does not hold; it is asked once, for
    the pairs inside components of three and more. Certain links join unless the evidence of all pairs between two
    groups, summed, speaks against it, a judgement forbids it, or the group would exceed `size_limit`. A vetoed pair
    never joins and weighs heavily against; where other links outweigh it, a person is asked about it.
    """
    if not 0 < possible <= certain <= 1 or size_limit < 2:
        raise ValueError("Needs 0 < possible <= certain <= 1 and a size limit of at least 2.")
    place = Nodes.of(nodes, tiebreak)
    no_match = judged(place, judgements, NO_MATCH)
    must, contradictions = settle(judged(place, judgements, MATCH), no_match, place.tiebreak)
    ground = _Ground(place, components(len(place), *must), must, no_match, certain, size_limit)
    pairs = located(place, links, certain)
    joining = pairs.take(ground.open_certain(pairs))
    whole = _joined(ground, joining.low, joining.high)
    blocks = _taken_apart(ground, joining, whole) if (_sizes(whole) > ground.look_limit).any() else whole
    pairs = _second_look(ground, blocks, pairs, evidence)
    open_certain = ground.open_certain(pairs)
    cluster, refused = _contracted(ground, blocks, _Bonds.within(ground, blocks, pairs, open_certain))
    cut = joining.take(blocks[joining.low] != blocks[joining.high])
    outcome = Outcome(
        place, cluster, ground.group, _over_size(cluster, _with_refused(cut, refused)), no_match, contradictions
    )
    held = held_questions(outcome, pairs, open_certain, certain=certain, possible=possible)
    return Partition(place.ids, _numbered(cluster), held)


def _with_refused(cut: Pairs, refused: list[tuple[int, int]]) -> tuple[Ints, Ints]:
    extra = np.array(refused, dtype=np.int64).reshape(-1, 2)
    return np.concatenate((cut.low, extra[:, 0])), np.concatenate((cut.high, extra[:, 1]))
