"""Declarations: what reads back, and what is refused with its place and a remedy."""

import copy

import pytest

from mdm.catalogue.defaults import default_catalogue
from mdm.errors import PolicyError
from mdm.records import CustomerKind
from mdm.survive.defaults import DEFAULT_POLICY, default_policy
from mdm.survive.policy import Policy
from mdm.survive.rules import By

LAST = {"attributes": ["*"], "order": ["source_priority"]}


def declared(*rules, **entries):
    return {"version": 1, "rules": [*rules, LAST], **entries}


def test_the_default_policy_fits_the_default_catalogue_and_reads_back():
    policy = default_policy(default_catalogue())
    assert Policy.from_json(policy.as_json(), default_catalogue()) == policy


@pytest.mark.parametrize("code", default_catalogue().attributes)
def test_the_default_policy_says_something_of_every_attribute(code):
    rule = default_policy().rule_for(code, CustomerKind.PERSON, "")
    assert code in rule.attributes


MEASURED = {"run": 3, "points": {"crm": 98.0, "erp": 61.5}, "is_mean": True}
EVERYTHING = declared(
    {
        "attributes": ["email"],
        "kinds": ["person"],
        "countries": ["DE", "AT"],
        "take": "union",
        "limit": 3,
        "truth": "crm",
        "truth_only": True,
        "valid_only": True,
        "absorb": True,
        "order": [
            *(str(by) for by in By if by is not By.FIRST_NON_NULL),
            {"by": "first_non_null", "sources": ["crm", "erp"]},
            {"by": "most_recent", "date": "created_at"},
            {"by": "source_priority", "sources": ["crm", "erp", "old"], "measured": MEASURED},
            {
                "by": "trust_decay",
                "date": "loaded_at",
                "sources": {"crm": {"max": 90.0, "min": 10.0, "half_life_days": 30.0}},
            },
        ],
    },
    {"attributes": ["employer", "occupation"], "take": "together", "order": ["most_recent"]},
    label="Everything that can be said",
    sources=["crm", "erp"],
    refuse=["placeholder"],
    name_from={"person": ["name"], "organisation": ["organisation_name"]},
)


def test_everything_that_can_be_said_reads_back():
    policy = Policy.from_json(EVERYTHING, default_catalogue())
    again = Policy.from_json(policy.as_json(), default_catalogue())
    assert again == policy
    assert again.as_json() == policy.as_json()


# The fault, the place it is reported at
FAULTS = [
    ({"version": 0, "rules": [LAST]}, "policy.version"),
    ({"rules": [LAST]}, "policy.version"),
    ({"version": 1}, "policy.rules"),
    ({"version": 1, "rules": []}, "policy.rules"),
    ({"version": 1, "rules": [{"attributes": ["name"], "order": ["longest"]}]}, "policy.rules"),
    ({"version": 1, "rules": [LAST | {"kinds": ["person"]}]}, "policy.rules"),
    (declared(rulez=[]), "policy.rulez"),
    (declared(sources="crm"), "policy.sources"),
    (declared(sources=["crm", "crm"]), "policy.sources"),
    (declared(label=3), "policy.label"),
    (declared(name_from={"robot": ["name"]}), "policy.name_from.robot"),
    (declared(name_from={"person": ["nom"]}), "policy.name_from.person"),
    (declared(name_from=["name"]), "policy.name_from"),
    (declared("email"), "policy.rules[0]"),
    (declared({"order": ["longest"]}), "policy.rules[0].attributes"),
    (declared({"attributes": ["emial"], "order": ["longest"]}), "policy.rules[0].attributes"),
    (declared({"attributes": ["email"]}), "policy.rules[0].order"),
    (declared({"attributes": ["email"], "order": ["best"]}), "policy.rules[0].order[0].by"),
    (declared({"attributes": ["email"], "order": [3]}), "policy.rules[0].order[0]"),
    (declared({"attributes": ["email"], "order": [{"by": "longest", "date": "x"}]}), "policy.rules[0].order[0].date"),
    (
        declared({"attributes": ["email"], "order": [{"by": "most_recent", "date": "yesterday"}]}),
        "policy.rules[0].order[0].date",
    ),
    (declared({"attributes": ["email"], "order": ["first_non_null"]}), "policy.rules[0].order[0].sources"),
    (declared({"attributes": ["email"], "take": "all", "order": ["longest"]}), "policy.rules[0].take"),
    (declared({"attributes": ["email"], "limit": 3, "order": ["longest"]}), "policy.rules[0].limit"),
    (
        declared({"attributes": ["email"], "take": "union", "limit": 0, "order": ["longest"]}),
        "policy.rules[0].limit",
    ),
    (declared({"attributes": ["name"], "take": "union", "order": ["longest"]}), "policy.rules[0]"),
    (declared({"attributes": ["name"], "take": "together", "order": ["longest"]}), "policy.rules[0].attributes"),
    (declared({"attributes": ["email"], "truth_only": True, "order": ["longest"]}), "policy.rules[0].truth"),
    (declared({"attributes": ["email"], "absorb": "yes", "order": ["longest"]}), "policy.rules[0].absorb"),
    (declared({"attributes": ["email"], "kinds": ["robot"], "order": ["longest"]}), "policy.rules[0].kinds"),
    (
        declared({"attributes": ["email"], "order": [{"by": "trust_decay", "sources": ["crm"]}]}),
        "policy.rules[0].order[0].sources",
    ),
    (
        declared({"attributes": ["email"], "order": [{"by": "trust_decay", "sources": {"crm": {"max": 90}}}]}),
        "policy.rules[0].order[0].sources.crm.min",
    ),
    (
        declared(
            {
                "attributes": ["email"],
                "order": [{"by": "trust_decay", "sources": {"crm": {"max": 9, "min": 20, "half_life_days": 9}}}],
            }
        ),
        "policy.rules[0].order[0].sources.crm.min",
    ),
]
MEASURED_FAULTS = [
    ({"sources": ["erp", "crm"], "measured": MEASURED}, ".points"),
    ({"sources": ["old", "crm", "erp"], "measured": MEASURED}, ".points"),
    ({"sources": ["crm"], "measured": MEASURED}, ".points.erp"),
    ({"sources": ["crm"], "measured": {"points": {"crm": 101}}}, ".points.crm"),
    ({"sources": ["crm"], "measured": {"points": {"crm": 90}}}, ".run"),
]
FAULTS += [
    (
        declared({"attributes": ["email"], "order": [{"by": "source_priority", **criterion}]}),
        f"policy.rules[0].order[0].measured{place}",
    )
    for criterion, place in MEASURED_FAULTS
]


@pytest.mark.parametrize(("declaration", "place"), FAULTS, ids=[f"{n}-{place}" for n, (_, place) in enumerate(FAULTS)])
def test_a_fault_is_named_with_its_place_and_a_remedy(declaration, place):
    with pytest.raises(PolicyError) as refused:
        Policy.from_json(declaration, default_catalogue())
    assert refused.value.data["entry"] == place
    assert refused.value.remedy


def test_reading_does_not_alter_the_declaration():
    before = copy.deepcopy(DEFAULT_POLICY)
    Policy.from_json(DEFAULT_POLICY).as_json()["rules"][0]["order"].append("longest")
    assert before == DEFAULT_POLICY
