"""What people decide outranks every score, survives the next night, and can be taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from mdm.errors import ConflictError, InvalidInputError, NotFoundError
from mdm.models import (
    Change,
    Entity,
    GoldenRecord,
    GoldenVersion,
    LedgerEntry,
    Membership,
    Pin,
    ReviewItem,
    SourceRecord,
)
from mdm.pipeline.stewardship import decisions, judging
from mdm.records import AttributeKind, CleanValue, PinKind, Verdict
from mdm.resolve.held import HeldKind
from tests.pipeline.people import BOB, MAYBE, ROBERT, STRANGER

pytestmark = pytest.mark.external


@pytest.fixture
def steward(db):
    return User.objects.create_user("steward")


def record(source, key):
    return SourceRecord.objects.get(source__code=source, key=key).pk


def customer(source, key):
    return Membership.objects.get(record=record(source, key), until=None).entity_id


def test_a_judged_match_joins_strangers_and_survives_the_night(installation, steward):
    first = installation.take_in("crm", ROBERT).customer
    second = installation.take_in("shop", STRANGER).customer
    assert first != second
    decisions.judge([(record("crm", "1"), record("shop", "4"))], Verdict.MATCH, actor=steward, reason="same person")
    assert customer("shop", "4") == first
    assert Entity.objects.get(pk=second).merged_into_id == first
    assert Change.objects.filter(entity=second).last().kind == "merged"
    installation.nightly()
    assert customer("shop", "4") == first


def test_a_split_brings_the_original_id_back(installation, steward):
    first = installation.take_in("crm", ROBERT).customer
    second = installation.take_in("shop", STRANGER).customer
    pair = (record("crm", "1"), record("shop", "4"))
    decisions.judge([pair], Verdict.MATCH, actor=steward)
    decisions.split(first, [pair[1]], actor=steward, reason="two people after all")
    assert (customer("crm", "1"), customer("shop", "4")) == (first, second)
    revived = Entity.objects.get(pk=second)
    assert (revived.state, revived.merged_into_id) == ("active", None)
    assert GoldenRecord.objects.get(pk=second).number == 2
    assert list(GoldenVersion.objects.filter(entity=second).values_list("number", flat=True)) == [1]


def test_a_merged_id_that_follows_its_records_elsewhere_is_announced(installation, steward):
    third = {
        **STRANGER,
        "id": "5",
        "given": "Carol",
        "family": "Jones",
        "email": "carol@jones.example",
        "phone": "650-253-0555",
    }
    first = installation.take_in("crm", ROBERT).customer
    for row in (BOB, {**ROBERT, "id": "6"}):
        assert installation.take_in("shop", row).customer == first
    merged = {installation.take_in("shop", row).customer for row in (STRANGER, third)}
    one, four, five = record("crm", "1"), record("shop", "4"), record("shop", "5")
    same = [(one, record("shop", "2")), (one, record("shop", "6")), (one, four), (four, five)]
    decisions.judge(same, Verdict.MATCH, actor=steward)
    assert {Entity.objects.get(pk=old).merged_into_id for old in merged} == {first}
    decisions.split(first, [four, five], actor=steward, reason="somebody else")
    now = customer("shop", "4")
    assert now == customer("shop", "5") != first
    for old in merged - {now}:
        last = Change.objects.filter(entity=old).order_by("pk").last()
        assert (Entity.objects.get(pk=old).merged_into_id, last.kind, last.detail) == (
            now,
            "merged",
            {"into": str(now)},
        )


def test_no_match_keeps_apart_what_the_scores_would_join(installation, steward):
    installation.take_in("crm", ROBERT)
    joined = installation.take_in("shop", BOB).customer
    decisions.split(joined, [record("shop", "2")], actor=steward, reason="father and son")
    assert customer("crm", "1") != customer("shop", "2")
    installation.nightly()
    installation.take_in("shop", {**BOB, "phone": "650-253-0001"})
    assert customer("crm", "1") != customer("shop", "2")


def test_a_review_item_is_answered_once(installation, steward):
    installation.take_in("crm", ROBERT)
    taken = installation.take_in("shop", MAYBE)
    item = ReviewItem.objects.get(state="open")
    assert taken.is_held
    assert item.kind == "possible_match"
    judging.decide(item.pk, Verdict.MATCH, actor=steward, reason="called her")
    assert customer("crm", "1") == customer("shop", "3")
    with pytest.raises(ConflictError):
        judging.decide(item.pk, Verdict.NO_MATCH, actor=steward)
    assert customer("crm", "1") == customer("shop", "3")
    item.refresh_from_db()
    assert (item.state, item.outcome, item.closed_by) == ("decided", "match", steward)


@pytest.mark.parametrize("verdict", [Verdict.NO_MATCH, Verdict.UNSURE])
def test_an_answered_question_is_not_asked_again(installation, steward, verdict):
    installation.take_in("crm", ROBERT)
    installation.take_in("shop", MAYBE)
    judging.decide(ReviewItem.objects.get(state="open").pk, verdict, actor=steward)
    installation.nightly()
    installation.take_in("shop", {**MAYBE, "city": "Palo Alto"})
    assert customer("crm", "1") != customer("shop", "3")
    assert not ReviewItem.objects.filter(state="open", kind__in=list(HeldKind)).exists()


def test_a_question_that_the_data_answers_is_obsolete(installation):
    installation.take_in("crm", ROBERT)
    installation.take_in("shop", MAYBE)
    installation.take_in("shop", {**BOB, "id": "3"})
    assert customer("crm", "1") == customer("shop", "3")
    assert ReviewItem.objects.get().state == "obsolete"


def test_contradicting_judgements_change_nothing_and_ask(installation, steward):
    for source, row in (("crm", ROBERT), ("shop", BOB), ("shop", STRANGER)):
        installation.take_in(source, row)
    one, two, four = record("crm", "1"), record("shop", "2"), record("shop", "4")
    decisions.judge([(one, four)], Verdict.NO_MATCH, actor=steward)
    decisions.judge([(two, four)], Verdict.MATCH, actor=steward)
    decisions.judge([(one, two)], Verdict.MATCH, actor=steward)
    item = ReviewItem.objects.get(state="open", kind="contradiction")
    assert set(item.facts["path"]) == {one, two, four}
    assert customer("crm", "1") != customer("shop", "4")


def test_a_pin_wins_until_it_expires(installation, steward):
    taken = installation.take_in("crm", ROBERT)
    clean = {"value": "bob@new.example", "domain": "new.example"}
    value = CleanValue("email", AttributeKind.EMAIL, {}, clean, "bob@new.example")
    expiry = timezone.now() + timedelta(hours=1)
    decisions.pin(taken.record, PinKind.FIX, value, actor=steward, reason="told us", expires_at=expiry)
    golden = GoldenRecord.objects.get(pk=taken.customer)
    emails = (one["display"] for one in golden.document["values"] if one["attribute"] == "email")
    assert next(emails) == "bob@new.example"
    Pin.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    installation.nightly()
    golden.refresh_from_db()
    emails = [one["display"] for one in golden.document["values"] if one["attribute"] == "email"]
    assert emails == ["robert.miller@example.org"]


def test_every_act_stands_in_the_ledger(installation, steward):
    installation.take_in("crm", ROBERT)
    installation.take_in("shop", STRANGER)
    decisions.merge({customer("crm", "1"), customer("shop", "4")}, actor=steward, reason="because")
    entry = LedgerEntry.objects.filter(act="merged").get()
    assert (entry.actor, entry.reason, entry.details["merged"]) == (steward, "because", 1)


def test_senseless_decisions_are_refused(installation, steward):
    taken = installation.take_in("crm", ROBERT)
    with pytest.raises(InvalidInputError):
        decisions.split(taken.customer, [taken.record], actor=steward, reason="all of it")
    with pytest.raises(InvalidInputError):
        decisions.judge([(taken.record, taken.record)], Verdict.MATCH, actor=steward)
    with pytest.raises(NotFoundError):
        decisions.judge([(taken.record, 999_999)], Verdict.MATCH, actor=steward)
    with pytest.raises(InvalidInputError):
        decisions.merge([taken.customer], actor=steward, reason="alone")
