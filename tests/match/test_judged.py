"""What people judged enters estimation: as what it is, with its own weight, and no further than it reaches."""

from __future__ import annotations

import numpy as np
import pytest

from mdm.match.estimation import estimate
from mdm.match.facts import Same
from mdm.match.judged import JUDGED_WEIGHT, MATCH, NO_MATCH, Evidence, Judged, evidence
from mdm.match.patterns import Patterns, Slot
from tests.match.test_estimation import candidates, population


@pytest.fixture(scope="module")
def people():
    rows, truth = population(300, wrong_gender=0.3)
    return (*candidates(rows), np.array(truth), [row.gender for row in rows])


def share_of_wrong_gender(model):
    return model.kinds["person"].odds["gender"][Same.DIFFERENT - 1].match


def judged(people, count, *, is_match):
    """Pairs that are truly one customer though their genders differ, judged one or, wrongly, two."""
    genders = people[4]
    wrong = [one for one in range(0, len(genders), 2) if genders[one] != genders[one + 1]][:count]
    left = np.array(wrong)
    return Judged(left, left + 1, np.full(len(left), is_match))


def learnt(people, said=None):
    columns, low, high, _, _ = people
    return estimate(columns, low, high, seed=1, **({"judged": said} if said else {}))


def test_parameters_go_where_judgements_point_and_no_further(people):
    without = share_of_wrong_gender(learnt(people)[0])
    few, many = (share_of_wrong_gender(learnt(people, judged(people, n, is_match=True))[0]) for n in (5, 60))
    apart = share_of_wrong_gender(learnt(people, judged(people, 60, is_match=False))[0])
    assert without < few < many < 0.6
    assert few - without < 0.06
    assert apart < without


def test_no_judgement_changes_nothing(people):
    model, report = learnt(people)
    again, same = learnt(people, Judged())
    assert (again.as_json(), same) == (model.as_json(), report)
    assert {one.judged for one in report.kinds} == {0}
    assert learnt(people, judged(people, 7, is_match=True))[1].kinds[0].judged == 7


def test_judged_pairs_leave_the_unknown_ones():
    said = Judged(np.array([4, 1]), np.array([2, 9]), np.array([True, False]))
    assert said.among(np.array([2, 9, 2]), np.array([4, 1, 9]), 10).tolist() == [True, True, False]


def test_patterns_of_different_pairs_are_put_together_under_one_numbering():
    here, there = Slot("a", 1, 0.0), Slot("b", 2, 0.5)
    nothing = Slot("", 0, 0.0)
    unknown = Patterns((nothing, here), np.array([[1, 0]]), np.array([10.0]))
    matches = Patterns((nothing, there, here), np.array([[2, 1]]), np.array([2.0]))
    others = Patterns((nothing, there), np.array([[0, 1]]), np.array([1.0]))
    found = evidence(unknown, matches, others)
    slots = found.patterns.slots
    told = [[slots[number] for number in row] for row in found.patterns.rows]
    assert told == [[here, nothing], [here, there], [nothing, there]]
    assert found.patterns.counts.tolist() == [10.0, 2 * JUDGED_WEIGHT, JUDGED_WEIGHT]


def test_who_was_judged_belongs_where_people_said():
    known = Evidence(Patterns((), np.zeros((3, 0), dtype=np.int32), np.ones(3)), np.array([0, MATCH, NO_MATCH]))
    shares = known.clamped(np.array([[0.2, 0.1, 0.7]] * 3))
    assert shares[0].tolist() == [0.2, 0.1, 0.7]
    assert shares[1].tolist() == [0.0, 0.0, 1.0]
    assert shares[2].tolist() == pytest.approx([2 / 3, 1 / 3, 0.0])
