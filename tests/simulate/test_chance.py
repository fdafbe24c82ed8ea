from collections import Counter

import pytest

from mdm.simulate.chance import Chance, Ranked, Tail, joined
from mdm.simulate.countries import COUNTRIES


def test_fill_knows_digits_letters_and_literals():
    filled = Chance(1).fill("A#-N@")

    assert filled[0] == "A"
    assert filled[2] == "-"
    assert filled[1].isdigit()
    assert filled[3] in "23456789"
    assert filled[4].isalpha()


def test_between_reaches_both_ends_and_nothing_else():
    chance = Chance(2)

    assert {chance.between(3, 5) for _ in range(200)} == {3, 4, 5}


def test_ranks_fall_in_frequency_and_all_come():
    drawn = Counter(Ranked(tuple("abcdefghij"), 1.0).draw(Chance(seed)) for seed in range(3000))

    assert set(drawn) == set("abcdefghij")
    assert drawn["a"] > 2 * drawn["c"] > 2 * drawn["i"]


def test_choose_follows_the_shares():
    chance = Chance(3)
    drawn = Counter(chance.choose((("often", 0.9), ("rarely", 0.1))) for _ in range(2000))

    assert 1700 < drawn["often"] < 1900


def test_a_tail_composes_every_combination_once():
    tail = Tail(("Al", "Be", "Ce"), ("ton", "ley"), ("", "er"))

    assert len({tail.compose(rank) for rank in range(len(tail))}) == len(tail) == 12


@pytest.mark.parametrize(
    ("start", "end", "word"),
    [
        ("Ville", "Romain", "Villeromain"),
        ("Saint-", "Cloud", "Saint-Cloud"),
        ("", "Veld", "Veld"),
        ("van ", "Veld", "van Veld"),
    ],
)
def test_no_capital_follows_a_letter(start, end, word):
    assert joined(start, end) == word


@pytest.mark.parametrize("country", COUNTRIES, ids=lambda country: country.code)
def test_distinct_family_names_grow_with_the_population(country):
    chance = Chance(4)
    few = {country.families.draw(chance) for _ in range(500)}
    many = {country.families.draw(chance) for _ in range(5000)}

    assert len(many) > 1.8 * len(few)
    assert Counter(country.families.draw(chance) for _ in range(2000)).most_common(1)[0][1] > 10
