"""Two people, or a person and the nightly job, at one item at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from mdm.models import ReviewItem
from mdm.pipeline.stewardship import worklist
from mdm.steward.handling.actions import escalate_overdue
from tests.pipeline.desk import pick, question

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Real transactions side by side."""

    def _together(self, *works):
        gate = threading.Barrier(len(works))

        def run(work):
            gate.wait()
            try:
                return work()
            finally:
                connection.close()

        with ThreadPoolExecutor(len(works)) as pool:
            return [future.result() for future in [pool.submit(run, work) for work in works]]

    def test_two_who_ask_for_the_next_get_different_items(self, ada, bea):
        items = {question(one).pk for one in range(1, 3)}
        found = self._together(lambda: worklist.take_next(actor=ada), lambda: worklist.take_next(actor=bea))
        assert set(found) == items

    def test_of_two_claims_one_wins_and_the_other_is_told(self, ada, bea):
        seen = pick(question())
        moved = self._together(lambda: worklist.claim([seen], actor=ada), lambda: worklist.claim([seen], actor=bea))
        assert sorted(len(one.done) for one in moved) == [0, 1]
        winner = ReviewItem.objects.get().assignee
        (refused,) = [one for part in moved for one in part.refused]
        assert f"{winner} claimed it" in str(refused)

    def test_a_claim_and_the_nightly_job(self, ada):
        item = question()
        ReviewItem.objects.update(due_at=timezone.now() - timedelta(days=1))
        seen = pick(item)
        moved, escalated = self._together(
            lambda: worklist.claim([seen], actor=ada), lambda: escalate_overdue(timezone.now())
        )
        item.refresh_from_db()
        assert escalated == [item.pk]
        assert item.version == len(moved.done) + 1
        assert item.assignee == (ada if moved.done else None)
