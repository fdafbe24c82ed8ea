"""The records of a customer as a graph: who is tied to whom, and how strongly. Laid out here, drawn as SVG."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from mdm.admin.base import address
from mdm.resolve.life.queries import Belonging, Said
from mdm.steward.queries import Compared

# More of them on one picture can't be told apart.
MOST_NODES = 40
WIDTH, HEIGHT, MARGINS = 760, 420, (92, 44)
_SEED = 7

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Node:
    """A record, at its place in the picture. `colour` is the number of its source."""

    place: str
    source: str
    key: str
    url: str
    x: float
    y: float
    colour: int


@dataclass(frozen=True, slots=True)
class Edge:
    """A tie between two records: what it is, how thick it is drawn, what it says. No word of it tells a value.

    The backbone are the strongest ties that reach every record; the others are drawn faintly and without figures.
    """

    x1: float
    y1: float
    x2: float
    y2: float
    kind: str
    width: float
    label: str
    title: str
    is_backbone: bool

    @property
    def middle(self) -> tuple[float, float]:
        return round((self.x1 + self.x2) / 2, 1), round((self.y1 + self.y2) / 2, 1)


@dataclass(frozen=True, slots=True)
class Graph:
    """The picture, and how many records it leaves out."""

    nodes: Sequence[Node]
    edges: Sequence[Edge]
    left_out: int
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class _Tie:
    """A link or a judgement between two records."""

    low: int
    high: int
    kind: str
    weight: float
    label: str
    said: str


def graph(
    members: Sequence[Belonging], links: Sequence[Compared], judged: Sequence[Said], *, total: int, weights: bool
) -> Graph:
    """The best-tied of the members, and what ties them; `total` is how many members there are.

    Without `weights`, links tell that records were compared, and not what came of it.
    """
    ties = [*(_judged(one) for one in judged if one.is_live), *(_linked(one, weights=weights) for one in links)]
    known = {one.record for one in members}
    ties = [one for one in ties if {one.low, one.high} <= known]
    shown = _best_tied(members, ties)
    records = {one.record for one in shown}
    ties = _once([one for one in ties if {one.low, one.high} <= records])
    spots, backbone = _laid_out([one.record for one in shown], ties)
    sources = {code: number for number, code in enumerate(sorted({one.source for one in shown}))}
    nodes = [
        Node(
            one.place, one.source, one.key, address("sourcerecord", one.record), *spots[one.record], sources[one.source]
        )
        for one in shown
    ]
    places = {one.record: one.place for one in shown}
    edges = [_edge(one, spots, places, is_backbone=frozenset((one.low, one.high)) in backbone) for one in ties]
    return Graph(nodes, edges, total - len(nodes))


def _linked(one: Compared, *, weights: bool) -> _Tie:
    low, high = sorted((one.record, one.other))
    if not weights:
        return _Tie(low, high, "compared", 10.0, "", "they were compared")
    chance = f"{min(one.probability, 0.9999):.2%}"
    return _Tie(low, high, one.zone, one.weight, f"{one.weight:+.0f}", f"weight {one.weight:+.1f} bits, {chance}")


def _judged(one: Said) -> _Tie:
    said = f"{one.author or one.rule or 'somebody'} judged {one.verdict.replace('_', ' ')}"
    return _Tie(one.low, one.high, f"judged-{one.verdict}", 30.0, one.verdict.replace("_", " "), said)


def _once(ties: Sequence[_Tie]) -> list[_Tie]:
    """One tie a pair, judgements before links; the first one says what the others say too."""
    found: dict[tuple[int, int], _Tie] = {}
    for one in ties:
        first = found.get((one.low, one.high))
        both = replace(first, label=f"{first.label} {one.label}", said=f"{first.said}; {one.said}") if first else one
        found[one.low, one.high] = both
    return list(found.values())


def _best_tied(members: Sequence[Belonging], ties: Collection[_Tie]) -> list[Belonging]:
    """Those with most ties, in the order in which they came."""
    counts = Counter(end for one in ties for end in (one.low, one.high))
    ranked = sorted(range(len(members)), key=lambda place: (-counts[members[place].record], place))
    return [members[place] for place in sorted(ranked[:MOST_NODES])]


def _laid_out(records: Sequence[int], ties: Sequence[_Tie]) -> tuple[dict[int, Spot], set[frozenset[int]]]:
    """Where each record stands, and the backbone; the same ties give the same picture."""
    import networkx as nx

    picture = nx.Graph()
    picture.add_nodes_from(records)
    picture.add_edges_from((one.low, one.high, {"weight": max(one.weight, 1.0) / 10}) for one in ties)
    start = nx.circular_layout(picture)
    spots = nx.spring_layout(picture, pos=start, k=2.2 / max(len(records), 1) ** 0.5, iterations=80, seed=_SEED)
    backbone = {frozenset(pair) for pair in nx.maximum_spanning_edges(picture, data=False)}
    xs, ys = [float(spot[0]) for spot in spots.values()], [float(spot[1]) for spot in spots.values()]
    placed = {
        record: (_across(float(x), xs, WIDTH, MARGINS[0]), _across(float(y), ys, HEIGHT, MARGINS[1]))
        for record, (x, y) in spots.items()
    }
    return placed, backbone


def _across(value: float, values: Sequence[float], size: int, margin: int) -> float:
    """The value spread over the picture's size, as the others are."""
    span = max(values) - min(values)
    return round(margin + (value - min(values)) / span * (size - 2 * margin), 1) if span > 1e-9 else size / 2


def _edge(one: _Tie, spots: dict[int, Spot], places: dict[int, str], *, is_backbone: bool) -> Edge:
    title = f"{places[one.low]} and {places[one.high]}: {one.said}"
    width = round(min(max(one.weight, 1.0) / 6, 6.0), 1)
    return Edge(
        *spots[one.low], *spots[one.high], one.kind, width, one.label if is_backbone else "", title, is_backbone
    )
