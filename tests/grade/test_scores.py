"""Scores are declared arithmetic over tests."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime

import pytest

from mdm.catalogue.defaults import default_catalogue
from mdm.cleanse.customers import standardise
from mdm.grade.defaults import default_rules
from mdm.grade.rules import rule_from_json, ruleset
from mdm.grade.scores import DIMENSIONS, Yardstick, grade_record, mute
from mdm.records import CustomerKind, SaidRecord, SaidValue, SourceContext

TODAY = date(2026, 11, 21)
CATALOGUE = default_catalogue()
LISTS = {"countries": frozenset({"us", "de"}), "known_postcodes": frozenset(), "postcode_cities": frozenset()}
NEW, OLD = datetime(2026, 10, 1, tzinfo=UTC), datetime(2019, 10, 1, tzinfo=UTC)


def yardstick(*declarations):
    stated = declarations or default_rules(CATALOGUE)
    return Yardstick(ruleset([rule_from_json(one, CATALOGUE, lists=LISTS) for one in stated]), LISTS)


SHIPPED = yardstick()


def rule(code, dimension="validity", **fields):
    return {
        "code": code, "label": code, "dimension": dimension, "targets": ["email"], "message": "x", "remedy": "x",
        "holds": {"not": {"flag": ["malformed"]}}, **fields,
    }  # fmt: skip


def clean(*values, kind=CustomerKind.PERSON):
    said = tuple(
        SaidValue(attribute, parts if isinstance(parts, dict) else {"value": parts}) for attribute, parts in values
    )
    return standardise(SaidRecord("1", kind, said), CATALOGUE, SourceContext("crm", "US"), today=TODAY)


def graded(*values, by=SHIPPED, updated=NEW, **options):
    return grade_record(clean(*values), by, today=TODAY, updated=updated, **options)


def test_half_a_name_is_incomplete():
    halves = [{"given": "Anna"}, {"family": "Berg"}, {"full": "Berg, Anna"}]

    assert ["name:name_whole" in graded(("name", parts)).failures for parts in halves] == [True, True, False]


FAILURES = [
    # what a record states beside its name, the rules it fails
    ([("email", "noreply@acme.com")], {"email:email_form"}),
    ([("email", "anna@@acme")], {"email:email_form"}),
    ([("phone", "000-000-0000")], {"phone:phone_valid"}),
    ([("birth_date", "2001-02-30")], {"birth_date:birth_date_real"}),
    ([("birth_date", "1801-02-03")], {"birth_date:birth_date_real"}),
    ([("birth_date", "2024-02-03")], {"birth_date:birth_of_age"}),
    ([("vat_id", "DE136695977")], {"vat_id:identifier_valid"}),
    ([("address", {"country": "US"})], {"address:address_place"}),
    ([("address", {"street": "Main Street", "city": "Springfield", "country": "US"})], {"address:address_postcode"}),
    ([("address", {"street": "Main St 1", "city": "Springfield", "postcode": "ABC", "country": "US"})],
     {"address:postcode_form"}),
    ([("name", {"full": "Acme Ltd"})], {"name:person_is_company"}),
]  # fmt: skip


@pytest.mark.parametrize(("stated", "failed"), FAILURES)
def test_the_shipped_rules_find(stated, failed):
    there = {"name": {"given": "Anna", "family": "Smith"}} | dict(stated)
    missing = {one for one in graded(*there.items()).failures if not one.endswith("_there")}

    assert failed <= missing


def test_a_good_record_fails_nothing_but_what_is_missing():
    found = graded(
        ("name", {"given": "Anna", "family": "Smith"}),
        ("email", "anna.smith@gmail.com"),
        ("phone", "650-253-0000"),
        ("birth_date", "1980-02-03"),
        (
            "address",
            {"street": "Main Street", "house": "12", "city": "Mountain View", "postcode": "94043", "country": "US"},
        ),
    )

    assert set(found.failures) == {"tax_id:tax_id_there", "national_id:national_id_there"}
    assert found.validity == found.dimensions["timeliness"] == 100


def test_an_old_value_fails_timeliness():
    assert "email:contact_fresh" in graded(("email", "anna@gmail.com"), updated=OLD).failures


def test_what_can_not_be_told_is_not_tested():
    assert "timeliness" not in graded(("email", "anna@gmail.com"), updated=None).dimensions


def test_points_are_the_weighted_share_of_tests_that_held():
    by = yardstick(
        rule("a", weight=3),
        rule("b", holds={"is": "valid"}),
        rule("c", "timeliness", holds={"le": [{"age": "updated"}, 1]}),
    )
    found = graded(("email", "anna@gmail.com"), ("email", "anna@@acme"), by=by)

    assert found.dimensions == {"validity": 50, "timeliness": 0}
    assert found.score == (DIMENSIONS["validity"] * 50) // (DIMENSIONS["validity"] + DIMENSIONS["timeliness"])


CONCERNED = [({}, True), ({"kinds": ["organisation"]}, False), ({"countries": ["DE"]}, False),
             ({"countries": ["US"]}, True),
             ({"sources": ["shop"]}, False), ({"when": {"flag": "free_mailbox"}}, False)]  # fmt: skip


@pytest.mark.parametrize(("limits", "is_tested"), CONCERNED)
def test_a_rule_speaks_only_of_what_it_names(limits, is_tested):
    found = graded(("email", "anna@@acme"), by=yardstick(rule("a", **limits)))

    assert bool(found.failures) is is_tested


def test_a_record_without_tests_scores_nothing():
    found = graded(by=yardstick(rule("a")))

    assert (found.score, found.failures, found.dimensions) == (0, (), {})


def test_a_muted_value_no_longer_identifies():
    customer = clean(("email", "desk@acme.com"))
    (value,) = mute(customer, frozenset({"email:desk@acme.com"})).values

    assert "shared" in value.flags
    assert not value.is_identifying
    assert mute(customer, frozenset({"email:else@acme.com"})) is customer


def test_the_yardstick_crosses_to_other_processes():
    assert pickle.loads(pickle.dumps(SHIPPED)).rules == SHIPPED.rules


def test_the_shares_are_of_a_hundred():
    assert sum(DIMENSIONS.values()) == 100
