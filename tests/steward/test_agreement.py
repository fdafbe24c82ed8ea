"""Agreement and shares against other implementations and known figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from mdm.steward.reviewing.agreement import agreement, wilson

ANSWERS = st.sampled_from(("match", "no_match", "unsure"))


@given(st.lists(st.tuples(ANSWERS, ANSWERS), min_size=1, max_size=40))
def test_kappa_is_that_of_scikit_learn(answers):
    found = agreement(answers)
    if found.kappa is None:
        assert len({one for pair in answers for one in pair}) == 1
    else:
        assert found.kappa == pytest.approx(cohen_kappa_score(*zip(*answers, strict=True)))


def test_known_kappa():
    answers = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    found = agreement(answers)
    assert (found.pairs, found.raw) == (50, 0.7)
    assert found.kappa == pytest.approx(0.4)


def test_nothing_answered_tells_nothing():
    assert agreement([]) is None
    assert wilson(0, 0) is None


# Wilson's interval at 95 %: right, of, low, high.
INTERVALS = [(9, 10, 0.5958, 0.9821), (10, 10, 0.7225, 1.0), (0, 10, 0.0, 0.2775), (95, 100, 0.8883, 0.9785)]


@pytest.mark.parametrize(("right", "of", "low", "high"), INTERVALS)
def test_interval(right, of, low, high):
    found = wilson(right, of)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-4)
    assert found.low <= found.share <= found.high
