"""What people fixed or barred outranks every rule."""

EMAILS = [{"attributes": ["email"], "take": "union", "limit": 2, "order": ["most_recent"]}]


def test_a_fixed_value_wins_and_says_why(candidate, golden, pin):
    candidates = [candidate(1, "crm", "occupation", "Cook"), candidate(2, "support", "occupation", "Baker")]
    (winner,) = golden(candidates, pins=[pin("fix", "occupation", "Chef")]).values
    assert (winner.display, winner.rule, winner.record) == ("Chef", "pin", None)
    assert winner.reason == "Fixed by anna: The customer said so."
    assert {loser["record"] for loser in winner.losers} == {1, 2}


def test_records_that_state_the_fixed_value_support_it(candidate, golden, pin):
    candidates = [candidate(1, "crm", "occupation", "Cook"), candidate(2, "support", "occupation", "baker")]
    (winner,) = golden(candidates, pins=[pin("fix", "occupation", "Baker")]).values
    assert (winner.display, winner.record, winner.source) == ("Baker", 2, "support")
    assert [loser["record"] for loser in winner.losers] == [1]


def test_a_fixed_value_needs_no_candidate(golden, pin):
    (winner,) = golden([], pins=[pin("fix", "name", "Ada Byron")], name_from={"person": ["name"]}).values
    assert winner.display == "Ada Byron"


def test_the_latest_of_two_fixed_values_wins(candidate, golden, pin):
    pins = [pin("fix", "occupation", "Chef", days=9), pin("fix", "occupation", "Cook", days=2)]
    (winner,) = golden([candidate(1, "crm", "occupation", "Chef")], pins=pins).values
    assert winner.display == "Cook"


def test_a_barred_value_loses_to_the_next_best(candidate, golden, pin):
    candidates = [candidate(1, "crm", "occupation", "Cook"), candidate(2, "support", "occupation", "Baker")]
    (winner,) = golden(candidates, pins=[pin("bar", "occupation", "cook")]).values
    assert winner.display == "Baker"
    assert [(one["record"], one["rule"], one["why"]) for one in winner.losers] == [
        (1, "pin", "Barred by anna: The customer said so.")
    ]


def test_all_barred_leaves_nothing_but_the_reason(candidate, golden, pin):
    (empty,) = golden([candidate(1, "crm", "occupation", "Cook")], pins=[pin("bar", "occupation", "Cook")]).values
    assert (empty.display, empty.rule, empty.losers[0]["record"]) == ("", "pin", 1)


def test_an_expired_pin_has_no_force(candidate, golden, pin):
    candidates = [candidate(1, "crm", "occupation", "Cook")]
    pins = [pin("fix", "occupation", "Chef", expires=0), pin("bar", "occupation", "Cook", expires=3)]
    assert golden(candidates, pins=pins).values[0].display == "Cook"
    assert golden(candidates, pins=[pin("fix", "occupation", "Chef", expires=-3)]).values[0].display == "Chef"


def test_fixed_values_come_first_in_a_union_and_take_room(candidate, golden, pin):
    candidates = [candidate(n, "crm", "email", f"{n}@x.org", days=n) for n in (1, 2)]
    found = golden(candidates, rules=EMAILS, pins=[pin("fix", "email", "fixed@x.org")])
    assert [value.display for value in found.values] == ["fixed@x.org", "1@x.org"]
    assert [loser["display"] for loser in found.values[0].losers] == ["2@x.org"]


def test_a_fixed_value_can_be_a_refused_one(candidate, golden, pin):
    candidates = [candidate(1, "crm", "phone", "000", flags=("placeholder",))]
    (winner,) = golden(candidates, refuse=["placeholder"], pins=[pin("fix", "phone", "000")]).values
    assert (winner.rule, winner.record) == ("pin", 1)


def test_a_fixed_value_stands_outside_its_group(candidate, golden, pin):
    rules = [{"attributes": ["employer", "occupation"], "take": "together", "order": ["most_recent"]}]
    candidates = [candidate(1, "crm", "employer", "Acme"), candidate(1, "crm", "occupation", "Cook")]
    employer, occupation = golden(candidates, rules=rules, pins=[pin("fix", "occupation", "Chef")]).values
    assert (employer.display, employer.rule) == ("Acme", "together")
    assert (occupation.display, occupation.losers[0]["display"]) == ("Chef", "Cook")
