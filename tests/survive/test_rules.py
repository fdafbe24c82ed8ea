"""Taking one, several, all or none; whom a rule is for; sources of record; what may not survive."""

import pytest

UNION = {"attributes": ["email"], "take": "union", "limit": 2, "order": ["most_recent"]}


def shown(found, attribute):
    return [value.display for value in found.values if value.attribute == attribute and value.clean]


def test_supporters_are_named_and_counted(candidate, golden):
    candidates = [
        candidate(1, "billing", "occupation", "Cook"),
        candidate(2, "crm", "occupation", "COOK"),
        candidate(3, "support", "occupation", "Baker"),
    ]
    (winner,) = golden(candidates).values
    assert (winner.display, winner.record, winner.supporters) == ("COOK", 2, (1,))
    assert winner.reason == "Chosen because crm has the highest priority for occupation; 1 other source agrees."
    assert [(loser["record"], loser["why"]) for loser in winner.losers] == [(3, "Its source has a lower priority.")]


# Points by source, whether of several attributes; what is said of the winner, what of the loser
MEASURED = [
    ({"billing": 98, "crm": 61}, {}, "(billing 98 of 100 points, crm 61 of 100 points)",
     "(crm 61 of 100 points, billing 98 of 100 points)"),
    ({"billing": 98.5}, {"is_mean": True}, "(billing 98.5 of 100 points, crm not measured, mean of its attributes)",
     "(crm not measured, billing 98.5 of 100 points, mean of its attributes)"),
    ({"billing": 70, "crm": 70}, {}, "(billing 70 of 100 points, crm 70 of 100 points, equals by declared trust)",
     "(crm 70 of 100 points, billing 70 of 100 points, equals by declared trust)"),
]  # fmt: skip


@pytest.mark.parametrize("case", MEASURED)
def test_a_priority_that_follows_scorecards_says_so(candidate, golden, case):
    points, more, won, lost = case
    candidates = [candidate(1, "billing", "occupation", "Cook"), candidate(2, "crm", "occupation", "Baker")]
    order = [{"by": "source_priority", "sources": ["billing", "crm"], "measured": {"run": 4, "points": points, **more}}]
    (winner,) = golden(candidates, rules=[{"attributes": ["occupation"], "order": order}]).values
    measured = "as the scorecards of run 4 measured"

    assert winner.reason == f"Chosen because billing has the highest priority for occupation, {measured} {won}."
    assert winner.losers[0]["why"] == f"Its source has a lower priority, {measured} {lost}."


def test_a_group_names_no_source_that_it_does_not_come_from(candidate, golden):
    candidates = [candidate(1, "billing", "employer", "Acme"), candidate(2, "crm", "occupation", "Baker")]
    measured = {"run": 4, "points": {"billing": 98, "crm": 61}, "is_mean": True}
    order = [{"by": "source_priority", "sources": ["billing", "crm"], "measured": measured}]
    rule = {"attributes": ["employer", "occupation"], "take": "together", "order": order}
    employer = next(one for one in golden(candidates, rules=[rule]).values if one.display == "Acme")

    assert "(billing 98 of 100 points, mean of its attributes)" in employer.reason
    assert "crm" not in employer.reason


def test_nobody_to_beat(candidate, golden):
    (alone,) = golden([candidate(1, "crm", "occupation", "Cook")]).values
    assert (alone.rule, alone.reason) == ("only_value", "crm alone states it.")
    (agreed,) = golden([candidate(1, "crm", "occupation", "Cook"), candidate(2, "crm", "occupation", "cook")]).values
    assert (agreed.rule, agreed.reason, agreed.supporters) == ("agreed", "All who state it agree.", (2,))


def test_union_keeps_the_best_and_names_the_rest(candidate, golden):
    candidates = [candidate(n, "crm", "email", f"{n}@x.org", days=10 * n) for n in (3, 1, 2)]
    found = golden(candidates, rules=[UNION])
    assert shown(found, "email") == ["1@x.org", "2@x.org"]
    assert [loser["display"] for loser in found.values[0].losers] == ["3@x.org"]
    assert "2" in found.values[0].losers[0]["why"]


def test_union_leaves_invalid_values_out_only_beside_valid_ones(candidate, golden):
    rules = [UNION | {"valid_only": True}]
    bad, good = candidate(1, "crm", "email", "x@", flags=("malformed",)), candidate(2, "crm", "email", "x@x.org")
    assert [value.display for value in golden([bad, good], rules=rules).values] == ["x@x.org"]
    assert [value.display for value in golden([bad], rules=rules).values] == ["x@"]


def test_a_contained_address_is_absorbed(candidate, golden):
    candidates = [
        candidate(1, "crm", "address", city="bonn", postcode="53111"),
        candidate(2, "support", "address", city="bonn", postcode="53111", street="main", house="5"),
        candidate(3, "support", "address", city="bonn", postcode="53111", street="side"),
    ]
    rules = [{"attributes": ["address"], "take": "union", "absorb": True, "order": ["source_priority"]}]
    found = golden(candidates, rules=rules)
    assert {value.record for value in found.values} == {2, 3}
    assert [(one["record"], one["rule"]) for value in found.values for one in value.losers] == [(1, "absorb")]


@pytest.mark.parametrize(("texts", "survivors"), [(("Cook", "cook"), ["Cook"]), (("Cook", "Baker"), [])])
def test_unanimous_or_empty(candidate, golden, texts, survivors):
    candidates = [candidate(n, "crm", "occupation", text) for n, text in enumerate(texts, start=1)]
    rules = [{"attributes": ["occupation"], "take": "unanimous", "order": ["source_priority"]}]
    found = golden(candidates, rules=rules)
    assert shown(found, "occupation") == survivors
    if not survivors:
        (empty,) = found.values
        assert (empty.rule, empty.record) == ("unanimous", None)
        assert {loser["record"] for loser in empty.losers} == {1, 2}


TOGETHER = [{"attributes": ["employer", "occupation"], "take": "together", "order": ["most_recent"]}]


def test_a_group_survives_whole_from_one_record(candidate, golden):
    candidates = [
        candidate(1, "crm", "employer", "Old Ltd", days=90),
        candidate(1, "crm", "occupation", "Cook", days=90),
        candidate(2, "billing", "employer", "New Ltd", days=9),
        candidate(2, "billing", "occupation", "Chef", days=9),
        candidate(3, "support", "occupation", "chef", days=30),
    ]
    employer, occupation = golden(candidates, rules=TOGETHER).values
    assert (employer.display, occupation.display) == ("New Ltd", "Chef")
    assert (employer.record, occupation.record, occupation.supporters) == (2, 2, (3,))
    assert employer.rule == occupation.rule == "together"
    assert [loser["display"] for loser in employer.losers] == ["Old Ltd"]


def test_a_group_does_not_borrow_from_another_record(candidate, golden):
    candidates = [
        candidate(1, "crm", "employer", "Old Ltd", days=90),
        candidate(2, "billing", "occupation", "Chef", days=9),
    ]
    employer, occupation = golden(candidates, rules=TOGETHER).values
    assert (employer.clean, occupation.display) == ({}, "Chef")
    assert [loser["record"] for loser in employer.losers] == [1]


def test_the_first_fitting_rule_counts(candidate, golden):
    candidates = [
        candidate(1, "crm", "status", "old", days=90),
        candidate(2, "support", "status", "new", days=9),
    ]
    rules = [
        {"attributes": ["status"], "countries": ["FR"], "order": ["oldest"]},
        {"attributes": ["status"], "kinds": ["organisation"], "order": ["source_priority"]},
        {"attributes": ["status"], "order": ["most_recent"]},
    ]

    def rule(**where):
        return golden(candidates, rules=rules, **where).values[0].rule

    assert rule() == "most_recent"
    assert rule(kind="organisation") == "source_priority"
    assert rule(country="FR") == "oldest"


def test_most_addresses_decide_the_country(candidate, golden):
    candidates = [
        candidate(n, "crm", "address", city=f"c{n}", country=code) for n, code in enumerate(("DE", "FR", "FR"))
    ]
    candidates += [candidate(1, "crm", "status", "old", days=90), candidate(2, "support", "status", "new", days=9)]
    rules = [{"attributes": ["status"], "countries": ["FR"], "order": ["oldest"]}]
    (status,) = [value for value in golden(candidates, rules=rules).values if value.attribute == "status"]
    assert status.rule == "oldest"


def test_source_of_record(candidate, golden):
    rules = [{"attributes": ["status"], "truth": "billing", "order": ["most_recent"]}]
    others = [candidate(1, "crm", "status", "active"), candidate(2, "support", "status", "active")]
    (agreed,) = golden(others, rules=rules).values
    assert agreed.display == "active"
    (winner,) = golden([*others, candidate(3, "billing", "status", "closed", days=500)], rules=rules).values
    assert (winner.display, winner.losers[0]["rule"]) == ("closed", "truth")
    (empty,) = golden(others, rules=[rules[0] | {"truth_only": True}]).values
    assert (empty.clean, empty.record) == ({}, None)


def test_the_source_of_record_is_the_winner_even_among_agreeing_ones(candidate, golden):
    rules = [{"attributes": ["status"], "truth": "billing", "order": ["source_priority"]}]
    candidates = [candidate(1, "crm", "status", "active"), candidate(2, "billing", "status", "active")]
    assert golden(candidates, rules=rules).values[0].record == 2


def test_placeholders_never_survive(candidate, golden):
    candidates = [
        candidate(1, "crm", "phone", "000", flags=("placeholder",)),
        candidate(2, "support", "phone", "+49301"),
    ]
    assert shown(golden(candidates, refuse=["placeholder"]), "phone") == ["+49301"]
    (empty,) = golden(candidates[:1], refuse=["placeholder"]).values
    assert (empty.display, empty.losers[0]["record"]) == ("", 1)


def test_the_policy_orders_sources_before_their_trust(candidate, golden):
    candidates = [candidate(1, "crm", "status", "a"), candidate(2, "support", "status", "b")]
    assert golden(candidates, sources=["support"]).values[0].record == 2


def test_a_group_has_one_value_of_a_single_valued_attribute(candidate, golden):
    candidates = [candidate(1, "crm", "employer", text) for text in ("Acme", "Bolt", "Coil")]
    candidates.append(candidate(1, "crm", "occupation", "Cook"))
    employer, occupation = golden(candidates, rules=TOGETHER).values
    assert (employer.display, len(employer.losers), occupation.display) == ("Acme", 2, "Cook")


@pytest.mark.parametrize(
    ("kind", "attributes", "name"),
    [
        ("person", {"name": "Ada Byron", "email": "ada@x.org"}, "Ada Byron"),
        ("person", {"email": "ada@x.org", "phone": "+44"}, "ada@x.org"),
        ("organisation", {"name": "Ada Byron", "organisation_name": "Engines Ltd"}, "Engines Ltd"),
        ("person", {"status": "open"}, ""),
    ],
)
def test_what_the_customer_is_called(candidate, golden, kind, attributes, name):
    names = {"person": ["name", "email"], "organisation": ["organisation_name", "name"]}
    candidates = [candidate(1, "crm", attribute, text) for attribute, text in attributes.items()]
    assert golden(candidates, kind=kind, name_from=names).name == name


def test_values_stand_in_catalogue_order(candidate, golden):
    candidates = [candidate(1, "crm", code, "x") for code in ("status", "email", "name", "gender")]
    assert [value.attribute for value in golden(candidates).values] == ["name", "gender", "email", "status"]
