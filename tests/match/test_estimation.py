"""Estimation on made-up people whose error rates are known."""

import random
from dataclasses import replace

import numpy as np
import pytest
from recordlinkage.algorithms.nb_sklearn import ECM

from mdm.match.columns import Columns
from mdm.match.defaults import DEFAULT_MODEL
from mdm.match.estimation import _CountedECM, estimate
from mdm.match.evaluation import key_records, pairs_in_memory
from mdm.match.facts import BirthDate, Identifier, Same
from mdm.match.gates import judge
from mdm.match.measures import measure
from mdm.match.model import MatchModel, Odds
from mdm.match.names import Given
from mdm.match.scoring import score_pairs
from mdm.records import Comparable

SYLLABLES = [a + b for a in "bdfgklmnprstv" for b in ("a", "e", "i", "o", "u", "an", "er", "on")]
NONE = np.zeros(0, dtype=np.int64)


def made_up_name(rng, syllables):
    return "".join(rng.choice(SYLLABLES) for _ in range(syllables))


def population(size, *, seed=5, wrong_gender=0.1, wrong_date=0.2, households=False):
    """Customers with two records each; in the second, gender and birth date are wrong as often as asked."""
    rng = random.Random(seed)
    given = [made_up_name(rng, 2) for _ in range(80)]
    family = [made_up_name(rng, 3) for _ in range(400)]
    rows, truth = [], []
    for customer in range(size):
        home = customer // 3 if households else customer
        place = random.Random(seed * 1000 + home)
        person = Comparable(
            kind="person",
            given=rng.choice(given),
            family=place.choice(family),
            birth_date=_date(rng),
            gender=rng.choice("mf"),
            streets=f"{made_up_name(place, 3)} street",
            houses=str(place.randrange(1, 200)),
            cities=f"{made_up_name(place, 1)}ville",
        )
        other = person
        if rng.random() < wrong_gender:
            other = other._replace(gender="f" if person.gender == "m" else "m")
        if rng.random() < wrong_date:
            other = other._replace(birth_date=_date(rng))
        rows += [person, other]
        truth += [customer, customer]
    return rows, truth


def _date(rng):
    return f"{rng.randrange(1930, 2010)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}"


def candidates(rows):
    columns = Columns.from_comparables(range(len(rows)), rows)
    low, high, _ = pairs_in_memory(columns, key_records(range(len(rows)), rows), stop=NONE)
    return columns, low, high


@pytest.fixture(scope="module")
def learnt():
    rows, truth = population(1200)
    columns, low, high = candidates(rows)
    return (*estimate(columns, low, high, seed=1), columns, low, high, np.array(truth))


def test_it_finds_the_error_rates_without_labels(learnt):
    model, report, *_ = learnt
    odds = model.kinds["person"].odds
    assert report.kinds[0].is_adopted
    assert odds["gender"][Same.DIFFERENT - 1].match == pytest.approx(0.1, abs=0.03)
    assert odds["birth_date"][BirthDate.EXACT - 1].match == pytest.approx(0.8, abs=0.05)
    assert odds["given"][Given.EXACT - 1].match == pytest.approx(0.98, abs=0.03)
    assert odds["gender"][Same.SAME - 1].chance == pytest.approx(0.5, abs=0.03)


def test_it_finds_how_many_matches_there_are(learnt):
    model, report, columns, *_ = learnt
    pairs = len(columns) * (len(columns) - 1) / 2
    assert report.kinds[0].matches == pytest.approx(1200, rel=0.05)
    assert model.kinds["person"].prior == pytest.approx(1200 / pairs, rel=0.15)


def test_what_no_record_says_keeps_the_shipped_parameters(learnt):
    model, *_ = learnt
    shipped = DEFAULT_MODEL.kinds["person"].odds["identifier"]
    found = model.kinds["person"].odds["identifier"]
    assert [one.match for one in found] == pytest.approx([one.match for one in shipped])
    assert model.kinds["organisation"] == DEFAULT_MODEL.kinds["organisation"]


def test_its_probabilities_can_be_trusted(learnt):
    model, _, columns, low, high, truth = learnt
    links = score_pairs(model, columns, low, high)
    is_match = truth[low] == truth[high]
    assert links.probability.sum() == pytest.approx(is_match.sum(), rel=0.03)
    certain = links.probability >= model.certain
    assert is_match[certain].mean() > 0.99


def test_the_same_records_give_the_same_model(learnt):
    model, report, columns, low, high, _ = learnt
    again, second = estimate(columns, low, high, seed=1)
    assert again.as_json() == model.as_json()
    assert second.as_json() == report.as_json()
    assert MatchModel.from_json(model.as_json()).as_json() == model.as_json()


def test_few_records_move_the_parameters_only_a_little():
    rows, _ = population(20, wrong_gender=0.5)
    columns, low, high = candidates(rows)
    model, report = estimate(columns, low, high, seed=1)
    odds = model.kinds["person"].odds
    assert odds["gender"][Same.DIFFERENT - 1].match < 0.12
    for name, levels in DEFAULT_MODEL.kinds["person"].odds.items():
        for found, shipped in zip(odds[name], levels, strict=True):
            assert shipped.match / 9 <= found.match <= shipped.match * 9
    assert report.kinds[0].records == 40
    assert "too few" in report.kinds[0].gates[1].detail


def test_no_pairs_and_single_records_are_no_reason_to_fail():
    rows = [Comparable(kind="person", given="ann"), Comparable(kind="organisation", organisation="acme")]
    columns = Columns.from_comparables((1, 2), rows)
    none = np.zeros(0, dtype=np.intp)
    model, report = estimate(columns, none, none, seed=1)
    assert report.kinds == ()
    assert model.kinds == DEFAULT_MODEL.kinds
    two = Columns.from_comparables((1, 2), [rows[0], rows[0]])
    model, report = estimate(two, none, none, seed=1)
    assert report.kinds[0].candidates == 0


def test_families_are_not_taken_for_one_customer():
    rows, truth = population(900, wrong_gender=0.02, wrong_date=0.02, households=True)
    columns, low, high = candidates(rows)
    model, _ = estimate(columns, low, high, seed=1)
    links = score_pairs(model, columns, low, high)
    certain = (links.probability >= model.certain) & (links.veto == 0)
    label = np.arange(len(rows))
    label[links.right[certain]] = links.left[certain]
    result = measure(label, truth)
    assert result.false_pairs <= 5
    assert result.pairwise.recall > 0.97
    assert model.kinds["person"].ratio("household") > 0.5


def test_a_flipped_model_does_not_pass_the_gates(learnt):
    _, _, columns, low, high, _ = learnt
    person = DEFAULT_MODEL.kinds["person"]
    flipped = replace(person, odds={**person.odds, "gender": (Odds(0.9, 0.5), Odds(0.1, 0.5))})
    kept, gates = judge(DEFAULT_MODEL, "person", flipped, columns, (low, high))
    assert kept == person
    assert [gate.name for gate in gates if not gate.is_passed] == ["directions"]
    assert "Gender" in gates[0].detail


def test_a_model_that_makes_huge_clusters_does_not_pass_the_gates():
    rng = random.Random(3)
    rows = [
        Comparable(kind="person", family=made_up_name(rng, 3), birth_date="1980-01-02", cities="leeds")
        for _ in range(60)
    ]
    columns, low, high = Columns.from_comparables(range(len(rows)), rows), *np.triu_indices(len(rows), 1)
    person = DEFAULT_MODEL.kinds["person"]
    kept, gates = judge(DEFAULT_MODEL, "person", replace(person, prior=0.999, rivals=()), columns, (low, high))
    assert kept == person
    assert [gate.name for gate in gates if not gate.is_passed] == ["clusters"]


def test_conflicting_numbers_are_learnt_to_be_unreliable():
    rows, _ = population(600, wrong_gender=0.0, wrong_date=0.0)
    rng = random.Random(1)
    numbered = []
    for first, second in zip(rows[::2], rows[1::2], strict=True):
        number = rng.randrange(10**8, 10**9)
        other = rng.randrange(10**8, 10**9) if rng.random() < 0.3 else number
        numbered += [first._replace(identifiers=f"tax:{number}"), second._replace(identifiers=f"tax:{other}")]
    columns, low, high = candidates(numbered)
    model, _ = estimate(columns, low, high, seed=1)
    assert model.kinds["person"].odds["identifier"][Identifier.CONFLICT - 1].match > 0.15


def test_the_ecm_is_recordlinkages():
    assert issubclass(_CountedECM, ECM)
    assert _CountedECM.predict_proba is ECM.predict_proba
