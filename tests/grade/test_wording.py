"""Conditions in words: every operation has some, and they read as sentences."""

from __future__ import annotations

import pytest

from mdm.catalogue.defaults import default_catalogue
from mdm.grade.defaults import default_rules
from mdm.grade.language import OPERATIONS, Reader
from mdm.grade.rules import rule_from_json
from mdm.grade.wording import _OF, in_words

CATALOGUE = default_catalogue()
VALUE = {"part": "value"}
SAID = [
    ({"not": {"is": "empty"}}, "value", "not: the value is empty"),
    ({"lt": [VALUE, {"record": "created"}]}, "value", "its value comes before the day of creation"),
    ({"lt": [{"length": VALUE}, 60]}, "value", "the length of its value is less than 60"),
    ({"le": [{"fact": "customers"}, 4]}, "value", "the number of customers who share it is at most 4"),
    ({"le": [{"age": "updated"}, {"half_life": 1095}]}, "value",
     "the days since it was updated is at most its half-life (1,095 days where the policy declares none)"),
    ({"ge": [{"count": "email"}, 1]}, "record", "the number of valid values of email is at least 1"),
    ({"lt": [VALUE, {"today": -5113}]}, "value", "its value comes before the day 5,113 days ago"),
    ({"all": [{"present": VALUE}, {"any": [{"is": "valid"}, {"flag": ["partial", "mended"]}]}]}, "value",
     "its value is there and (the value is valid or cleansing found it partial or mended)"),
    ({"listed": [{"join": [{"part": "country"}, {"part": "city"}]}, "places"]}, "value",
     "its country with its city stands in the list “places”"),
    ({"in": [VALUE, ["a", "b"]]}, "value", "its value is one of a, b"),
    ({"matches": [VALUE, "[A-Z]+"]}, "value", "its value has the form [A-Z]+"),
    ({"eq": [{"record": "kind"}, "person"]}, "record", "the record's kind is “person”"),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "scope", "words"), SAID)
def test_conditions_are_told_in_words(condition, scope, words):
    assert in_words(Reader(CATALOGUE, frozenset({"places"}), scope).condition(condition, "rule")) == words


def test_every_operation_has_words():
    assert _OF.keys() - {"literal"} == OPERATIONS.keys()


def test_every_shipped_rule_can_be_told():
    lists = {"countries", "known_postcodes", "postcode_cities"}
    for declared in default_rules(CATALOGUE):
        rule = rule_from_json(declared, CATALOGUE, lists=lists)
        assert all(in_words(node) for node in (rule.holds, rule.when) if node), rule.code
