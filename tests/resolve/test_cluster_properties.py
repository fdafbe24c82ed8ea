"""What holds of any clustering: order and ids don't matter, people are obeyed, strangers change nothing."""

from itertools import combinations

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mdm.resolve.clusters import partition
from mdm.resolve.held import HeldKind
from mdm.resolve.links import Judgements, Links

CERTAIN, POSSIBLE = 0.99, 0.5
PROBABILITIES = (0.001, 0.3, 0.7, 0.99, 0.995, 0.999, 0.99999)


@st.composite
def worlds(draw, most=9):
    """Nodes with their stable values, scored pairs, judgements."""
    size = draw(st.integers(2, most))
    pairs = list(combinations(range(size), 2))
    links = {
        pair: (draw(st.sampled_from(PROBABILITIES)), draw(st.sampled_from((0, 0, 0, 0, 1))))
        for pair in draw(st.lists(st.sampled_from(pairs), unique=True, max_size=16))
    }
    judgements = {
        pair: draw(st.sampled_from(("match", "match", "no_match", "unsure")))
        for pair in draw(st.lists(st.sampled_from(pairs), unique=True, max_size=5))
    }
    return size, links, judgements


def rows(links, name, flipped):
    for (left, right), (probability, veto) in links.items():
        ends = (name[right], name[left]) if flipped else (name[left], name[right])
        yield (*ends, probability, float(np.log2(probability / (1 - probability))), veto)


def formed(world, *, name=None, order=None, size_limit=50):
    """Cluster a world whose nodes go by other ids and come in another order."""
    size, links, judgements = world
    name, order = name or list(range(size)), order or list(range(size))
    tiebreak = np.array([one * 7919 % 1009 for one in range(size)])
    found = partition(
        np.array([name[one] for one in order]),
        Links.of(list(rows(links, name, flipped=order != list(range(size))))[:: -1 if order[0] else 1]),
        Judgements.of((name[left], name[right], verdict) for (left, right), verdict in judgements.items()),
        tiebreak=tiebreak[order],
        certain=CERTAIN,
        possible=POSSIBLE,
        size_limit=size_limit,
    )
    back = {given_id: one for one, given_id in enumerate(name)}
    clusters = {frozenset(back[one] for one in cluster.tolist()) for cluster in found.clusters()}
    held = {(one.kind, frozenset((back[one.left], back[one.right])), tuple(back[r] for r in one.records),
             tuple(back[r] for r in one.path)) for one in found.held}  # fmt: skip
    return clusters, held, found


def together(clusters):
    return {pair for cluster in clusters for pair in combinations(sorted(cluster), 2)}


@given(worlds(), st.randoms(use_true_random=False), st.sampled_from((2, 3, 50)))
@settings(max_examples=80, deadline=None)
def test_neither_order_nor_ids_matter(world, random, size_limit):
    size = world[0]
    name, order = random.sample(range(1000, 9000), size), random.sample(range(size), size)
    plain, renamed = formed(world, size_limit=size_limit), formed(world, name=name, order=order, size_limit=size_limit)
    assert renamed[:2] == plain[:2]


@given(worlds())
@settings(max_examples=80, deadline=None)
def test_people_are_obeyed(world):
    clusters, held, _ = formed(world)
    joined = together(clusters)
    apart = {pair for pair, verdict in world[2].items() if verdict == "no_match"}
    matches = {pair for pair, verdict in world[2].items() if verdict == "match"}
    assert not joined & apart
    graph = nx.Graph(matches)
    contradicted = {pair for pair in apart if pair[0] in graph and pair[1] in graph and nx.has_path(graph, *pair)}
    assert bool(contradicted) == any(kind is HeldKind.CONTRADICTION for kind, *_ in held)
    if not contradicted:
        assert matches <= joined


@given(worlds())
@settings(max_examples=80, deadline=None)
def test_a_vetoed_pair_is_asked_about_unless_people_say_otherwise(world):
    clusters, _, found = formed(world)
    asked = [set(held.records) for held in found.held if held.veto]
    judged = nx.Graph(pair for pair, verdict in world[2].items() if verdict == "match")
    judged.add_nodes_from(range(world[0]))
    for pair in together(clusters) & {pair for pair, (_, veto) in world[1].items() if veto}:
        assert nx.has_path(judged, *pair) or any(set(pair) <= records for records in asked)


@given(worlds())
@settings(max_examples=80, deadline=None)
def test_customers_hang_together_by_certain_links_and_matches(world):
    clusters, _, _ = formed(world)
    sure = {pair for pair, (probability, veto) in world[1].items() if probability >= CERTAIN and not veto}
    for cluster in clusters:
        graph = nx.Graph()
        graph.add_nodes_from(cluster)
        matches = {pair for pair, verdict in world[2].items() if verdict == "match"}
        graph.add_edges_from(pair for pair in sure | matches if set(pair) <= cluster)
        assert nx.is_connected(graph)


@given(worlds())
@settings(max_examples=80, deadline=None)
def test_accepting_the_result_changes_nothing(world):
    clusters, _, _ = formed(world)
    size, links, judgements = world
    apart = {pair: verdict for pair, verdict in judgements.items() if verdict == "no_match"}
    accepted = apart | dict.fromkeys(together(clusters), "match")
    assert formed((size, links, accepted))[0] == clusters


@given(worlds(most=6), worlds(most=6))
@settings(max_examples=80, deadline=None)
def test_strangers_change_nothing(world, strangers):
    size = world[0]

    def moved(table):
        return {(left + size, right + size): value for (left, right), value in table.items()}

    both = size + strangers[0], world[1] | moved(strangers[1]), world[2] | moved(strangers[2])
    clusters, held, _ = formed(world)
    all_clusters, all_held, _ = formed(both)
    assert clusters == {one for one in all_clusters if max(one) < size}
    assert held == {one for one in all_held if max(one[1]) < size}


@given(worlds())
@settings(max_examples=80, deadline=None)
def test_at_most_one_question_per_pair_of_customers_and_within_about_vetoes_only(world):
    clusters, _, found = formed(world)
    home = {one: cluster for cluster in clusters for one in cluster}
    about = [frozenset((home[held.left], home[held.right])) for held in found.held]
    assert all(len(one) == 2 or held.veto for one, held in zip(about, found.held, strict=True))
    assert len(set(about)) == len(about)


def test_components_equal_those_of_networkx_where_nothing_speaks_against():
    random = np.random.default_rng(7)
    for size, count in ((50, 30), (400, 300), (2000, 1900)):
        ends = random.integers(0, size, (count, 2))
        links = [(int(left), int(right), 0.999, 10.0, 0) for left, right in ends]
        graph = nx.Graph((left, right) for left, right, *_ in links)
        graph.add_nodes_from(range(size))
        nodes = np.arange(size)
        found = partition(nodes, Links.of(links), Judgements.of(), tiebreak=nodes, certain=0.99, possible=0.5,
                          size_limit=size)  # fmt: skip
        assert {frozenset(one.tolist()) for one in found.clusters()} == {
            frozenset(one) for one in nx.connected_components(graph)
        }


def test_order_and_ids_do_not_matter_where_a_component_is_taken_apart():
    random = np.random.default_rng(11)
    size = 60
    pairs = {tuple(sorted(random.choice(size, 2, replace=False).tolist())) for _ in range(110)}
    links = {pair: (float(random.choice(PROBABILITIES[3:])), 0) for pair in sorted(pairs)}
    world = size, links, {(0, 1): "match", (2, 3): "no_match"}
    plain = formed(world, size_limit=3)
    assert any(kind is HeldKind.OVER_SIZE for kind, *_ in plain[1])
    for _ in range(5):
        name, order = (random.permutation(size) + 500).tolist(), random.permutation(size).tolist()
        assert formed(world, name=name, order=order, size_limit=3)[:2] == plain[:2]
