from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mdm.match.measures import measure


def pairs_of(labels):
    return {pair for pair in combinations(range(len(labels)), 2) if labels[pair[0]] == labels[pair[1]]}


def b_cubed(labels, truth):
    """By definition: record by record, the share of its cluster that is right, and of its customer that was found."""
    everyone = range(len(labels))
    precision = recall = 0.0
    for one in everyone:
        found = {other for other in everyone if labels[other] == labels[one]}
        real = {other for other in everyone if truth[other] == truth[one]}
        precision += len(found & real) / len(found)
        recall += len(found & real) / len(real)
    return precision / len(labels), recall / len(labels)


labellings = st.integers(1, 25).flatmap(
    lambda n: st.tuples(*(st.lists(st.integers(0, 6), min_size=n, max_size=n) for _ in range(2)))
)


@settings(max_examples=80, deadline=None)
@given(labellings)
def test_against_the_definitions(both):
    labels, truth = both
    found, real = pairs_of(labels), pairs_of(truth)
    result = measure(labels, truth)
    assert result.true_pairs == len(found & real)
    assert result.false_pairs == len(found - real)
    assert result.missed_pairs == len(real - found)
    assert result.pairwise.precision == pytest.approx(len(found & real) / len(found) if found else 1.0)
    assert result.pairwise.recall == pytest.approx(len(found & real) / len(real) if real else 1.0)
    assert (result.b_cubed.precision, result.b_cubed.recall) == pytest.approx(b_cubed(labels, truth))
    assert (result.clusters, result.customers) == (len(set(labels)), len(set(truth)))


def test_nothing_found_is_no_f1():
    result = measure([1, 2, 3], ["a", "a", "a"])
    assert result.pairwise.f1 == 0.0
    assert result.as_json()["missed_pairs"] == 3


def test_labels_and_truth_must_fit():
    with pytest.raises(ValueError, match="one length"):
        measure([1], [1, 2])
