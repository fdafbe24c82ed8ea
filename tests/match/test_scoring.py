from dataclasses import replace
from math import log2

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mdm.match.columns import Columns
from mdm.match.counting import count_frequencies
from mdm.match.defaults import DEFAULT_MODEL
from mdm.match.frequencies import Frequencies
from mdm.match.levels import COMPARISONS
from mdm.match.model import KindModel, MatchModel, Odds, Rival
from mdm.match.scoring import Links, no_links, score_pairs, unpack, weigh
from mdm.match.vetoes import VETOES, veto_by_code, veto_codes
from mdm.records import Comparable, Zone
from tests.match.rows import companies, people

PERSON = Comparable(
    kind="person",
    given="robert",
    middle="j",
    family="penhaligon",
    birth_date="1971-06-24",
    gender="m",
    identifiers="national:187540483",
    emails="robert@penhaligon.example",
    phones="+441234567890",
    streets="high street",
    houses="5",
    cities="leeds",
    postcodes="ls11aa",
)
COMPANY = Comparable(
    kind="organisation",
    organisation="penhale tooling",
    legal_form="ltd",
    websites="penhale.example",
    phones="+441818836002",
    streets="mill lane",
    houses="9",
    cities="leeds",
    postcodes="ls22bb",
)


def score(*rows, model=DEFAULT_MODEL):
    """The first row against each of the others."""
    columns = Columns.from_comparables(range(1, len(rows) + 1), rows)
    right = np.arange(1, len(rows))
    return score_pairs(model, columns, np.zeros_like(right), right)


def zone(*rows):
    links = score(*rows)
    return DEFAULT_MODEL.zone(float(links.probability[0]), int(links.veto[0]))


ALONE = PERSON._replace(identifiers="", emails="", phones="")
LINKED = [
    ("all the same", PERSON, PERSON),
    ("moved house", PERSON, PERSON._replace(streets="mill lane", houses="77", cities="york", postcodes="yo11aa")),
    ("another mailbox and phone", PERSON, PERSON._replace(emails="bob@gmail.com", phones="+441110000000")),
    ("nickname and slip of the pen", PERSON, PERSON._replace(given="bob", family="penhaligan")),
    (
        "day and month exchanged",
        PERSON._replace(birth_date="1971-06-04"),
        PERSON._replace(birth_date="1971-04-06", identifiers=""),
    ),
    ("another day in the same year", PERSON, PERSON._replace(birth_date="1971-01-19", identifiers="")),
    ("names swapped", PERSON, PERSON._replace(given=PERSON.family, family=PERSON.given)),
    ("name, birth date and home alone", ALONE, ALONE),
    ("company with another form", COMPANY, COMPANY._replace(legal_form="plc")),
    ("company by website and home", COMPANY, COMPANY._replace(organisation="penhale", phones="")),
]


@pytest.mark.parametrize(("left", "right"), [case[1:] for case in LINKED], ids=[case[0] for case in LINKED])
def test_clear_matches_are_certain_untrained(left, right):
    assert zone(left, right) is Zone.CERTAIN


STRANGERS = [
    ("nothing in common", PERSON, Comparable(kind="person", given="olga", family="nguyen", birth_date="1952-11-28")),
    ("common names alone", *[Comparable(kind="person", given="john", family="smith")] * 2),
    ("common names in one city", *[Comparable(kind="person", given="john", family="smith", cities="leeds")] * 2),
    ("a home alone", *[Comparable(kind="person", streets="high street", houses="5", cities="leeds")] * 2),
    ("brothers", ALONE, ALONE._replace(given="theodore", birth_date="1969-01-02", middle="k")),
    ("spouses", ALONE, ALONE._replace(given="wilhelmina", birth_date="1973-11-30", gender="f", middle="k")),
    ("tenants of one house", COMPANY, COMPANY._replace(organisation="ashcroft plastics", websites="", phones="")),
]


@pytest.mark.parametrize(("left", "right"), [case[1:] for case in STRANGERS], ids=[case[0] for case in STRANGERS])
def test_strangers_are_not_even_possible(left, right):
    assert zone(left, right) is Zone.NONE


HELD = [
    (1, PERSON, PERSON._replace(identifiers="national:555000111", birth_date="")),
    (1, PERSON, PERSON._replace(identifiers="national:555000111", given="rupert")),
    (2, PERSON._replace(suffix="sr"), PERSON._replace(suffix="jr")),
    (3, ALONE, ALONE._replace(birth_date="1998-11-02")),
    (4, PERSON, PERSON._replace(given="wilhelmina", gender="f", birth_date="1970-01-30", middle="k", identifiers="")),
    (5, ALONE, ALONE._replace(given="theodore", middle="")),
    (
        6,
        PERSON._replace(family=""),
        PERSON._replace(given="olga", family="", gender="f", phones="", emails="", streets="", houses=""),
    ),
    (9, ALONE._replace(employer="acme"), ALONE._replace(employer="acme", family="nguyen", birth_date="")),
    (1, COMPANY._replace(identifiers="register:hrb1000001"), COMPANY._replace(identifiers="register:hrb7654329")),
    (7, COMPANY, COMPANY._replace(organisation="ashcroft plastics", websites="", phones="")),
    (
        8,
        COMPANY,
        COMPANY._replace(streets="kings way", houses="1", cities="york", postcodes="yo11aa", phones="+441110000000"),
    ),
]


@pytest.mark.parametrize(("code", "left", "right"), HELD)
def test_vetoes_keep_pairs_from_being_certain(code, left, right):
    links = score(left, right)
    assert links.veto.tolist() == [code]
    assert veto_by_code(code).sentence
    assert DEFAULT_MODEL.zone(0.999, code) is Zone.POSSIBLE


# What looks like a conflict and is a slip of the pen.
SLIPS = [
    ("a number with one wrong digit", PERSON._replace(identifiers="national:187540489")),
    ("a number with two digits exchanged", PERSON._replace(identifiers="national:187540843")),
    ("one number against name, birth date and home", PERSON._replace(identifiers="national:555000111")),
    ("a name scrambled", PERSON._replace(given="brotre", identifiers="")),
    ("an initial that is the other's middle name", PERSON._replace(given="j", middle="", identifiers="")),
    ("a birth date with one wrong digit", PERSON._replace(birth_date="1971-06-26", identifiers="")),
    ("a birth date a month and a day off", PERSON._replace(birth_date="1971-07-25", identifiers="")),
]


@pytest.mark.parametrize("other", [case[1] for case in SLIPS], ids=[case[0] for case in SLIPS])
def test_a_slip_is_no_conflict(other):
    assert score(PERSON, other).veto.tolist() == [0]


# Given name, family name, mailbox, employer, phone of two colleagues or namesakes.
NAMESAKES = [
    ("colleagues of one given name, one without family name",
     {"given": "joan", "family": "bennett", "emails": "joan.bennett@cobalt.example", "employer": "cobalt"},
     {"given": "joan", "emails": "joan.anderson@cobalt.example", "employer": "cobalt"}),
    ("one name at two companies",
     {"given": "charles", "family": "hernandez", "emails": "charles.hernandez@orbit.example", "employer": "orbit",
      "phones": "+14155550101"},
     {"given": "charles", "family": "hernandez", "emails": "charles.hernandez@quartz.example", "employer": "quartz",
      "phones": "+12125550199"}),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right"), [case[1:] for case in NAMESAKES], ids=[case[0] for case in NAMESAKES])
def test_namesakes_are_not_certain(left, right):
    assert zone(Comparable(kind="person", **left), Comparable(kind="person", **right)) is not Zone.CERTAIN


NEVER_OUTWEIGHED = {1, 2, 7, 8, 9}


def test_no_estimated_parameter_switches_off_a_veto_that_nothing_outweighs():
    """Without any rival explanation and with numbers that often conflict, conflicts still wait for a person."""
    person = DEFAULT_MODEL.kinds["person"]
    alone = tuple(replace(rival, ratio=0.0) for rival in person.rivals)
    loose = (Odds(0.2, 0.95), *person.odds["identifier"][1:])
    kind = replace(person, rivals=alone, odds={**person.odds, "identifier": loose})
    model = replace(DEFAULT_MODEL, kinds={**DEFAULT_MODEL.kinds, "person": kind})
    for code, left, right in HELD:
        if code in NEVER_OUTWEIGHED:
            assert score(left, right, model=model).veto.tolist() == [code]


@pytest.mark.parametrize("code", [3, 4, 5, 6])
def test_a_veto_that_is_a_rival_explanation_too_holds_until_the_probability_is_beyond_doubt(code):
    veto = veto_by_code(code)
    left, right = next(case[1:] for case in HELD if case[0] == code)
    columns = Columns.from_comparables((0, 1), (left, right))
    reached = weigh(DEFAULT_MODEL, "person", columns, np.array([0]), np.array([1])).levels
    below, beyond = np.array([veto.outweighed - 0.001]), np.array([veto.outweighed])
    assert veto_codes("person", reached, below).tolist() == [code]
    assert veto_codes("person", reached, beyond).tolist() != [code]
    assert veto.outweighed > DEFAULT_MODEL.certain


def test_veto_codes_are_told_apart():
    by_code = {}
    for vetoes in VETOES.values():
        for veto in vetoes:
            by_code.setdefault(veto.code, set()).add(veto.name)
    assert all(len(names) == 1 for names in by_code.values())
    assert veto_by_code(0) is None


def test_a_person_and_an_organisation_never_match():
    links = score(PERSON, COMPANY._replace(phones=PERSON.phones, emails=PERSON.emails))
    assert links.probability.tolist() == [0.0]


def test_the_weight_is_the_formula():
    """Splink's: log2 of the prior odds plus log2(m/u) for every level reached, where no rival explains the pair."""
    odds = {
        one.name: tuple(Odds(0.9, 0.01 * (place + 1)) for place in range(len(one.levels)))
        for one in COMPARISONS["person"]
    }
    model = MatchModel(1, {"person": KindModel(0.001, odds)}, {"given": Frequencies({"robert": 0.25})})
    links = score(PERSON, PERSON._replace(phones="", suffix="jr"), model=model)
    expected = log2(0.001 / 0.999)
    for name, level in unpack("person", int(links.pattern[0])).items():
        expected += log2(0.9 / (0.25 if name == "given" else 0.01 * level)) if level else 0.0
    assert links.weight[0] == pytest.approx(expected)
    assert links.probability[0] == pytest.approx(2**expected / (1 + 2**expected))


def test_a_rival_explanation_takes_what_it_explains():
    """One rival, r times as common as matches, that agrees on the address in all its pairs as matches do."""
    odds = {one.name: tuple(Odds(0.8, 0.1) for _ in one.levels) for one in COMPARISONS["person"]}
    kind = KindModel(0.01, odds, (Rival("household", "members", 2.0, {"address": 1.0}),))
    only_home = Comparable(kind="person")._replace(streets="high street", houses="5", cities="leeds")
    found = score(only_home, only_home, model=MatchModel(1, {"person": kind}))
    match, rival, chance = 0.01 * 8, 0.01 * 2 * 8, 1.0
    assert 2 ** found.weight[0] == pytest.approx(match / 0.99 / (rival + chance))


def test_an_over_shared_value_loses_its_force():
    rows = [PERSON._replace(given=f"person{n}", family=f"family{n}") for n in range(60)]
    columns = Columns.from_comparables(range(60), rows)
    shared = replace(DEFAULT_MODEL, frequencies=count_frequencies(columns, {}))
    one, other = Comparable(kind="person", phones=PERSON.phones), Comparable(kind="person", phones=PERSON.phones)
    assert score(one, other, model=shared).weight[0] < score(one, other).weight[0] - 10


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(people, companies), min_size=2, max_size=12))
def test_one_pair_scores_as_among_many_and_in_either_order(rows):
    columns = Columns.from_comparables(range(len(rows)), rows)
    left, right = np.triu_indices(len(rows), 1)
    together = score_pairs(DEFAULT_MODEL, columns, left, right)
    for place, (one, other) in enumerate(zip(left, right, strict=True)):
        for a, b in ((one, other), (other, one)):
            alone = score(rows[a], rows[b])
            assert alone.weight[0] == together.weight[place]
            assert alone.probability[0] == together.probability[place]
            assert alone.veto[0] == together.veto[place]
            assert alone.pattern[0] == together.pattern[place]


@settings(max_examples=60, deadline=None)
@given(people)
def test_agreeing_on_more_never_makes_a_match_less_likely(person):
    bare = person._replace(phones="")
    reached = person._replace(phones="+441234567890")
    assert score(reached, reached).weight[0] >= score(bare, bare).weight[0]


def test_links_keep_the_order_of_pairs_and_put_low_ids_first():
    columns = Columns.from_comparables((9, 4, 6), (PERSON, PERSON, COMPANY))
    told = []
    links = score_pairs(DEFAULT_MODEL, columns, np.array([2, 0]), np.array([0, 1]), progress=told.append)
    assert (links.left.tolist(), links.right.tolist(), told) == ([6, 4], [9, 9], [2])
    assert len(Links.joined([])) == len(no_links()) == 0
    assert links.take(np.array([1])).left.tolist() == [4]
