import numpy as np
import pytest

from mdm.match.columns import Columns
from mdm.match.defaults import DEFAULT_MODEL
from mdm.match.explanation import explain, explain_scored
from mdm.match.scoring import score_and_weigh, score_pairs
from mdm.records import Comparable, Zone

ANN = Comparable(
    kind="person",
    given="ann",
    family="penhaligon",
    birth_date="1971-06-24",
    phones="+441234567890",
    streets="high street",
    houses="5",
    cities="leeds",
)
PAIRS = [
    (ANN, ANN),
    (ANN, ANN._replace(given="anna", birth_date="")),
    (ANN, ANN._replace(given="theodore", birth_date="1999-12-12", phones="")),
    (Comparable(kind="organisation", organisation="penhale tooling", cities="leeds"),) * 2,
    (ANN, Comparable(kind="person")),
]


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_the_waterfall_ends_where_the_score_is(left, right):
    told = explain(DEFAULT_MODEL, left, right)
    links = score_pairs(DEFAULT_MODEL, Columns.from_comparables((1, 2), (left, right)), np.array([0]), np.array([1]))
    assert told.weight == links.weight[0]
    assert told.probability == links.probability[0]
    assert told.steps[-1].total == pytest.approx(told.weight)
    assert sum(step.weight for step in told.steps) == pytest.approx(told.weight)
    assert all(step.sentence for step in told.steps)
    assert told.as_json()["zone"] == str(told.zone)


def test_it_says_what_agreed_and_why_they_were_compared():
    told = explain(DEFAULT_MODEL, ANN, ANN)
    by_name = {step.name: step for step in told.steps}
    assert by_name["family"].level == "exact"
    assert "family names are the same" in by_name["family"].sentence
    assert by_name["gender"].weight == 0.0
    assert "does not say" in by_name["gender"].sentence
    assert {key.label for key in told.shared_keys} >= {"phone", "sounds of both names"}
    assert told.zone is Zone.CERTAIN


def test_it_names_the_rival_explanation_and_the_veto():
    brother = ANN._replace(given="theodore", birth_date="1999-12-12")
    told = explain(DEFAULT_MODEL, ANN, brother)
    assert "household" in told.steps[-1].sentence
    assert told.steps[-1].weight < -1
    assert told.veto > 0
    assert told.veto_sentence
    held = explain(DEFAULT_MODEL, ANN._replace(suffix="sr"), ANN._replace(suffix="jr"))
    assert held.zone is Zone.POSSIBLE
    assert "different generation suffixes" in held.summary


def test_it_says_why_a_pair_was_never_compared():
    stranger = Comparable(kind="person", given="olga", family="nguyen")
    assert "no blocking key" in explain(DEFAULT_MODEL, ANN, stranger).summary
    company = explain(DEFAULT_MODEL, ANN, Comparable(kind="organisation", phones=ANN.phones))
    assert (company.steps, company.shared_keys, company.zone) == ((), (), Zone.NONE)


def test_a_pair_among_others_is_told_as_it_is_alone():
    others = [right for left, right in PAIRS if left == ANN] + [Comparable(kind="organisation", phones=ANN.phones)]
    columns = Columns.from_comparables(range(len(others) + 1), [ANN, *others])
    places = np.arange(1, len(others) + 1)
    scored = score_and_weigh(DEFAULT_MODEL, columns, np.zeros(len(others), dtype=np.intp), places)
    for place, other in enumerate(others):
        told, alone = explain_scored(DEFAULT_MODEL, scored, place, ANN, other), explain(DEFAULT_MODEL, ANN, other)
        assert (told.weight, told.probability, told.zone) == (alone.weight, alone.probability, alone.zone)
        assert [(one.name, one.level, one.sentence) for one in told.steps] == [
            (one.name, one.level, one.sentence) for one in alone.steps
        ]
        assert [one.weight for one in told.steps] == pytest.approx([one.weight for one in alone.steps])
