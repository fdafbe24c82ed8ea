"""Trends as lines: they stay within their drawing, and small moves look small."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from mdm.grade.drift import Limits, Look, out_of_line
from mdm.grade.scorecards.trends import HEIGHT, WIDTH, trend


@given(some.lists(some.floats(0, 1e6), min_size=2, max_size=40))
def test_a_trend_stays_within_its_drawing(figures):
    found = trend(figures)
    places = [tuple(map(float, one.split(","))) for one in found.points.split()]

    assert len(places) == len(figures)
    assert all(-0.1 <= x <= WIDTH + 0.1 and -0.1 <= y <= HEIGHT + 0.1 for x, y in places)
    assert (places[-1][0] > places[0][0], found.runs) == (True, len(figures))


def test_a_trend_tells_change_and_range():
    found = trend([90.0, 95.0, 92.0])

    assert (found.change, found.low, found.high) == (-3.0, 90.0, 95.0)
    assert trend([90.0]).points == ""


def test_a_small_move_is_drawn_small():
    heights = [float(one.split(",")[1]) for one in trend([90.0, 91.0]).points.split()]

    assert 0 < heights[0] - heights[1] < HEIGHT / 5


PAST = [Look(100, 100, {"readable rows": 1.0, "email": 0.9, "email.value": 0.9, "name": 1.0})]


def test_what_follows_from_something_else_is_not_told():
    unreadable = out_of_line(Look(100, 100, {"readable rows": 0.0}), PAST, Limits())
    shares = {"readable rows": 1.0, "email": 0.1, "email.value": 0.1, "name": 1.0}
    without = out_of_line(Look(100, 100, shares), PAST, Limits())

    assert [one.what for one in unreadable] == ["readable rows"]
    assert [one.what for one in without] == ["email"]
