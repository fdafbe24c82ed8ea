"""Grading in the nightly job, and what grades are used for."""

from __future__ import annotations

from hashlib import sha256

import pytest
from django.db import connection

from mdm.errors import ConflictError, RuleError
from mdm.grade import queries
from mdm.grade.rulebook import queries as rulebook
from mdm.management.quality import trial_lines
from mdm.models import (
    CostRate,
    GoldenQuality,
    GoldenRecord,
    LedgerEntry,
    QualityResult,
    QualityRule,
    Reject,
    ReviewItem,
    Scorecard,
    ScorecardLine,
    SharedValue,
    SharingLimit,
    SourceRecord,
)
from mdm.pipeline.access import issue_client_key
from mdm.pipeline.quality import grading
from mdm.pipeline.stewardship import answering, judging
from mdm.records import Verdict
from mdm.steward.worklist.deeds import Pick
from tests.pipeline.people import BOB, ROBERT, STRANGER

RULE = {
    "code": "no_bobs", "label": "No Bobs", "dimension": "validity", "targets": ["name"], "message": "A Bob.",
    "remedy": "Ask for the full name.", "holds": {"ne": [{"part": "given"}, "bob"]}, "severity": "warn",
}  # fmt: skip


def adopt(**changes):
    pk = grading.declare_rule({**RULE, **changes}, actor=None)
    grading.try_rule(pk)
    grading.activate_rule(pk, actor=None)
    return pk


def test_every_record_and_customer_is_graded_once(installation):
    installation.load("crm", [ROBERT, BOB, STRANGER])
    first = installation.nightly()
    again = installation.nightly()

    assert first.result["grade"]["graded"] == 3
    assert first.result["grade"]["golden_graded"] == GoldenRecord.objects.count() == GoldenQuality.objects.count()
    assert "grade" not in again.result


def test_the_grade_at_writing_is_that_of_the_night(installation):
    installation.load("crm", [ROBERT, {**STRANGER, "email": "nobody@@nowhere", "postcode": ""}])
    written = list(QualityResult.objects.order_by("pk").values_list("score", "failures"))
    installation.nightly()

    assert list(QualityResult.objects.order_by("pk").values_list("score", "failures")) == written


def test_a_new_rule_is_tried_then_activated_then_counts(installation):
    installation.load("crm", [ROBERT, BOB])
    pk = grading.declare_rule(RULE, actor=None)
    with pytest.raises(ConflictError, match="not tried"):
        grading.activate_rule(pk, actor=None)
    trial = grading.try_rule(pk)
    before = QualityResult.objects.filter(failures__contains=["name:no_bobs"]).count()
    grading.activate_rule(pk, actor=None)
    installation.nightly()

    assert (trial["records"], trial["tested"], trial["failed"]) == (2, 2, 1)
    assert trial["sample"] == [SourceRecord.objects.get(key="2").pk]
    assert (before, QualityResult.objects.filter(failures__contains=["name:no_bobs"]).count()) == (0, 1)
    assert LedgerEntry.objects.filter(act="rule_activated", subject="quality_rule:no_bobs").count() == 1


def test_a_test_run_of_many_records_is_a_sample_and_says_so(installation, monkeypatch):
    monkeypatch.setattr(rulebook, "TRIAL_RECORDS", 60)
    installation.load("crm", [{**BOB, "id": str(number)} for number in range(300)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE mdm_cleanrecord")
    whole = rulebook.trial(queries.read_declaration(RULE))

    assert whole["of"] == 300
    assert 0 < whole["records"] == whole["tested"] == whole["failed"] < 300
    assert whole["records"] == rulebook.trial(queries.read_declaration(RULE))["records"]
    assert "A sample of about 300 records" in " ".join(trial_lines(whole))


def test_a_test_run_that_takes_too_long_is_stopped(installation, monkeypatch):
    monkeypatch.setattr(rulebook, "TRIAL_SECONDS", 0.05)
    # An id that no record can have would let the planner leave the sleep out.
    slow = "SELECT r.id, pg_sleep(10)::text AS outcome FROM mdm_sourcerecord r"
    monkeypatch.setattr(rulebook, "outcomes", lambda *_, **__: slow)
    installation.load("crm", [BOB])
    with pytest.raises(RuleError, match="took longer than"):
        rulebook.trial(queries.read_declaration(RULE))
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)


def test_a_new_version_takes_the_place_of_the_old_one(installation):
    adopt()
    adopt(weight=2)

    assert list(QualityRule.objects.filter(code="no_bobs").values_list("version", "state")) == [
        (2, "active"),
        (1, "retired"),
    ]


def test_a_rule_that_names_nothing_known_is_not_kept(installation):
    with pytest.raises(RuleError, match="shoe_size"):
        grading.declare_rule({**RULE, "targets": ["shoe_size"]}, actor=None)

    assert not QualityRule.objects.filter(code="no_bobs").exists()


def test_a_row_that_a_rule_refuses_is_a_reject(installation):
    adopt(severity="reject")
    batch = installation.load("crm", [ROBERT, BOB])

    assert (batch.new, batch.rejected) == (1, 1)
    assert Reject.objects.get().problem == "quality_rule"
    assert Reject.objects.get().remedy == "Ask for the full name."


UNKNOWN_AT_WRITING = [
    ({"holds": {"le": [{"fact": "customers"}, 2]}}, "fact"),
    ({"when": {"present": {"golden": "given"}}}, "golden"),
    ({"holds": {"not": {"gt": [{"age": "loaded"}, 9]}}}, "age"),
]


@pytest.mark.parametrize(("changes", "asked"), UNKNOWN_AT_WRITING)
def test_no_row_is_refused_by_what_is_known_at_night_only(installation, changes, asked):
    with pytest.raises(RuleError, match=f'no_bobs refuses rows by "{asked}"'):
        grading.declare_rule({**RULE, **changes, "severity": "reject"}, actor=None)

    assert grading.declare_rule({**RULE, **changes, "severity": "review"}, actor=None)


@pytest.fixture
def steward(django_user_model):
    return django_user_model.objects.create_user("steward")


def test_a_severe_failure_asks_a_person_with_owner_and_due_date(installation, steward):
    adopt(severity="review", owner="Sales", due_days=3)
    installation.load("crm", [BOB])
    installation.nightly()
    item = ReviewItem.objects.get(kind="quality")

    assert (item.facts["owner"], item.due_at > item.opened_at, item.records) == (
        "Sales",
        True,
        [SourceRecord.objects.get().pk],
    )
    answering.answer(Pick(item.pk), "accepted", actor=steward, reason="He is called so")
    installation.nightly()
    assert ReviewItem.objects.get(kind="quality").outcome == "accepted"


def test_a_question_about_quality_goes_when_the_source_mends_it(installation):
    adopt(severity="review")
    installation.load("crm", [BOB])
    installation.nightly()
    installation.load("crm", [{**BOB, "given": "Robert"}])
    installation.nightly()

    assert ReviewItem.objects.get(kind="quality").state == "obsolete"


def test_a_question_about_quality_is_none_about_identity(installation, steward):
    adopt(severity="review")
    installation.load("crm", [BOB])
    installation.nightly()

    with pytest.raises(Exception, match="no question about who is who"):
        judging.decide(ReviewItem.objects.get(kind="quality").pk, Verdict.MATCH, actor=steward)


def test_scorecards_have_the_counts_of_each_source(installation):
    CostRate.objects.create(label="Mailing", per="duplicate", amount="2")
    installation.load("crm", [ROBERT, BOB])
    installation.load("shop", [{**ROBERT, "email": "no@@address"}])
    installation.nightly()
    cards = {card.source.code if card.source else "": card for card in Scorecard.objects.select_related("source")}

    assert {code: card.records for code, card in cards.items()} == {"crm": 2, "shop": 1, "": 3}
    assert cards["crm"].attributes["email"] > cards["shop"].attributes["email"]
    assert ScorecardLine.objects.get(scorecard=cards["shop"], rule="email_form").failed == 1
    assert (cards["crm"].customers, cards["crm"].cost, cards[""].cost) == (1, 2, 2)


def name_of(number):
    """A name that is like no other's."""
    return "".join(chr(ord("a") + int(digit, 16)) for digit in sha256(str(number).encode()).hexdigest()[:10])


def strangers(count, **shared):
    return [
        {**STRANGER, "id": f"s{number}", "given": name_of(number), "family": name_of(-number),
         "email": f"p{number}@a.example",
         "born": f"19{50 + number}-0{1 + number % 9}-11", "street": name_of(f"s{number}"), "house": str(number),
         "postcode": f"{10000 + 100 * number}", "city": name_of(f"c{number}"), **shared}
        for number in range(1, count + 1)
    ]  # fmt: skip


def test_a_value_that_too_many_share_loses_its_force(installation):
    installation.load("crm", strangers(30, phone="650-253-0777"))
    installation.nightly()
    value = SharedValue.objects.get()

    assert value.key == "phone:+16502530777"
    assert value.muted_at is not None
    assert not SourceRecord.objects.exclude(clean__phones="").exists()
    assert grading.release_value(value.key, actor=None) == 30
    assert SourceRecord.objects.filter(clean__phones="+16502530777").count() == 30


def test_from_how_many_customers_on_a_value_loses_its_force_is_declared(installation):
    installation.load("crm", strangers(4, phone="650-253-0777"))
    installation.nightly()
    before = SharedValue.objects.get().muted_at
    SharingLimit.objects.create(kind="phone", customers=4, reason="A small town")
    installation.nightly()

    assert before is None
    assert SharedValue.objects.get().muted_at is not None


def test_a_raised_limit_gives_values_their_force_back_the_same_night(installation):
    SharingLimit.objects.create(kind="phone", customers=4)
    installation.load("crm", strangers(5, phone="650-253-0777"))
    installation.nightly()
    muted = SharedValue.objects.get()
    SharingLimit.objects.update(customers=6)
    freed = installation.nightly().result
    now = SharedValue.objects.get()

    assert (muted.muted_at is None, now.muted_at, now.released_at) == (False, None, None)
    assert SourceRecord.objects.filter(clean__phones="+16502530777").count() == 5
    assert (freed["free"]["regained_force_in"], freed["survey"]["due"], freed["grade"]["graded"]) == (5, 5, 5)
    assert LedgerEntry.objects.get(act="values_unmuted").details == {"records": 5}


def test_a_limit_that_was_raised_too_little_frees_nothing(installation):
    SharingLimit.objects.create(kind="phone", customers=4)
    installation.load("crm", strangers(4, phone="650-253-0777"))
    installation.nightly()
    installation.load("shop", [{**one, "id": f"x{one['id']}"} for one in strangers(8, phone="650-253-0777")[4:]])
    installation.nightly()
    SharingLimit.objects.update(customers=6)
    first, second = installation.nightly().result, installation.nightly().result

    assert first["free"]["regained_force_in"] == 0
    assert "free" not in second
    assert SharedValue.objects.get().customers == 8
    assert not SourceRecord.objects.exclude(clean__phones="").exists()


def test_trust_follows_measured_quality_and_says_so(installation, client, admin_client):
    installation.load("crm", [{**ROBERT, "given": "Robert"}, *strangers(5, given="Unknown", family="Unknown")])
    installation.load("shop", [{**ROBERT, "company": "", "given": "Roberto"}])
    installation.nightly()
    version = grading.follow_quality(actor=None)
    installation.nightly()
    golden = GoldenRecord.objects.get(document__values__contains=[{"attribute": "name", "source": "shop"}])
    _, key = issue_client_key("lineage", ["customers:read", "customers:read-sensitive"])
    address = f"/api/v1/customers/{golden.pk}/lineage"
    (told,) = client.get(address, headers={"authorization": f"Bearer {key}"}).json()["attributes"]["name"]
    page = admin_client.get(f"/admin/mdm/goldenrecord/{golden.pk}/change/").content.decode()
    run = Scorecard.objects.filter(source__code="shop").earliest("pk").run_id
    points = {one.source.code: one.attributes["name"] for one in Scorecard.objects.filter(run=run).exclude(source=None)}
    both = f"(shop {points['shop']} of 100 points, crm {points['crm']} of 100 points)"

    assert golden.policy_version == version
    assert points["shop"] > points["crm"]
    assert told["reason"] == (
        f"Chosen because shop has the highest priority for name, as the scorecards of run {run} measured {both}."
    )
    assert both in page
    with pytest.raises(ConflictError):
        grading.follow_quality(actor=None)


def test_findings_tell_message_and_remedy(installation):
    installation.load("crm", [{**ROBERT, "email": "no@@address"}])
    found = {one.rule: one for one in queries.findings(QualityResult.objects.get().failures)}

    assert found["email_form"].remedy == "Ask for the address again."
