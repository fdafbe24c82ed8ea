"""Precision and recall from a stratified sample: against exact counts, against Wilson, and by coverage."""

from __future__ import annotations

import random

import pytest

from mdm.errors import ConflictError
from mdm.steward.reviewing.agreement import wilson
from mdm.steward.sampling.estimates import LEAST, Stratum, allocation, at_threshold, missing, pooled, suggest

EDGES = (0.5, 0.9, 0.99)


def strata(*rows):
    lows = (0.1, *EDGES, None)
    return [Stratum(f"s{n}", low, *row) for n, (low, row) in enumerate(zip(lows, rows, strict=False))]


def test_with_all_answers_nothing_is_uncertain():
    found = at_threshold(strata((10, 1, 9), (10, 6, 4), (10, 9, 1), (80, 80, 0)), 0.9)
    assert (found.precision.low, found.precision.share, found.precision.high) == (89 / 90,) * 3
    assert found.recall.share == pytest.approx(89 / 96)
    assert found.recall.low == pytest.approx(found.recall.high)


@pytest.mark.parametrize(("yes", "no"), [(40, 0), (39, 1), (150, 10), (20, 20)])
def test_one_large_stratum_is_what_wilson_says(yes, no):
    found = at_threshold([Stratum("all", 0.9, 1_000_000, yes, no)], 0.9).precision
    exact = wilson(yes, yes + no)
    assert found.share == exact.share
    assert found.low == pytest.approx(exact.low, abs=0.045)
    assert found.high == pytest.approx(exact.high, abs=0.02)


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    dice, truth, sizes = random.Random(3), (0.2, 0.7, 0.95, 0.995), (400, 300, 900, 5000)
    exact = sum(t * n for t, n in zip(truth[2:], sizes[2:], strict=True)) / sum(sizes[2:])
    held = 0
    for _ in range(200):
        said = [sum(dice.random() < t for _ in range(30)) for t in truth]
        found = at_threshold(strata(*((n, k, 30 - k) for n, k in zip(sizes, said, strict=True))), 0.9)
        held += found.precision.low <= exact <= found.precision.high
    assert held >= 180


def test_a_threshold_is_suggested_only_where_its_interval_clears_the_wish():
    answered = strata((5000, 2, 98), (300, 60, 40), (500, 190, 10), (900, 400, 0))
    found = suggest(answered, 0.95, EDGES)
    assert found.found.threshold == 0.9
    assert found.found.precision.low >= 0.95
    assert suggest(answered, 0.992, EDGES).found.threshold == 0.99
    too_much = suggest(answered, 0.9999, EDGES)
    assert too_much.found is None
    assert "Not enough judgements to promise 99.99%" in too_much.words


def test_too_few_answers_are_said_not_guessed():
    few = strata((5000, 2, 98), (300, 1, 1), (3, 3, 0), (0, 0, 0))
    assert missing([one for one in few if one.pairs]) == f"Not enough judgements (s1: 2 of {LEAST})."
    assert suggest(few, 0.9, EDGES).found is None
    with pytest.raises(ConflictError, match="Not enough judgements"):
        at_threshold(few, 0.5)


def test_a_rare_stratum_without_answers_is_reckoned_with_the_next_below():
    rare = strata((5000, 2, 98), (300, 40, 10), (10, 1, 0), (900, 400, 0))
    found, words = pooled(rare)
    at = at_threshold(rare, 0.9)
    assert [one.lent for one in found] == [(0, 0), (0, 0), (40, 10), (0, 0)]
    assert "s2" in words
    assert at.precision.share == pytest.approx((10 * 41 / 51 + 900) / 910)
    assert words in suggest(rare, 0.95, EDGES).words


@pytest.mark.parametrize(
    "rows", [((5000, 2, 98), (300, 40, 10), (100, 1, 0), (900, 400, 0)), ((10, 1, 0), (900, 400, 0))]
)
def test_a_stratum_that_is_not_rare_or_has_none_below_is_not_reckoned(rows):
    assert not pooled(strata(*rows))[1]
    assert suggest(strata(*rows), 0.9, EDGES).found is None


def test_what_is_held_back_counts_in_recall_alone():
    plain = strata((10, 0, 10), (10, 0, 10), (10, 10, 0), (10, 10, 0))
    held = [*plain, Stratum("held", None, 20, 20, 0)]
    assert at_threshold(held, 0.9).precision == at_threshold(plain, 0.9).precision
    assert at_threshold(held, 0.9).recall.share == pytest.approx(0.5)


@pytest.mark.parametrize("wanted", [1, 20, 60, 400])
def test_every_stratum_is_asked_and_none_beyond_what_it_has(wanted):
    available = {1: 300, 2: 2, 3: 80, 4: 0}
    plan = allocation(available, {1: 90_000, 2: 2, 3: 80, 4: 0}, {1: 0.2, 2: 0.5, 3: 0.1, 4: 0.1}, wanted)
    assert plan.keys() == {1, 2, 3}
    assert all(0 < count <= available[one] for one, count in plan.items())
    assert sum(plan.values()) <= max(wanted, 3 * LEAST)
    assert plan[1] >= plan[2]
