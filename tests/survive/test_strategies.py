"""Each criterion, with the value it must choose and the rule it must name."""

import pytest

# Four standing occupations: record, source, text, days since update, days since creation, days since loading.
STANDING = [
    (1, "crm", "Cook", 30, 900, 3),
    (2, "billing", "Baker", 5, 400, 2),
    (3, "support", "Baker", 20, 800, 1),
    (4, "support", "Master butcher", 10, 100, 9),
]

CHOICES = [
    ("source_priority", "Cook", 1),
    ({"by": "source_priority", "sources": ["billing", "support"]}, "Baker", 2),
    ({"by": "first_non_null", "sources": ["erp", "billing"]}, "Baker", 2),
    ("most_recent", "Baker", 2),
    ({"by": "most_recent", "date": "created_at"}, "Master butcher", 4),
    ({"by": "most_recent", "date": "loaded_at"}, "Baker", 3),
    ("oldest", "Cook", 1),
    ({"by": "oldest", "date": "created_at"}, "Cook", 1),
    ("most_frequent", "Baker", 2),
    ("longest", "Master butcher", 4),
    ("min", "Baker", 2),
    ("max", "Master butcher", 4),
    ({"by": "trust_decay"}, "Cook", 1),
    (
        {"by": "trust_decay", "sources": {"crm": {"max": 80, "min": 0, "half_life_days": 2}}},
        "Baker",
        2,
    ),
]


@pytest.mark.parametrize(("criterion", "text", "record"), CHOICES)
def test_choice(candidate, golden, criterion, text, record):
    candidates = [
        candidate(number, source, "occupation", words, days=days, created=created, loaded=loaded)
        for number, source, words, days, created, loaded in STANDING
    ]
    found = golden(candidates, rules=[{"attributes": ["occupation"], "order": [criterion]}])
    (winner,) = found.values
    assert (winner.display, winner.record) == (text, record)
    assert winner.rule == (criterion if isinstance(criterion, str) else criterion["by"])
    assert winner.reason.startswith("Chosen because ")


def test_most_complete_counts_an_initial_as_half(candidate, golden):
    candidates = [
        candidate(1, "crm", "name", given="j", family="ode", middle="k"),
        candidate(2, "support", "name", given="jane", family="ode", middle="k"),
    ]
    (winner,) = golden(candidates, rules=[{"attributes": ["name"], "order": ["most_complete"]}]).values
    assert (winner.record, winner.rule) == (2, "most_complete")


QUALITY = [
    ("a valid value beats an invalid one", ("malformed",), (), 2),
    ("a doubtful value loses to a sound one", ("implausible",), (), 2),
    ("a doubtful value beats an invalid one", ("implausible",), ("malformed",), 1),
    ("a harmless flag costs nothing", ("free_mailbox",), (), 1),
]


@pytest.mark.parametrize(("first", "second", "record"), [one[1:] for one in QUALITY], ids=[one[0] for one in QUALITY])
def test_quality(candidate, golden, first, second, record):
    candidates = [
        candidate(1, "crm", "occupation", "Cook", flags=first),
        candidate(2, "support", "occupation", "Baker", flags=second),
    ]
    (winner,) = golden(
        candidates, rules=[{"attributes": ["occupation"], "order": ["quality", "source_priority"]}]
    ).values
    assert winner.record == record


def test_grade_of_the_record(candidate, golden):
    candidates = [candidate(1, "crm", "status", "a", grade=60), candidate(2, "support", "status", "b", grade=90)]
    (winner,) = golden(candidates, rules=[{"attributes": ["status"], "order": ["grade"]}]).values
    assert (winner.record, winner.rule) == (2, "grade")


@pytest.mark.parametrize(("by", "text"), [("max", "1000"), ("min", "9")])
def test_numbers_compare_by_size(candidate, golden, by, text):
    candidates = [
        candidate(number, "crm", "employee_count", stated)
        for number, stated in enumerate(("1000", "9", "200"), start=1)
    ]
    found = golden(candidates, rules=[{"attributes": ["employee_count"], "order": [by]}], kind="organisation")
    assert found.values[0].display == text


def test_criteria_are_asked_in_turn(candidate, golden):
    candidates = [
        candidate(1, "crm", "occupation", "Cook", flags=("implausible",)),
        candidate(2, "billing", "occupation", "Baker", days=50),
        candidate(3, "support", "occupation", "Butcher", days=5),
    ]
    rules = [{"attributes": ["occupation"], "order": ["quality", "most_recent", "source_priority"]}]
    (winner,) = golden(candidates, rules=rules).values
    assert (winner.record, winner.rule) == (3, "most_recent")
    assert {loser["record"]: loser["rule"] for loser in winner.losers} == {2: "most_recent", 1: "quality"}


# All criteria equal: the newest record, then the more trusted source, then the lower key.
TIES = [
    ([("support", 3), ("crm", 9)], 1, "recency"),
    ([("support", None), ("support", 900)], 2, "recency"),
    ([("support", 3), ("crm", 3)], 2, "source_order"),
    ([("support", 3), ("support", 3)], 1, "record_order"),
]


@pytest.mark.parametrize(("standing", "record", "rule"), TIES)
def test_ties(candidate, golden, standing, record, rule):
    candidates = [
        candidate(number, source, "occupation", f"Trade {number}", days=days)
        for number, (source, days) in enumerate(standing, start=1)
    ]
    (winner,) = golden(candidates, rules=[{"attributes": ["occupation"], "order": ["most_frequent"]}]).values
    assert (winner.record, winner.rule) == (record, rule)


def test_a_record_without_the_date_is_never_the_most_recent(candidate, golden):
    candidates = [
        candidate(1, "crm", "occupation", "Cook", days=None),
        candidate(2, "support", "occupation", "Baker", days=3000),
    ]
    (winner,) = golden(candidates, rules=[{"attributes": ["occupation"], "order": ["most_recent"]}]).values
    assert winner.record == 2
