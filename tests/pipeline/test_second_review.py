"""What the night does for the desk: second reviews, limits, overdue work, figures."""

# ruff: noqa: ARG002 - fixtures set the scene

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from mdm.errors import NotAllowedError
from mdm.models import DeskMeasure, DeskRule, GoldenRecord, Judgement, LedgerEntry, Membership, ReviewItem, SecondReview
from mdm.pipeline.stewardship import answering, decisions, judging, nights
from mdm.records import Verdict
from mdm.steward.limits.queries import exceeded
from mdm.steward.measuring.queries import past, reckoned
from mdm.steward.reviewing.queries import joined
from mdm.steward.worklist.deeds import Pick
from mdm.steward.worklist.queries import desk_rules
from tests.pipeline.people import BOB, MAYBE, ROBERT
from tests.world import World

pytestmark = pytest.mark.django_db


class Night:
    """Stands in for a job."""

    def __init__(self, pk=1):
        self.pk = pk


def night(pk=1):
    return nights.STAGES[0].run(Night(pk), {})


@pytest.fixture
def ada():
    return _person("ada")


@pytest.fixture
def bea():
    return _person("bea")


def _person(name):
    person = User.objects.create(username=name, is_staff=True)
    person.groups.set([Group.objects.get(name="steward")])
    return person


@pytest.fixture
def decided(installation, ada):
    """A possible match that ada answered "no match"; every decision is looked at twice."""
    DeskRule.objects.create(what="second_share", of="possible_match", amount=1)
    DeskRule.objects.create(what="second_most", of="automatic", amount=0)
    installation.take_in("crm", ROBERT)
    installation.take_in("shop", MAYBE)
    item = ReviewItem.objects.get(state="open")
    judging.decide(item.pk, Verdict.NO_MATCH, actor=ada)
    return item


def second_item():
    return ReviewItem.objects.get(kind="second_review")


class TestOfDecisions:
    def test_drawn_once_and_without_the_first_answer(self, decided, ada):
        assert night(1)["second_reviews"] == 1
        assert night(2)["second_reviews"] == 0
        item = second_item()
        assert item.barred == ada
        assert "no match" not in item.sentence
        assert "outcome" not in item.facts

    def test_another_agrees_and_nothing_else_happens(self, decided, bea):
        night()
        answering.answer(Pick(second_item().pk), "no_match", actor=bea)
        second = SecondReview.objects.get()
        assert (second.first, second.second, second.of_id) == ("no_match", "no_match", decided.pk)
        assert Judgement.objects.count() == 1
        assert not ReviewItem.objects.filter(kind="disagreement").exists()

    def test_who_gave_the_first_answer_may_not_give_the_second(self, decided, ada):
        night()
        with pytest.raises(NotAllowedError):
            answering.answer(Pick(second_item().pk), "match", actor=ada)

    def test_where_two_differ_a_person_decides(self, decided, bea, installation):
        night()
        answering.answer(Pick(second_item().pk), "match", actor=bea)
        assert Judgement.objects.get(superseded_at=None).verdict == "no_match"
        item = ReviewItem.objects.get(kind="disagreement")
        assert "said “no match”" in item.sentence
        assert "said “match”" in item.sentence
        answering.answer(Pick(item.pk), "match", actor=bea, reason="Same handwriting.")
        assert Judgement.objects.get(superseded_at=None).verdict == "match"
        assert GoldenRecord.objects.count() == 1

    def test_share_of_nought_draws_nothing(self, decided):
        DeskRule.objects.filter(what="second_share").update(amount=0)
        assert night()["second_reviews"] == 0


class TestOfAutomaticMerges:
    @pytest.fixture
    def merged(self, installation):
        installation.take_in("crm", ROBERT)
        installation.take_in("shop", BOB)
        assert GoldenRecord.objects.count() == 1

    def test_a_joined_record_is_put_to_a_person_with_what_it_matched(self, merged, bea):
        night()
        item = second_item()
        records = sorted(Membership.objects.filter(until=None).values_list("record", flat=True))
        assert item.records == records
        answering.answer(Pick(item.pk), "no_match", actor=bea)
        second = SecondReview.objects.get()
        assert (second.kind, second.first, second.second, second.of) == ("automatic", "match", "no_match", None)
        assert ReviewItem.objects.get(kind="disagreement").sentence.startswith("The match model said “match”")
        assert GoldenRecord.objects.count() == 1

    def test_every_joined_record_is_drawn_sooner_or_later_and_none_that_a_person_joined(self, installation, ada):
        world = World()
        records = [world.record("crm", f"m{one}", full_name=f"Person {one}") for one in range(8)]
        world.customer(*records)
        joins = {records[0].pk: ("judgement", records[1].pk), records[7].pk: ("alone", None)}
        for one in records:
            by, other = joins.get(one.pk, ("match", records[(records.index(one) + 1) % 8].pk))
            Membership.objects.filter(record=one).update(how={"by": by, "record": other})
        drawn = {pair for seed in range(40) for pair in _pairs(joined(3, seed))}
        wanted = {tuple(sorted((one.pk, records[place + 2].pk))) for place, one in enumerate(records[1:7])}
        assert drawn == {(min(pair), max(pair)) for pair in wanted}
        decisions.judge([(records[1].pk, records[2].pk)], Verdict.MATCH, actor=ada)
        assert (records[1].pk, records[2].pk) not in {pair for seed in range(20) for pair in _pairs(joined(3, seed))}


def _pairs(drawn):
    return [(one.left, one.right) for one in drawn]


class TestLimits:
    def test_more_identifiers_than_allowed_are_asked_about_until_they_are_gone(self):
        world = World()
        one, other = (world.record("crm", key, full_name="Anna", tax=f"1234567890{key}") for key in "12")
        customer = world.customer(one, other)
        for record, number in ((one, "1"), (other, "2")):
            record.clean.identifiers = f"tax:{number}|loyalty:{number}"
            record.clean.save()
        assert exceeded(desk_rules()) == []
        DeskRule.objects.create(what="identifier_limit", of="tax", amount=1)
        DeskRule.objects.create(what="second_most", of="automatic", amount=0)
        (found,) = exceeded(desk_rules())
        assert (found.customer, found.authority, found.count, found.records) == (
            customer.pk, "tax", 2, (one.pk, other.pk),
        )  # fmt: skip
        assert (night(1)["reviews_opened"], night(2)["reviews_opened"]) == (1, 0)
        item = ReviewItem.objects.get(kind="identifier_limit")
        assert (item.customer, item.records) == (customer.pk, [one.pk, other.pk])
        DeskRule.objects.filter(what="identifier_limit").update(amount=5)
        assert night(3)["reviews_closed"] == 1

    def test_accepted_is_not_asked_again(self, ada):
        world = World()
        records = [world.record("crm", str(one), full_name="Anna") for one in range(3)]
        world.customer(*records)
        for number, record in enumerate(records):
            record.clean.identifiers = f"tax:{number}"
            record.clean.save()
        night(1)
        item = ReviewItem.objects.get(kind="identifier_limit")
        answering.answer(Pick(item.pk), "accepted", actor=ada, reason="A holding.")
        assert night(2)["reviews_opened"] == 0


class TestFigures:
    def test_days_are_reckoned_and_kept_once(self, decided, ada):
        ReviewItem.objects.filter(pk=decided.pk).update(seconds=12)
        night(1), night(1)
        today = timezone.localdate()
        kept = dict(DeskMeasure.objects.filter(day=today, name="decided").values_list("of", "amount"))
        assert kept == {"possible_match": 1}
        found = past(today)
        assert (found.total("decided"), found.total("seconds"), found.daily("decided")[-1]) == (1, 12, 1)
        assert found.latest("open") == {"second_review": 1}

    def test_overturned_decisions_are_counted(self, decided, bea):
        item = ReviewItem.objects.get(pk=decided.pk)
        decisions.judge([(item.facts["left"], item.facts["right"])], Verdict.MATCH, actor=bea)
        figures = {(name, of): amount for _, name, of, amount in reckoned(timezone.now())}
        assert figures["overturned", ""] == 1

    def test_precision_and_agreement_come_from_second_reviews(self, decided, bea):
        night()
        answering.answer(Pick(second_item().pk), "no_match", actor=bea)
        for number in range(10):
            item = ReviewItem.objects.create(kind="second_review", signature=f"x{number}", records=[], state="decided")
            SecondReview.objects.create(
                item=item, kind="automatic", first="match", second="no_match" if number == 0 else "match",
                answered_at=timezone.now(),
            )  # fmt: skip
        figures = {(name, of): amount for _, name, of, amount in reckoned(timezone.now())}
        assert (figures["precision", "share"], figures["precision", "of"]) == (0.9, 10)
        assert figures["precision", "low"] == pytest.approx(0.5958, abs=1e-4)
        assert (figures["second", "pairs"], figures["second", "raw"]) == (1, 1)

    def test_overdue_is_escalated_with_a_ledger_entry(self, installation):
        installation.take_in("crm", ROBERT)
        installation.take_in("shop", MAYBE)
        item = ReviewItem.objects.get(state="open")
        ReviewItem.objects.update(due_at=timezone.now() - timedelta(days=1))
        assert (night(1)["escalated"], night(2)["escalated"]) == (1, 0)
        entry = LedgerEntry.objects.get(subject=f"review:{item.pk}")
        assert (entry.act, entry.reason, entry.actor) == ("item_escalated", "Overdue", None)
