"""What other systems and customers ask for, as items of the list."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mdm.errors import InvalidInputError, NotFoundError
from mdm.models import LedgerEntry, Proposal, ReviewItem
from mdm.pipeline.access import issue_client_key
from mdm.pipeline.stewardship import answering, proposals, worklist
from mdm.records import new_customer_id
from mdm.steward.worklist.deeds import Pick
from tests.pipeline.desk import fresh, shown

pytestmark = pytest.mark.django_db


class TestProposals:
    @pytest.fixture
    def client_id(self):
        return issue_client_key("crm", ["proposals:write"])[0].pk

    @pytest.fixture
    def pair(self, installation):
        from tests.pipeline.people import ROBERT, STRANGER

        return installation.take_in("crm", ROBERT), installation.take_in("shop", STRANGER)

    def test_each_proposal_is_one_item_that_closes_with_it(self, client_id, pair, ada):
        one, other = pair
        found = proposals.propose_duplicate(client_id, one.customer, other.customer, reason="Same phone.")
        again = proposals.propose_duplicate(client_id, one.customer, other.customer, reason="Same phone.")
        assert found.pk == again.pk
        item = ReviewItem.objects.get(kind="duplicate")
        assert (item.subject, sorted(item.records)) == (f"proposal:{found.pk}", sorted((one.record, other.record)))
        answering.answer(Pick(item.pk), "rejected", actor=ada, reason="Twins.")
        assert (fresh(item).outcome, fresh(item).closed_by) == ("rejected", ada)
        assert Proposal.objects.get().answer == "Twins."

    def test_answered_on_its_own_page_it_leaves_the_list(self, client_id, pair, ada):
        value = {"value": "bob@new.example"}
        found = proposals.propose_correction(client_id, pair[0].customer, "email", value, reason="He told us.")
        assert "bob@new" not in ReviewItem.objects.get(kind="correction").sentence
        proposals.accept(found.pk, actor=ada)
        item = ReviewItem.objects.get(kind="correction")
        assert (item.state, item.outcome, item.closed_by) == ("decided", "accepted", ada)


class TestPrivacy:
    def test_due_a_month_after_it_was_asked(self, installation, ada):
        from tests.pipeline.people import ROBERT

        taken = installation.take_in("crm", ROBERT)
        asked_on = timezone.now() - timedelta(days=4)
        item = worklist.request_privacy(taken.customer, "erasure", actor=ada, reason="By letter.", asked_on=asked_on)
        assert item.due_at - asked_on == timedelta(days=30)
        assert (item.customer, item.records) == (taken.customer, [taken.record])
        assert [one.pk for one in shown(ada, kind="privacy")] == [item.pk]
        answering.answer(Pick(item.pk), "refused", actor=ada, reason="Invoices must be kept for ten years.")
        entry = LedgerEntry.objects.get(act="privacy_refused")
        assert (entry.subject, entry.reason) == (f"review:{item.pk}", "Invoices must be kept for ten years.")

    @pytest.mark.parametrize(("wanted", "days"), [("a pony", 0), ("access", -2)])
    def test_senseless_requests_are_refused(self, ada, wanted, days):
        at = timezone.now() - timedelta(days=days)
        with pytest.raises(InvalidInputError):
            worklist.request_privacy(new_customer_id(), wanted, actor=ada, reason="", asked_on=at)

    def test_unknown_customer(self, ada):
        with pytest.raises(NotFoundError):
            worklist.request_privacy(new_customer_id(), "access", actor=ada, reason="", asked_on=timezone.now())
