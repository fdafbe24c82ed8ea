"""Working the list: what opens, each act against each state, what comes next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mdm.errors import ConflictError, InvalidInputError, NotFoundError
from mdm.models import CleanRecord, DeskRule, ItemComment, LedgerEntry, ReviewItem, SourceRecord
from mdm.pipeline.stewardship import worklist
from mdm.pipeline.stewardship.deskrules import declare_rule
from mdm.steward.handling.actions import escalate_overdue
from mdm.steward.listing.filters import View
from mdm.steward.worklist import actions
from mdm.steward.worklist.deeds import Pick
from tests.pipeline.desk import fresh, only, pick, question, shown, waiting
from tests.pipeline.people import ROBERT
from tests.world import World

pytestmark = pytest.mark.django_db
COMPANY = {**ROBERT, "kind": "o", "given": "", "family": "", "company": "Acme Ltd", "born": ""}
ANNA = {"full_name": "Anna Schmidt", "mail": "anna@schmidt-berlin.de"}


class TestOpening:
    def test_the_same_question_is_asked_once(self):
        assert question().pk == question().pk
        assert ReviewItem.objects.count() == 1

    def test_due_date_follows_the_rules_of_the_desk(self):
        DeskRule.objects.create(what="due_days", of="3", amount=2)
        item = question()
        assert item.due_at - item.opened_at == timedelta(days=2)

    def test_what_is_at_stake_is_reckoned_when_it_opens(self):
        world = World()
        one, other = world.record("crm", "1", **ANNA), world.record("shop", "2", **ANNA)
        item = question(records=(one.pk, other.pk), probability=0.75)
        assert item.sources == sorted((one.source_id, other.source_id))
        assert item.stake == 1.5
        assert item.due_at - item.rank == timedelta(days=1.5 + 2.5)

    @pytest.mark.parametrize(
        ("lines", "stake"),
        [
            ({"employee_count": 2}, 4.0),
            ({"employee_count": 2, "segment=A": 3}, 7.0),
            ({"segment=B": 3}, 0.0),
            ({"organisation:employee_count": 1, "person:segment=A": 3}, 2.0),
            ({"organisation:employee_count": 9}, 10.0),
        ],
    )
    def test_value_is_declared_by_lines_that_add_up(self, installation, ada, lines, stake):
        record = SourceRecord.objects.get(pk=installation.take_in("crm", COMPANY).record)
        values = CleanRecord.objects.get(record=record).values
        said = [("employee_count", "99"), ("segment", "A")]
        extra = [{"attribute": code, "clean": {"value": text}, "display": text} for code, text in said]
        CleanRecord.objects.filter(record=record).update(values=[*values, *extra])
        for line, points in lines.items():
            declare_rule("value_attribute", line, points, actor=ada)
        assert question(records=(record.pk,)).stake == pytest.approx(stake)

    def test_opening_many_takes_as_many_queries_as_opening_one(self, django_assert_num_queries):
        asked = [
            actions.Question(f"s{one}", "quality", (one,), "Right?", 3, facts={"attribute": "name"})
            for one in range(40)
        ]
        with django_assert_num_queries(4):
            assert actions.open_items(asked) == 40


class TestMoving:
    def test_claim_and_release(self, ada):
        item = question()
        assert only(worklist.claim([pick(item)], actor=ada)) == item.pk
        assert fresh(item).assignee == ada
        assert item.version == 1
        worklist.release([pick(item)], actor=ada)
        assert fresh(item).assignee is None
        acts = LedgerEntry.objects.filter(subject=f"review:{item.pk}").order_by("id").values_list("act", "actor")
        assert list(acts) == [("item_claimed", ada.pk), ("item_released", ada.pk)]

    def test_second_claim_learns_who_was_faster(self, ada, bea):
        item = question()
        seen = pick(item)
        worklist.claim([seen], actor=ada)
        refused = only(worklist.claim([seen], actor=bea))
        assert isinstance(refused, ConflictError)
        assert "ada claimed it on" in str(refused)
        assert fresh(item).assignee == ada

    def test_what_is_somebody_elses_is_left_to_senior_stewards(self, ada, bea, sue):
        item = question()
        worklist.claim([pick(item)], actor=ada)
        for act in (worklist.claim, worklist.release):
            assert "is ada's" in str(only(act([pick(fresh(item))], actor=bea)))
        assert only(worklist.assign([pick(fresh(item))], bea.pk, actor=sue)) == item.pk
        assert fresh(item).assignee == bea

    def test_only_who_answers_is_given_items(self, people, ada):
        with pytest.raises(InvalidInputError, match="Nobody"):
            worklist.assign([pick(question())], people["vic"].pk, actor=ada)

    def test_escalated_comes_first_and_is_nobodys(self, ada):
        first, second = question(1, priority=1), question(2, priority=4)
        worklist.claim([pick(second)], actor=ada)
        with pytest.raises(InvalidInputError, match="reason"):
            worklist.escalate([pick(fresh(second))], actor=ada, reason="")
        worklist.escalate([pick(second)], actor=ada, reason="A lawyer called.")
        assert fresh(second).assignee is None
        assert second.rank < first.rank
        again = only(worklist.escalate([pick(second)], actor=ada, reason="Again."))
        assert "escalated already" in str(again)

    def test_deferred_waits_until_its_day(self, ada):
        item = question()
        with pytest.raises(InvalidInputError, match="over"):
            worklist.defer([pick(item)], timezone.now() - timedelta(days=1), actor=ada)
        worklist.defer([pick(item)], timezone.now() + timedelta(days=1), actor=ada)
        assert worklist.take_next(actor=ada) is None
        assert waiting(ada) == []
        assert [one.pk for one in shown(ada, view=View.DEFERRED)] == [item.pk]
        worklist.defer([pick(fresh(item))], None, actor=ada)
        assert waiting(ada) == [item.pk]

    def test_several_at_once_leave_out_what_changed(self, ada, bea):
        items = [question(one) for one in range(1, 4)]
        seen = [pick(one) for one in items]
        worklist.claim([seen[1]], actor=bea)
        moved = worklist.claim(seen, actor=ada)
        assert moved.done == [items[0].pk, items[2].pk]
        assert "bea claimed it" in str(moved.refused[0])

    def test_unknown_and_closed_items_are_refused(self, ada):
        item = question()
        actions.close_item(item.pk, outcome="unsure", closed_by_id=ada.pk)
        assert "no longer open: ada answered “unsure”" in str(only(worklist.claim([Pick(item.pk)], actor=ada)))
        assert isinstance(only(worklist.claim([Pick(999_999)], actor=ada)), NotFoundError)

    def test_comments_are_appended(self, ada, bea):
        item = question()
        worklist.comment(item.pk, "Look at the dates.", actor=ada)
        worklist.comment(item.pk, "Twins.", actor=bea)
        assert list(ItemComment.objects.values_list("text", flat=True)) == ["Look at the dates.", "Twins."]
        with pytest.raises(InvalidInputError):
            worklist.comment(item.pk, "", actor=ada)
        with pytest.raises(NotFoundError):
            worklist.comment(999_999, "Hello?", actor=ada)


class TestNext:
    def test_mine_first_then_the_free_ones_in_their_order(self, ada):
        late, early, mine = question(1, priority=4), question(2, priority=1), question(3, priority=4)
        worklist.claim([pick(mine)], actor=ada)
        passed = []
        while found := worklist.take_next(actor=ada, passed=passed):
            passed.append(found)
        assert passed == [mine.pk, early.pk, late.pk]

    def test_what_another_looks_at_is_passed_over_while_the_lease_lasts(self, ada, bea):
        item = question()
        assert worklist.take_next(actor=ada) == item.pk
        assert worklist.take_next(actor=bea) is None
        assert not worklist.look_at(item.pk, actor=bea)
        assert worklist.take_next(actor=ada) == item.pk
        ReviewItem.objects.update(leased_until=timezone.now())
        assert worklist.take_next(actor=bea) == item.pk

    def test_what_is_escalated_is_left_to_senior_stewards(self, ada, sue):
        item = question()
        worklist.escalate([pick(item)], actor=ada, reason="A lawyer called.")
        assert worklist.take_next(actor=ada) is None
        assert worklist.take_next(actor=sue) == item.pk


class TestOverdue:
    def test_escalated_once_and_still_for_everybody(self, ada):
        now = timezone.now()
        late, waiting_one, fine = question(1), question(2), question(3)
        ReviewItem.objects.filter(pk__in=[late.pk, waiting_one.pk]).update(due_at=now - timedelta(days=1))
        worklist.defer([pick(waiting_one)], now + timedelta(days=3), actor=ada)
        assert escalate_overdue(now) == [late.pk]
        assert escalate_overdue(now) == []
        assert fresh(late).rank < fresh(fine).rank
        assert [one.pk for one in shown(ada, view=View.OVERDUE)] == [late.pk]
        assert worklist.take_next(actor=ada) == late.pk
