"""Every decision can be undone, undoing too; what somebody has decided since stays and is told."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from mdm.errors import ConflictError
from mdm.models import Judgement, LedgerEntry, Pin, ReviewItem
from mdm.pipeline.stewardship import decisions, judging, undoing
from mdm.records import PinKind, Verdict
from mdm.steward.worklist.deeds import Pick
from tests.pipeline.crowd import customers, names
from tests.pipeline.people import BOB, MAYBE, ROBERT, STRANGER
from tests.pipeline.test_previews import customer, email, record

pytestmark = pytest.mark.external


@pytest.fixture
def steward(db):
    return User.objects.create_user("steward")


@pytest.fixture
def colleague(db):
    return User.objects.create_user("colleague")


@pytest.fixture
def people(installation):
    for source, row in (("crm", ROBERT), ("shop", BOB), ("shop", STRANGER), ("shop", MAYBE)):
        installation.take_in(source, row)


def judged():
    return set(Judgement.objects.filter(superseded_at=None).values_list("low_id", "high_id", "verdict"))


def standing():
    pins = set(Pin.objects.filter(retired_at=None).values_list("record_id", "kind", "attribute"))
    return customers(), names(), judged(), pins


ACTS = {
    "merge": lambda one: decisions.merge([customer("crm", "1"), customer("shop", "4")], **one),
    "split": lambda one: decisions.split(customer("crm", "1"), [record("shop", "2")], **one),
    "dissolve": lambda one: decisions.dissolve(customer("crm", "1"), **one),
    "move": lambda one: decisions.move([record("shop", "2")], customer("shop", "4"), **one),
    "match": lambda one: judging.decide(ReviewItem.objects.get(state="open").pk, Verdict.MATCH, **one),
    "no match": lambda one: judging.decide(ReviewItem.objects.get(state="open").pk, Verdict.NO_MATCH, **one),
    "unsure": lambda one: judging.decide(ReviewItem.objects.get(state="open").pk, Verdict.UNSURE, **one),
    "pin": lambda one: decisions.pin(record("crm", "1"), PinKind.FIX, email("x@new.example"), **one),
}


@pytest.mark.parametrize("act", ACTS)
def test_undo_and_undo_of_undo(people, steward, act):
    before, asked = standing(), ReviewItem.objects.get(state="open").signature
    done = ACTS[act]({"actor": steward, "reason": "sure"})
    after = standing()
    undone = undoing.undo(done.entry, actor=steward, reason="not so sure")
    assert standing() == before
    assert ReviewItem.objects.get(state="open").signature == asked
    undoing.undo(undone.entry, actor=steward, reason="sure after all")
    assert standing() == after
    assert LedgerEntry.objects.filter(act="undone").count() == 2


def test_a_pin_taken_back_is_set_again(people, steward):
    decisions.pin(record("crm", "1"), PinKind.FIX, email("x@new.example"), actor=steward, reason="told us")
    before = standing()
    done = decisions.unpin(Pin.objects.get().pk, actor=steward)
    undoing.undo(done.entry, actor=steward, reason="")
    assert standing() == before


def test_a_judgement_over_another_brings_the_other_back(people, steward):
    pair = (record("crm", "1"), record("shop", "4"))
    decisions.judge([pair], Verdict.UNSURE, actor=steward, reason="who knows")
    before = standing()
    done = decisions.judge([pair], Verdict.MATCH, actor=steward)
    undoing.undo(done.entry, actor=steward, reason="")
    assert standing() == before


def test_answered_contradiction_goes_back_to_what_was_said(people, steward):
    one, two, four = record("crm", "1"), record("shop", "2"), record("shop", "4")
    decisions.judge([(one, four)], Verdict.NO_MATCH, actor=steward)
    decisions.judge([(two, four), (one, two)], Verdict.MATCH, actor=steward)
    before = standing()
    item = ReviewItem.objects.get(state="open", kind="contradiction")
    done = judging.decide(item.pk, Verdict.NO_MATCH, actor=steward, reason="met both")
    assert standing() != before
    undoing.undo(done.entry, actor=steward, reason="")
    assert standing() == before
    assert ReviewItem.objects.get(state="open", kind="contradiction").signature == item.signature


def test_what_somebody_decided_since_stays_and_is_told(people, steward, colleague):
    one, four = record("crm", "1"), record("shop", "4")
    done = decisions.judge([(one, four), (one, record("shop", "2"))], Verdict.MATCH, actor=steward)
    decisions.judge([(one, four)], Verdict.NO_MATCH, actor=colleague, reason="met both")
    plan = undoing.plan_of(done.entry)
    assert [len(plan.take_back), len(plan.left)] == [1, 1]
    assert "decided anew since" in plan.remarks[0]
    undoing.undo(done.entry, actor=steward, reason="")
    assert judged() == {(*sorted((one, four)), "no_match")}
    with pytest.raises(ConflictError):
        undoing.undo(done.entry, actor=steward, reason="again")


def test_records_that_joined_since_are_told(people, installation, steward):
    done = decisions.merge([customer("crm", "1"), customer("shop", "4")], actor=steward, reason="")
    installation.take_in("shop", {**STRANGER, "id": "9"})
    assert "1 source record joined" in " ".join(undoing.plan_of(done.entry).remarks)


def test_many_answers_are_one_act(people, steward):
    before = standing()
    items = list(ReviewItem.objects.filter(state="open").values_list("pk", flat=True))
    done = judging.decide_all([Pick(one) for one in items], Verdict.NO_MATCH, actor=steward, reason="all strangers")
    assert not ReviewItem.objects.filter(state="open").exists()
    undoing.undo(done.entry, actor=steward, reason="")
    assert standing() == before


def test_what_decided_nothing_has_nothing_to_undo(people, steward):
    with pytest.raises(ConflictError):
        undoing.undo(LedgerEntry.objects.filter(act="record_taken_in").first().pk, actor=steward, reason="")
