"""Which words a search for a name looks for, by how many customers have them."""

from __future__ import annotations

import pytest

from mdm.survive.search import NARROW, Criteria, Shares, name_groups

MANY = float(NARROW + 1)
HALF = NARROW * 0.6


@pytest.mark.parametrize(
    ("alike", "common", "terms", "is_narrow"),
    [
        ([], {}, ["~anna"], True),
        (["anna", "hanna"], {}, ["~anna", "~hanna"], True),
        (["anna", "hanna"], {"~anna": MANY}, ["~anna"], False),
        (["hanna", "johanna"], {"~hanna": MANY}, ["~hanna"], False),
        (["anna", "hanna", "ana"], {"~hanna": MANY}, ["~anna"], True),
        (["anna", "hanna", "ana"], {"~anna": HALF, "~hanna": HALF}, ["~anna"], True),
    ],
)
def test_words_are_taken_until_they_are_many_customers(alike, common, terms, is_narrow):
    (group,) = name_groups(["anna"], {"anna": alike}, Shares(10 * MANY, common))
    assert (list(group.terms), group.is_narrow) == (terms, is_narrow)


def test_of_a_long_name_the_longest_words_are_sought():
    assert Criteria(name="a bb ccc bb dddd eeeee ffffff").words == ("ffffff", "eeeee", "dddd", "ccc", "bb")


def test_expected_customers_are_the_product_of_shares():
    shares = Shares(1000.0, {"a": 500.0, "b": 100.0, "c": 900.0})
    assert shares.expected([["a"], ["b"]]) == pytest.approx(50.0)
    assert shares.expected([["a", "c"]]) == 1000.0
    assert shares.expected([["a"], ["rare"]]) == 0.0
    assert Shares().expected([["a"]]) == 0.0
