"""Bad rules are refused with the place and the remedy."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from mdm.catalogue.defaults import default_catalogue
from mdm.errors import RuleError
from mdm.grade.defaults import default_rules
from mdm.grade.patterns import Pattern, safe_pattern
from mdm.grade.rules import rule_from_json, ruleset
from mdm.grade.trust import by_grade, is_followed

CATALOGUE = default_catalogue()
LISTS = {"countries", "known_postcodes", "postcode_cities"}
GOOD = {
    "code": "r", "label": "R", "dimension": "validity", "targets": ["email"], "message": "m", "remedy": "r",
    "holds": {"present": {"part": "value"}},
}  # fmt: skip
VALUE = {"part": "value"}

BAD = [
    # entries that differ from a good rule, what the message says
    ({"holds": {"and": []}}, 'holds uses "and", which is no operation'),
    ({"holds": {"present": VALUE, "is": "valid"}}, "holds is no single operation"),
    ({"holds": "true"}, "holds is no single operation"),
    ({"holds": {"part": "value"}}, "holds gives a text where a condition belongs"),
    ({"holds": {"eq": [VALUE]}}, '"eq" has 1 arguments'),
    ({"holds": {"lt": [VALUE, 3]}}, "compares a text with a number"),
    ({"holds": {"present": {"part": "colour"}}}, 'names the part "colour"'),
    ({"holds": {"present": {"other": ["shoe_size", "value"]}}}, 'names the attribute "shoe_size"'),
    ({"holds": {"gt": [{"divide": [{"length": VALUE}, 0]}, 1]}}, r"holds.gt\[0\].divide\[1\] divides by zero"),
    ({"holds": {"gt": [{"divide": [1, {"length": VALUE}]}, 1]}}, "is no number"),
    ({"holds": {"listed": [VALUE, "moons"]}}, 'names the list "moons"'),
    ({"holds": {"matches": [VALUE, "(a+)+b"]}}, r"matches\[1\]: in the pattern at sign 6"),
    ({"holds": {"ge": [{"count": "email"}, 1]}}, '"count" is for rules about records'),
    ({"scope": "record", "holds": {"is": "valid"}}, '"is" is for rules about values'),
    ({"targets": ["shoe_size"]}, 'targets names the attribute "shoe_size"'),
    ({"targets": ["kind:shoe"]}, 'targets names the kind of attribute "shoe"'),
    ({"targets": []}, "names no attribute"),
    ({"dimension": "beauty"}, "dimension is none of those"),
    ({"severity": "panic"}, "severity is none of those"),
    ({"weight": 0}, "weight is no whole number from 1 to 10"),
    ({"weight": True}, "weight is no whole number"),
    ({"message": " "}, "states no message"),
    ({"colour": "red"}, 'names the entry "colour"'),
    ({"sources": ["nowhere"]}, 'names the source system "nowhere"'),
    ({"kinds": ["dog"]}, 'names the kind of customer "dog"'),
    ({"holds": {"eq": [VALUE, "a\0b"]}}, "is a text that can't be compared"),
]


def nested(depth):
    return {"not": nested(depth - 1)} if depth else {"present": VALUE}


@pytest.mark.parametrize(("changes", "told"), [*BAD, ({"holds": nested(12)}, "is nested deeper than")])
def test_a_bad_rule_is_refused_with_its_place(changes, told):
    with pytest.raises(RuleError, match=told) as refused:
        rule_from_json({**GOOD, **changes}, CATALOGUE, lists=LISTS, sources={"crm"})

    assert refused.value.remedy


def test_a_good_rule_is_taken():
    assert rule_from_json(GOOD, CATALOGUE).attributes == ("email",)


def test_a_kind_stands_for_all_its_attributes():
    rule = rule_from_json({**GOOD, "targets": ["kind:identifier"]}, CATALOGUE)

    assert {"tax_id", "vat_id", "passport"} <= set(rule.attributes)


def test_the_shipped_rules_are_good_and_cover_every_dimension():
    rules = ruleset([rule_from_json(one, CATALOGUE, lists=LISTS) for one in default_rules(CATALOGUE)])

    assert {rule.dimension for rule in rules.rules} == {
        "completeness", "validity", "consistency", "uniqueness", "timeliness", "accuracy"
    }  # fmt: skip


def test_too_many_rules_for_one_attribute_are_refused():
    with pytest.raises(RuleError, match="email has 32 rules"):
        ruleset([rule_from_json({**GOOD, "code": f"r{n}"}, CATALOGUE) for n in range(32)])


def test_the_digest_tells_one_state_of_the_rules_from_another():
    one, other = (ruleset([rule_from_json(GOOD, CATALOGUE, version=version)]) for version in (1, 2))

    assert one.digest != other.digest


SLOW = [
    "(a+)+b",
    "(a|a)*b",
    "(a|aa)+b",
    "a*a*a*b",
    "(.*)*",
    "([a-z]+)+$",
    "(a?){40}a{40}",
    "a" * 201,
    "(?=a)",
    r"(a)\1",
    "^a",
    "a$",
]


@pytest.mark.parametrize("pattern", SLOW)
def test_a_pattern_that_could_run_for_ever_is_refused(pattern):
    with pytest.raises(RuleError):
        safe_pattern(pattern, "rule")


@given(some.text("ab(|)+*?{2,}[-]\\d.", max_size=12))
@settings(max_examples=300, deadline=None)
def test_a_pattern_that_is_taken_is_quick(pattern):
    try:
        safe = Pattern(safe_pattern(pattern, "rule"))
    except RuleError:
        return
    re.compile(safe.text)
    began = time.perf_counter()
    safe.fits("a" * 400 + "!")

    assert time.perf_counter() - began < 0.5


def test_trust_follows_grades_attribute_by_attribute():
    declared = {"rules": [{"attributes": ["email", "name"], "limit": 5, "order": ["quality", "source_priority"]},
                          {"attributes": ["employer", "email"], "take": "together", "order": ["source_priority"]},
                          {"attributes": ["phone", "gender"], "order": ["longest"]},
                          {"attributes": ["*"], "order": [{"by": "source_priority", "sources": ["x"]}]}]}  # fmt: skip
    grades = {"crm": {"email": 60, "name": 90}, "shop": {"email": 80, "name": 40}, "web": {"email": 80}}
    trust = {"crm": 50, "shop": 10, "web": 20}
    found = by_grade(declared, grades, trust, run=4)
    email, name, together, others, rest = found["rules"]

    def by(*points, **more):
        listed, given = [one for one, _ in points], {one: number for one, number in points if number is not None}
        return {"by": "source_priority", "sources": listed, "measured": {"run": 4, "points": given, **more}}

    assert (email["attributes"], name["attributes"], email["limit"], name["limit"]) == (["email"], ["name"], 5, 5)
    assert email["order"] == ["quality", by(("web", 80), ("shop", 80), ("crm", 60))]
    assert name["order"] == ["quality", by(("crm", 90), ("shop", 40), ("web", None))]
    assert together["attributes"] == ["employer", "email"]
    assert together["order"] == [by(("web", 80), ("shop", 80), ("crm", 60), is_mean=True)]
    assert others == declared["rules"][2]
    assert rest["order"] == [by(("web", 80), ("crm", 75), ("shop", 60), is_mean=True)]
    assert is_followed(found, by_grade(found, grades, trust, run=5))
    assert not is_followed(found, by_grade(found, {**grades, "web": {"email": 81}}, trust, run=5))
