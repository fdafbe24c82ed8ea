from xml.etree import ElementTree as ET

import numpy as np
import pytest
from scipy.stats import binomtest

from mdm.match.calibration import calibration, reliability, wilson
from mdm.match.charts import reliability_chart


def test_reliability_bins_state_what_was_said_and_what_was_true():
    probability = np.array([0.02, 0.55, 0.57, 0.97, 1.0])
    is_match = np.array([False, True, False, True, True])
    low, middle, high, top = reliability(probability, is_match)
    assert (low.pairs, low.true) == (1, 0.0)
    assert (middle.pairs, middle.stated, middle.true) == (2, pytest.approx(0.56), 0.5)
    assert (high.low, high.high, top.high) == (0.95, 0.99, 1.0)
    assert sum(one.pairs for one in (low, middle, high, top)) == 5


@pytest.mark.parametrize(("hits", "tries"), [(0, 1), (1, 1), (1, 2), (9, 10), (190, 200), (5, 5000)])
def test_the_interval_is_that_of_an_independent_library(hits, tries):
    other = binomtest(hits, tries).proportion_ci(0.95, method="wilson")
    assert wilson(hits, tries) == pytest.approx((other.low, other.high), abs=1e-6)


def test_the_error_leaves_out_what_nobody_would_take_for_a_match():
    probability = np.array([0.001] * 1000 + [0.9] * 10)
    is_match = np.array([False] * 1000 + [True] * 5 + [False] * 5)
    found = calibration(probability, is_match)
    assert (found.pairs, found.error) == (10, pytest.approx(0.4))


def test_probabilities_that_mean_what_they_say_have_no_error():
    generator = np.random.default_rng(1)
    probability = generator.random(200_000)
    assert calibration(probability, generator.random(200_000) < probability).error < 0.01


def test_the_chart_shows_every_bin_with_its_figures():
    found = calibration(np.array([0.5, 0.5, 0.97]), np.array([True, False, True]))
    drawn = ET.fromstring(reliability_chart(found, 'a <b> & "c"'))
    titles = [one.text for one in drawn.iter("{http://www.w3.org/2000/svg}title")]
    assert titles[0].startswith("50.0% stated, 50.0% true")
    assert "2 pairs" in titles[0]
    assert len(titles) == 2
    assert "http" not in ET.tostring(drawn, encoding="unicode").replace("http://www.w3.org/2000/svg", "")


def test_nothing_to_measure_is_no_error():
    found = calibration(np.zeros(0), np.zeros(0, dtype=bool))
    assert (found.bins, found.error) == ((), 0.0)
    assert "<svg" in reliability_chart(found, "nothing")
