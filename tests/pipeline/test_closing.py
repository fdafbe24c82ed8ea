"""Answers to items: who may, which, and what is asked again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mdm.errors import ConflictError, InvalidInputError, NotAllowedError
from mdm.models import ReviewItem
from mdm.pipeline.stewardship import answering, worklist
from mdm.steward.worklist import actions
from mdm.steward.worklist.deeds import Pick
from tests.pipeline.desk import fresh, only, pick, question, waiting

pytestmark = pytest.mark.django_db


class TestClosing:
    def test_what_is_claimed_is_answered_by_its_steward_or_a_senior_one(self, ada, bea, sue):
        one, other = question(1, kind="quality"), question(2, kind="quality")
        worklist.claim([pick(one), pick(other)], actor=ada)
        with pytest.raises(ConflictError, match="is ada's"):
            answering.answer(Pick(one.pk), "accepted", actor=bea)
        answering.answer(Pick(one.pk), "accepted", actor=ada)
        answering.answer(Pick(other.pk), "accepted", actor=sue)
        assert {fresh(one).closed_by, fresh(other).closed_by} == {ada, sue}

    def test_answer_to_an_item_that_changed_is_a_conflict(self, ada, bea):
        item = question(kind="quality")
        seen = item.version
        worklist.claim([pick(item)], actor=bea)
        worklist.release([pick(fresh(item))], actor=bea)
        with pytest.raises(ConflictError, match="changed while you looked: bea released it"):
            answering.answer(Pick(item.pk, seen), "accepted", actor=ada)

    def test_who_is_barred_neither_claims_nor_answers(self, ada, bea):
        item = question(kind="quality", barred=ada.pk)
        assert isinstance(only(worklist.claim([pick(item)], actor=ada)), NotAllowedError)
        with pytest.raises(NotAllowedError):
            answering.answer(Pick(item.pk), "accepted", actor=ada)
        assert waiting(ada) == []
        assert worklist.take_next(actor=ada) is None
        assert worklist.take_next(actor=bea) == item.pk

    @pytest.mark.parametrize(
        ("kind", "said", "reason", "problem"),
        [
            ("quality", "match", "", "not take that answer"),
            ("possible_match", "accepted", "", "not take that answer"),
            ("change_request", "accepted", "", "answered there"),
            ("privacy", "refused", "", "needs a reason"),
        ],
    )
    def test_answers_fit_their_kind(self, ada, kind, said, reason, problem):
        item = question(kind=kind)
        with pytest.raises(InvalidInputError, match=problem):
            answering.answer(Pick(item.pk), said, actor=ada, reason=reason)
        assert fresh(item).state == "open"

    def test_reopened_stays_until_a_person_closes_it(self, ada):
        item = question(records=(1, 2), facts={"left": 1, "right": 2})
        actions.close_item(item.pk, outcome="unsure", closed_by_id=ada.pk)
        with pytest.raises(InvalidInputError, match="reason"):
            worklist.reopen(pick(fresh(item)), actor=ada, reason="")
        worklist.reopen(pick(item), actor=ada, reason="New papers came in.")
        assert (fresh(item).state, item.outcome, item.assignee) == ("open", "", ada)
        assert actions.settle([1, 2], [], ["possible_match"]) == (0, 0)
        assert fresh(item).state == "open"

    def test_what_others_were_told_is_not_reopened(self, ada):
        item = question(kind="correction")
        actions.close_item(item.pk, outcome="accepted", closed_by_id=ada.pk)
        assert "not asked again" in str(only(worklist.reopen(pick(fresh(item)), actor=ada, reason="Hm.")))

    def test_time_from_look_to_answer_is_kept(self, ada, bea):
        item, other = question(1, kind="quality"), question(2, kind="quality")
        worklist.look_at(item.pk, actor=ada)
        ReviewItem.objects.update(leased_at=timezone.now() - timedelta(seconds=8))
        answering.answer(Pick(item.pk), "accepted", actor=ada)
        worklist.look_at(other.pk, actor=ada)
        answering.answer(Pick(other.pk), "accepted", actor=bea)
        assert fresh(item).seconds == pytest.approx(8, abs=2)
        assert fresh(other).seconds is None
