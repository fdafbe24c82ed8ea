"""Golden records are graded as they are written, and come to what the night would say of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some

from mdm.grade import actions, queries
from mdm.grade.due.queries import due_golden
from mdm.models import GoldenQuality, GoldenRecord, ReferenceList, SharedValue
from mdm.pipeline.quality import grading
from mdm.pipeline.quality.lists import Wanted, replace_list
from mdm.pipeline.transactions import rolled_back
from tests.pipeline.people import BOB, ROBERT, STRANGER

ASKING = {
    "label": "x", "dimension": "accuracy", "message": "x", "remedy": "x", "targets": ["kind:email", "kind:phone"],
}  # fmt: skip
RULES = [
    {"code": "alone", "holds": {"eq": [{"fact": "customers"}, 1]}},
    {"code": "few", "when": {"is": "valid"}, "holds": {"le": [{"fact": "customers"}, {"length": {"part": "value"}}]}},
    {"code": "named", "targets": ["name"], "holds": {"listed": [{"part": "given"}, "roles"]}},
    {"code": "near", "holds": {"listed": [{"other": ["address", "city"]}, "roles"]}},
    {"code": "said", "targets": ["name"], "holds": {"present": {"said": "given"}}},
    {"code": "of_us", "countries": ["US"], "sources": ["crm"], "holds": {"is": "empty"}},
    {"code": "old", "targets": ["birth_date"], "holds": {"lt": [{"part": "value"}, {"today": -9000}]}},
    {"code": "both", "targets": ["name"], "scope": "record", "holds": {"ge": [{"count": "email"}, {"count": "phone"}]}},
]


def ask(*rules):
    for one in rules:
        pk = grading.declare_rule({**ASKING, **one}, actor=None)
        grading.try_rule(pk)
        grading.activate_rule(pk, actor=None)


def stored():
    rows = GoldenQuality.objects.order_by("entity").values_list("entity", "number", "score", "outcome__outcome")
    return {entity: told for entity, *told in rows}


def of_the_night():
    """What grading all golden records set-wise comes to; nothing of it stays."""
    with rolled_back():
        GoldenQuality.objects.update(graded_at=timezone.now() - timedelta(days=99))
        count = regrade()
        assert count == GoldenRecord.objects.count()
        return stored()


def regrade():
    held = queries.active_rules()
    return actions.regrade_golden(due_golden(held.digest), held, today=timezone.localdate())


rows = some.builds(
    lambda person, number, changes: {**person, "id": number, **changes},
    some.sampled_from([ROBERT, BOB, STRANGER]),
    some.sampled_from(["1", "2", "3", "4"]),
    some.dictionaries(
        some.sampled_from(["given", "family", "email", "phone", "born", "postcode", "city", "street"]),
        some.sampled_from(["", "x", "Berlin", "nobody@@nowhere", "all@shared.example", "650-253-0999", "1990-05-06"]),
        max_size=3,
    ),
)


@pytest.fixture
def asked(installation):
    """An installation whose rules ask whatever can be asked of a golden record."""
    replace_list(Wanted("roles", "Roles", "Berlin\nAlice"), actor=None)
    ask(*RULES)
    SharedValue.objects.create(key="email:all@shared.example", customers=7)
    SharedValue.objects.create(key="phone:+16502530000", customers=2, muted_at=timezone.now())
    return installation


@given(some.lists(some.tuples(some.sampled_from(["crm", "shop"]), rows), min_size=1, max_size=4))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
def test_grades_at_writing_are_those_of_the_night(asked, sent):
    with rolled_back():
        for source, row in sent:
            asked.take_in(source, row)

        assert regrade() == 0
        assert stored() == of_the_night()


def test_a_chunk_of_the_night_grades_what_it_writes(installation):
    ask(*RULES[:2])
    installation.nightly()
    few = {**STRANGER, "phone": "", "postcode": ""}
    rows = [
        {**few, "id": f"n{number}", "family": f"A{number}b", "email": f"a{number}@b.example"} for number in range(60)
    ]
    rows[0]["phone"] = ROBERT["phone"]
    installation.load("crm", [ROBERT, BOB, *rows])
    night, again = installation.nightly().result, installation.nightly().result

    assert night["grade"]["golden_graded"] == 2 < GoldenRecord.objects.count()
    assert "grade" not in again
    assert stored() == of_the_night()


def test_what_customers_share_counts_for_the_golden_record_too(installation):
    installation.load("crm", [ROBERT, {**STRANGER, "email": ROBERT["email"]}])
    ask({"code": "alone", "targets": ["email"], "holds": {"eq": [{"fact": "customers"}, 1]}})
    installation.nightly()

    assert GoldenRecord.objects.count() == 2
    assert all("email:alone" in one.outcome.failures for one in GoldenQuality.objects.select_related("outcome"))


def test_a_grade_at_writing_takes_one_statement(installation, monkeypatch):
    for row in (ROBERT, STRANGER, {**STRANGER, "given": "Alicia"}):
        installation.take_in("crm", row)
    with CaptureQueriesContext(connection) as graded:
        installation.take_in("crm", STRANGER)
    monkeypatch.setattr(actions, "write_golden", lambda *_, **__: None)
    with CaptureQueriesContext(connection) as ungraded:
        installation.take_in("crm", {**STRANGER, "given": "Alicia"})

    assert len(graded) == len(ungraded) + 1


def test_a_list_that_is_not_at_hand_leaves_the_golden_record_to_the_night(installation, monkeypatch):
    replace_list(Wanted("roles", "Roles", "Berlin\nAlice"), actor=None)
    ask(*RULES[2:4])
    monkeypatch.setattr(queries, "MOST_AT_HAND", 1)
    ReferenceList.objects.update(updated_at=timezone.now())
    installation.take_in("crm", STRANGER)
    before = stored()

    assert regrade() == 1
    assert stored() == of_the_night() != before


@pytest.mark.parametrize(("days", "count"), [(6, 0), (8, 1)])
def test_golden_records_too_are_graded_again_when_time_has_passed(installation, days, count):
    installation.take_in("crm", ROBERT)
    GoldenQuality.objects.update(graded_at=timezone.now() - timedelta(days=days))

    assert regrade() == count
