"""What comes first on the work list."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdm.steward.worklist.ranking import MOST_POINTS, Stake, points_for, rank, stake_of
from mdm.steward.worklist.rules import DEFAULTS, DeskRules, Worth

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)

# Left comes before right: (due in days, points, probability, escalated).
ORDER = [
    ("earlier due", (5, 0, None, False), (6, 0, None, False)),
    ("more at stake", (5, 3, None, False), (5, 2, None, False)),
    ("more certain", (5, 0, 0.9, False), (5, 0, 0.6, False)),
    ("much at stake outdoes a day", (6, 3, None, False), (5, 1, None, False)),
    ("escalated", (20, 0, None, True), (2, 10, 0.99, False)),
]


@pytest.mark.parametrize(("why", "first", "second"), ORDER, ids=[one[0].replace(" ", "_") for one in ORDER])
def test_order(why, first, second):
    ranks = [
        rank(NOON + DAY * due, points=points, probability=chance, is_escalated=escalated)
        for due, points, chance, escalated in (first, second)
    ]
    assert ranks[0] < ranks[1]


def test_even_odds_bring_nothing_forward():
    assert {rank(NOON, points=0, probability=one) for one in (None, 0.0, 0.3, 0.5)} == {NOON}


STAKES = [
    ([1, 2], {}, Stake(2, (7,), None, 0.0), 1.0),
    ([1, 3], {}, Stake(2, (7, 8), None, 0.0), 1.5),
    ([1, 3], {1: {"revenue": 99.0}, 3: {"revenue": 999.0}}, Stake(2, (7, 8), 999.0, 6.0), 6.0),
    ([1, 3], {1: {"unknown": 99.0}}, Stake(2, (7, 8), None, 0.0), 1.5),
    ([1, 3], {1: {"revenue": 0.0}}, Stake(2, (7, 8), None, 0.0), 1.5),
]


SUMS = [
    ({"revenue": 99.0, "segment=a": 1.0}, 99.0, 7.0),
    ({"segment=a": 1.0}, None, 3.0),
    ({"revenue": 9.0, "organisation:staff": 99.0}, 99.0, 4.0),
    ({"unknown": 5.0}, None, 0.0),
]


@pytest.mark.parametrize(("values", "heaviest", "points"), SUMS)
def test_lines_add_up(values, heaviest, points):
    lines = {"revenue": 2.0, "segment=a": 3.0, "organisation:staff": 1.0}
    assert points_for(values, lines) == (heaviest, pytest.approx(points))


WORTHS = [
    ("staff", ("", "staff", "")),
    ("organisation:staff", ("organisation", "staff", "")),
    ("person: segment = Gold", ("person", "segment", "gold")),
]


@pytest.mark.parametrize(("line", "parts"), WORTHS)
def test_a_line_in_its_parts(line, parts):
    assert Worth.of(line) == Worth(*parts)


@pytest.mark.parametrize(("records", "values", "stake", "points"), STAKES)
def test_stake(records, values, stake, points):
    found = stake_of(records, {1: 7, 2: 7, 3: 8}, values, {"revenue": 2.0})
    assert found == stake
    assert found.points == pytest.approx(points)


@given(st.integers(1, 100_000), st.integers(0, 50), st.floats(0, 1e15))
def test_points_stay_within_their_bounds(records, sources, value):
    earned = points_for({"revenue": value}, {"revenue": 3})[1]
    assert 0 <= Stake(records, tuple(range(sources)), value, earned).points <= MOST_POINTS


class TestRules:
    def test_own_lines_stand_before_the_shipped_ones(self):
        rules = DeskRules.of([("due_days", "1", 7), ("second_share", "quality", 0.5)])
        assert (rules.due_days(1), rules.due_days(2)) == (7, 5)
        assert rules.second_share("quality") == 0.5
        assert rules.second_share("possible_match") > 0

    def test_a_declared_value_takes_the_place_of_the_shipped_one(self):
        assert list(DeskRules.of([]).values) == ["employee_count"]
        assert DeskRules.of([("value_attribute", "revenue", 2)]).values == {"revenue": 2}

    def test_nought_switches_a_line_off(self):
        assert "national" not in DeskRules.of([("identifier_limit", "national", 0)]).identifier_limits

    def test_more_urgent_is_due_earlier(self):
        days = [DeskRules.of([]).due_days(priority) for priority in range(1, 6)]
        assert days == sorted(days)

    def test_shipped_lines_are_each_there_once(self):
        assert len({(what, of) for what, of, _ in DEFAULTS}) == len(DEFAULTS)
