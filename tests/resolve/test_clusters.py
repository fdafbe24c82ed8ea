"""Clusters from links and judgements: small pictures, each with the customers and questions it must come to."""

import numpy as np
import pytest

from mdm.resolve.clusters import partition
from mdm.resolve.held import HeldKind
from mdm.resolve.links import Judgements, Links

CERTAIN, POSSIBLE = 0.99, 0.5
SURE, LIKELY, UNLIKELY = 0.9999, 0.8, 1e-6


def weight(probability):
    return float(np.log2(probability / (1 - probability)))


def link(left, right, probability, veto=0):
    return left, right, probability, weight(probability), veto


def formed(nodes, links, judgements=(), *, size_limit=50, evidence=None):
    nodes = np.array(list(nodes))
    return partition(
        nodes,
        Links.of(links),
        Judgements.of(judgements),
        tiebreak=nodes * 7919 % 10_007,
        certain=CERTAIN,
        possible=POSSIBLE,
        size_limit=size_limit,
        evidence=evidence,
    )


def grouped(found):
    return {frozenset(cluster.tolist()) for cluster in found.clusters()}


def groups(text):
    return {frozenset(int(one) for one in group) for group in text.split()}


def asked(found):
    return {(str(held.kind), held.left, held.right) for held in found.held}


# name, links, judgements, the customers (digits are records), the questions
PICTURES = [
    ("nothing links", [], [], "1 2 3 4", set()),
    ("certain joins", [link(1, 2, SURE)], [], "12 3 4", set()),
    ("exactly at the threshold joins", [link(1, 2, CERTAIN)], [], "12 3 4", set()),
    ("possible asks", [link(1, 2, LIKELY)], [], "1 2 3 4", {("possible_match", 1, 2)}),
    ("unlikely is nothing", [link(1, 2, UNLIKELY)], [], "1 2 3 4", set()),
    ("veto asks", [link(1, 2, SURE, veto=2)], [], "1 2 3 4", {("vetoed_match", 1, 2)}),
    ("vetoed and only possible is nothing", [link(1, 2, LIKELY, veto=2)], [], "1 2 3 4", set()),
    ("a person outranks the score", [link(1, 2, SURE)], [(1, 2, "no_match")], "1 2 3 4", set()),
    ("a person joins without any link", [], [(1, 2, "match")], "12 3 4", set()),
    ("a person outranks a veto", [link(1, 2, SURE, veto=2)], [(1, 2, "match")], "12 3 4", set()),
    ("unsure changes nothing", [link(1, 2, SURE)], [(1, 2, "unsure")], "12 3 4", set()),
    ("chain without counter-evidence", [link(1, 2, SURE), link(2, 3, SURE)], [], "123 4", set()),
    (
        "weak bridge is cut at its weaker end",
        [link(1, 2, 0.99999), link(2, 3, 0.995), link(1, 3, UNLIKELY)],
        [],
        "12 3 4",
        {("over_merge", 2, 3)},
    ),
    (
        "one doubt among four does not cut",
        [link(1, 2, SURE), link(2, 3, SURE), link(1, 3, SURE), link(3, 4, SURE), link(1, 4, 0.4), link(2, 4, SURE)],
        [],
        "1234",
        set(),
    ),
    (
        "no match keeps whole groups apart",
        [link(2, 3, SURE)],
        [(1, 2, "match"), (3, 4, "match"), (1, 4, "no_match")],
        "12 34",
        set(),
    ),
    (
        "certain matches that forbid each other: the stronger joins, the other asks",
        [link(1, 2, 0.99999), link(2, 3, 0.999)],
        [(1, 3, "no_match")],
        "12 3 4",
        {("over_merge", 2, 3)},
    ),
    (
        "a vetoed pair meets through ties beyond doubt, and a person is asked",
        [link(1, 2, 1 - 1e-9), link(2, 3, 1 - 1e-9), link(1, 3, SURE, veto=1)],
        [],
        "123 4",
        {("over_merge", 1, 3)},
    ),
    (
        "a veto that a person answered asks no more",
        [link(1, 2, 1 - 1e-9), link(2, 3, 1 - 1e-9), link(1, 3, SURE, veto=1)],
        [(1, 3, "match")],
        "123 4",
        set(),
    ),
    (
        "a no match is not outweighed",
        [link(1, 2, 1 - 1e-9), link(2, 3, 1 - 1e-9), link(2, 4, 1 - 1e-9), link(3, 4, 1 - 1e-9)],
        [(1, 3, "no_match")],
        "234 1",
        {("over_merge", 1, 2)},
    ),
    (
        "a vetoed pair does not meet through a third",
        [link(1, 2, 0.99999), link(2, 3, 0.999), link(1, 3, SURE, veto=1)],
        [],
        "12 3 4",
        {("over_merge", 2, 3)},
    ),
    (
        "possible between customers judged apart is answered",
        [link(1, 2, SURE), link(2, 3, LIKELY)],
        [(1, 3, "no_match")],
        "12 3 4",
        set(),
    ),
    (
        "one question per pair of customers, with the strongest pair",
        [link(1, 2, SURE), link(3, 4, SURE), link(1, 3, 0.7), link(2, 4, 0.9), link(2, 3, 0.6)],
        [],
        "12 34",
        {("possible_match", 2, 4)},
    ),
    (
        "contradiction: the judged ends part and a person is asked",
        [],
        [(1, 2, "match"), (2, 3, "match"), (1, 3, "no_match")],
        "1 2 3 4",
        {("contradiction", 1, 3)},
    ),
    (
        "contradiction: matches off the path keep their force",
        [],
        [(1, 2, "match"), (2, 3, "match"), (1, 3, "no_match"), (3, 4, "match")],
        "1 2 34",
        {("contradiction", 1, 3)},
    ),
]


@pytest.mark.parametrize(("links", "judgements", "customers", "questions"), [one[1:] for one in PICTURES],
                         ids=[one[0] for one in PICTURES])  # fmt: skip
def test_picture(links, judgements, customers, questions):
    found = formed([1, 2, 3, 4], links, judgements)
    assert grouped(found) == groups(customers)
    assert asked(found) == questions


def test_labels_follow_the_nodes_as_given():
    found = formed([4, 2, 3, 1], [link(1, 2, SURE)])
    assert found.label.tolist() == [0, 1, 2, 1]


def test_contradiction_names_the_chain_and_everybody_concerned():
    (held,) = formed([1, 2, 3, 4], [link(1, 4, SURE)], [(1, 2, "match"), (2, 3, "match"), (1, 3, "no_match")]).held
    assert held.kind is HeldKind.CONTRADICTION
    assert set(held.path) == {1, 2, 3}
    assert held.path[1] == 2
    assert set(held.records) == {1, 2, 3, 4}
    assert held.probability is None


def scored(known, calls):
    """Evidence that scores pairs by table and keeps what it was asked."""

    def evidence(pairs):
        calls.append([tuple(pair) for pair in pairs.tolist()])
        return Links.of(link(left, right, known.get((left, right), UNLIKELY)) for left, right in pairs.tolist())

    return evidence


def test_second_look_asks_once_for_missing_pairs_of_larger_components_only():
    calls = []
    links = [link(1, 2, SURE), link(2, 3, SURE), link(5, 6, SURE), link(7, 8, LIKELY)]
    formed(range(1, 9), links, evidence=scored({(1, 3): SURE}, calls))
    assert calls == [[(1, 3)]]


def test_second_look_cuts_what_the_missing_pairs_deny():
    links = [link(1, 2, 0.99999), link(2, 3, 0.995)]
    found = formed([1, 2, 3], links, evidence=scored({}, []))
    assert grouped(found) == groups("12 3")
    assert asked(found) == {("over_merge", 2, 3)}


def test_nothing_is_asked_where_nothing_is_missing():
    calls = []
    formed([1, 2, 3], [link(1, 2, SURE), link(2, 3, SURE), link(1, 3, SURE)], evidence=scored({}, calls))
    assert calls == []


def everybody(records, probability=SURE):
    return [link(left, right, probability) for left in records for right in records if left < right]


def test_a_group_over_the_limit_is_not_merged_and_is_asked_about_once():
    found = formed(range(1, 9), everybody(range(1, 8)), size_limit=4)
    assert max(len(cluster) for cluster in grouped(found)) <= 4
    (held,) = found.held
    assert held.kind is HeldKind.OVER_SIZE
    assert set(held.records) == set(range(1, 8))
    assert held.size == 7


def test_a_person_may_exceed_the_limit():
    judgements = [(one, one + 1, "match") for one in range(1, 8)]
    found = formed(range(1, 9), everybody(range(1, 9)), judgements, size_limit=3)
    assert grouped(found) == {frozenset(range(1, 9))}
    assert found.held == ()


def test_a_component_too_large_to_look_at_falls_to_its_strong_parts():
    pairs = [link(one, one + 1, 0.999999 if one % 2 else 0.995) for one in range(1, 40)]
    found = formed(range(1, 41), pairs, size_limit=2)
    assert grouped(found) == {frozenset({one, one + 1}) for one in range(1, 41, 2)}
    assert [held.kind for held in found.held] == [HeldKind.OVER_SIZE]
    assert found.held[0].size == 40


def test_a_component_too_large_to_look_at_and_all_alike_is_held_whole():
    found = formed(range(1, 41), [link(one, one + 1, SURE) for one in range(1, 40)], size_limit=2)
    assert len(grouped(found)) == 40
    assert [held.kind for held in found.held] == [HeldKind.OVER_SIZE]


def test_the_same_pair_twice_counts_once_and_carefully():
    links = [link(1, 2, SURE), link(2, 1, SURE, veto=1), link(3, 4, SURE), link(4, 3, SURE)]
    assert grouped(formed([1, 2, 3, 4], links)) == groups("1 2 34")


def test_judgements_about_absent_records_have_no_force():
    assert grouped(formed([1, 2], [link(1, 2, SURE)], [(1, 9, "match"), (2, 9, "no_match")])) == groups("12")


@pytest.mark.parametrize(
    ("nodes", "links", "limits"),
    [
        ([1, 1], [], {}),
        ([1, 2], [(1, 3, SURE, 1.0, 0)], {}),
        ([1, 2], [], {"size_limit": 1}),
    ],
    ids=["a node twice", "an unknown node", "no room for two"],
)
def test_senseless_input_is_refused(nodes, links, limits):
    with pytest.raises(ValueError, match=r"node|size limit"):
        formed(nodes, links, **limits)


def test_nothing_comes_of_nothing():
    found = formed([], [])
    assert found.clusters() == []
    assert found.held == ()
