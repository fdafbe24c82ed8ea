"""Proposing and approving in the admin."""

from __future__ import annotations

from typing import ClassVar

import pytest
from django.urls import reverse

from mdm.models import ApprovalRule, ChangeRequest, LedgerEntry, Membership, ReviewItem
from tests.admin.test_customer_acts import ANNA, BERND, look


@pytest.fixture
def people(world):
    ApprovalRule.objects.create(note="Merges anybody.", act="merge", exempt=["administrator"])
    return [world.customer(world.record("crm", key, **said)) for key, said in (("1", ANNA), ("2", BERND))]


@pytest.fixture
def made(sign_in, people):
    browser = sign_in("steward")
    page = look(browser, people)
    assert "This needs a second person. Merges anybody." in page.content.decode()
    browser.post(reverse("mdm-act-propose"), {"token": page.context["token"], "reason": "Moved in together."})
    return ChangeRequest.objects.get()


def answer(browser, made, verdict, said=""):
    sent = {"verdict": verdict, "answer": said}
    return browser.post(reverse("admin:mdm_changerequest_answer", args=[made.pk]), sent, follow=True)


def owners():
    return len(set(Membership.objects.filter(until=None).values_list("entity", flat=True)))


def test_propose_comment_and_approve(sign_in, made):
    assert owners() == 2
    maker = sign_in("steward").get(reverse("admin:mdm_changerequest_change", args=[made.pk])).content.decode()
    assert "Approve and do it" not in maker
    assert "Withdraw" in maker
    checker = sign_in("senior steward")
    page = answer(checker, made, "comment", "Is that so?").content.decode()
    assert "Is that so?" in page
    assert "Approve and do it" in page
    assert "bernd@vogel-koeln.de" in page
    assert "Approved and done" in answer(checker, made, "approve").content.decode()
    assert owners() == 1


def test_one_s_own_is_refused_by_whatever_way(sign_in, made):
    assert "of their own" in answer(sign_in("steward"), made, "approve").content.decode()
    assert owners() == 2


def test_a_rejection_is_taken_back_from_its_entry(sign_in, made):
    checker, page = sign_in("senior steward"), reverse("admin:mdm_changerequest_change", args=[made.pk])
    answer(checker, made, "reject", "Twins.")
    entry = reverse("admin:mdm_ledgerentry_change", args=[LedgerEntry.objects.get(act="request_rejected").pk])
    assert checker.get(entry).context["undo_url"] == page
    assert sign_in("steward").get(entry).context["undo_url"] == ""
    assert "needs a reason" in answer(sign_in("senior steward"), made, "reopen").content.decode()
    assert (
        "waits for a second person again" in answer(sign_in("senior steward"), made, "reopen", "One.").content.decode()
    )
    assert ReviewItem.objects.get(state="open").subject == f"change_request:{made.pk}"
    assert "Approved and done" in answer(sign_in("senior steward"), made, "approve").content.decode()
    assert "is not rejected" in answer(sign_in("senior steward"), made, "reopen", "No.").content.decode()


def test_overtaken_is_told_before_and_after(sign_in, made, world, people):
    Membership.objects.create(record=world.record("shop", "9", **BERND), entity=people[1])
    checker = sign_in("senior steward")
    page = checker.get(reverse("admin:mdm_changerequest_change", args=[made.pk])).content.decode()
    assert "Overtaken" in page
    assert "Approve and do it" not in page
    assert "Nothing was done" in answer(checker, made, "approve").content.decode()
    assert owners() == 2


def test_auditor_reads_why_and_masked_values_and_answers_nothing(sign_in, made):
    page = sign_in("auditor").get(reverse("admin:mdm_changerequest_change", args=[made.pk])).content.decode()
    assert "Moved in together." in page
    assert "1971" not in page
    assert 'name="verdict"' not in page
    assert "Your role does not approve" in answer(sign_in("auditor"), made, "reject", "no").content.decode()


@pytest.mark.usefixtures("people")
class TestRules:
    FIELDS: ClassVar = {"note": "Touches key accounts.", "act": "merge", "sensitivity": "", "at_least_records": "0",
              "at_least_customers": "0", "attribute": "segment", "values": "A", "exempt": ["senior steward"],
              "is_active": "on"}  # fmt: skip

    def test_administrator_declares_one(self, sign_in):
        sign_in("administrator").post(reverse("admin:mdm_approvalrule_add"), self.FIELDS)
        rule = ApprovalRule.objects.get(note="Touches key accounts.")
        assert (rule.values, rule.exempt) == (["A"], ["senior steward"])
        assert LedgerEntry.objects.filter(subject=f"approval_rule:{rule.pk}", act="approval_rule_made").exists()

    def test_unknown_attribute_is_refused(self, sign_in):
        page = sign_in("administrator").post(
            reverse("admin:mdm_approvalrule_add"), self.FIELDS | {"attribute": "shoe_size"}
        )
        assert "no attribute shoe_size" in page.content.decode()

    def test_steward_only_reads(self, sign_in):
        browser = sign_in("steward")
        assert browser.post(reverse("admin:mdm_approvalrule_add"), self.FIELDS).status_code == 403
        assert browser.get(reverse("admin:mdm_approvalrule_changelist")).status_code == 200
