"""An answer that needs a second person is proposed from the item's own page, with the key that would give it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from mdm.models import ApprovalRule, ChangeRequest, Judgement, Membership, ReviewItem
from mdm.pipeline.access import issue_client_key
from mdm.pipeline.stewardship import proposals, requests


@pytest.fixture
def ruled(items):
    ApprovalRule.objects.all().delete()
    ApprovalRule.objects.create(note="Answers are checked.", act="answer", exempt=["senior steward"])
    return items


def page(browser, item):
    return browser.get(reverse("admin:mdm_reviewitem_change", args=[item.pk]))


def give(browser, item, **said):
    shown = page(browser, item).context
    known = {"seen": shown["stamp"], "version": item.version} | ({"propose": "1"} if shown["why_second"] else {})
    return browser.post(reverse("admin:mdm_reviewitem_decide", args=[item.pk]), known | said)


def approve(made):
    checker = User.objects.get(username="test senior steward")
    return requests.approve(made.pk, actor=checker)


def customers(item):
    return len(set(Membership.objects.filter(until=None, record__in=item.records).values_list("entity", flat=True)))


def test_the_page_says_so_and_its_answers_propose(sign_in, ruled):
    text = page(sign_in("steward"), ruled[0]).content.decode()
    assert "Answers are checked." in text
    assert "Propose: Match" in text
    assert "Propose: As grouped" in text
    assert "Propose:" not in page(sign_in("senior steward"), ruled[0]).content.decode()


@pytest.mark.parametrize(
    ("verdict", "letters", "left"),
    [("match", "AA", 1), ("no_match", "AA", 2), ("partial", "AB", 2), ("partial", "AA", 1)],
)
def test_one_key_proposes_it_and_the_next_item_follows(sign_in, ruled, verdict, letters, left):
    sign_in("senior steward")
    item, browser = ruled[0], sign_in("steward")
    groups = {f"group-{record}": letter for record, letter in zip(item.records, letters, strict=True)}
    answer = give(browser, item, verdict=verdict, reason="Called her.", **groups)
    made = ChangeRequest.objects.get()
    assert answer["Location"] == reverse("admin:mdm_reviewitem_change", args=[ruled[1].pk])
    assert (made.state, made.reason, made.why) == ("open", "Called her.", ["Answers are checked."])
    assert not Judgement.objects.exists()
    assert f"change request {made.pk}" in page(browser, item).content.decode()
    listed = browser.get(reverse("admin:mdm_reviewitem_changelist")).context["lines"]
    assert {one.item.pk for one in listed if one.note == "an answer is proposed"} == {item.pk}
    assert approve(made).state == "approved"
    item.refresh_from_db()
    assert (item.state, item.outcome, customers(item)) == ("decided", verdict, left)


def test_who_was_not_told_of_the_rule_is_led_to_proposing(sign_in, items):
    browser = sign_in("steward")
    ApprovalRule.objects.create(note="Answers are checked.", act="answer")
    address = reverse("admin:mdm_reviewitem_decide", args=[items[0].pk])
    refused = browser.post(address, {"verdict": "match", "reason": "Called her."})
    text = refused.content.decode()
    assert refused.status_code == 400
    assert 'name="propose"' in text
    assert 'value="Called her."' in text


def test_an_answer_is_proposed_once_and_the_second_is_led_to_the_first(sign_in, ruled):
    give(sign_in("steward"), ruled[0], verdict="match", reason="Called her.")
    made = ChangeRequest.objects.get()
    again = give(sign_in("steward"), ruled[0], verdict="no_match", reason="I did not.")
    assert again.status_code == 409
    assert f"proposes an answer already: change request {made.pk}" in again.content.decode()
    assert reverse("admin:mdm_changerequest_change", args=[made.pk]) in again.content.decode()
    sent = {"verdict": "match", "pick": [f"{ruled[0].pk}:{ruled[0].version}"], "reason": "I did.", "propose": "1"}
    told = sign_in("steward").post(reverse("admin:mdm_reviewitem_answer"), sent, follow=True).content.decode()
    assert f">Change request {made.pk}</a>" in told
    assert ChangeRequest.objects.count() == 1


def test_a_proposal_without_reason_is_refused_and_the_item_stays(sign_in, ruled):
    refused = give(sign_in("steward"), ruled[0], verdict="match")
    assert refused.status_code == 400
    assert "needs a reason" in refused.content.decode()
    assert not ChangeRequest.objects.exists()


def test_what_changed_meanwhile_is_not_proposed(sign_in, ruled):
    browser = sign_in("steward")
    known = {"verdict": "match", "reason": "x", "propose": "1", "seen": page(browser, ruled[0]).context["stamp"]}
    Membership.objects.filter(record=ruled[0].records[0]).delete()
    answer = browser.post(reverse("admin:mdm_reviewitem_decide", args=[ruled[0].pk]), known)
    assert answer.status_code == 409
    assert not ChangeRequest.objects.exists()


def test_several_at_once_are_proposed_as_one(sign_in, ruled):
    sign_in("senior steward")
    browser = sign_in("steward")
    picked = [f"{one.pk}:{one.version}" for one in ruled[:2]]
    shown = browser.post(reverse("admin:mdm_reviewitem_act"), {"act": "decide", "verdict": "match", "pick": picked})
    assert "Answers are checked." in shown.content.decode()
    seen = {f"seen-{one.pk}": stamp for one, stamp in shown.context["effect"].items}
    fields = {"verdict": "match", "pick": picked, "reason": "The same mailbox.", **seen}
    refused = browser.post(reverse("admin:mdm_reviewitem_answer"), fields, follow=True)
    assert "needs a second person" in refused.content.decode()
    browser.post(reverse("admin:mdm_reviewitem_answer"), {**fields, "propose": "1"})
    approve(ChangeRequest.objects.get())
    assert ReviewItem.objects.filter(state="decided", outcome="match").count() == 2
    assert [customers(one) for one in ruled] == [1, 1, 2]


class TestOtherActs:
    """Pages that would do an act show what it would change and propose it, where it needs a second person."""

    @pytest.fixture(autouse=True)
    def _checked(self, db):  # noqa: ARG002
        ApprovalRule.objects.all().delete()
        ApprovalRule.objects.create(note="Everything is checked.")

    def _propose(self, browser, shown):
        text = shown.content.decode()
        assert "Everything is checked." in text
        assert "Nothing has been done yet." in text
        proposed = {"token": shown.context["token"], "reason": "It is so."}
        browser.post(reverse("mdm-act-propose"), proposed)
        return ChangeRequest.objects.get()

    def test_entering(self, sign_in):
        browser = sign_in("steward")
        said = {"kind": "person", "name_given": "Dora", "name_family": "Novak", "birth_date": "1990-02-03"}
        shown = browser.post(reverse("mdm-act-enter"), {**said, "enter": "1", "reason": "By letter."})
        assert 'value="By letter."' in shown.content.decode()
        made = self._propose(browser, shown)
        address = reverse("admin:mdm_changerequest_change", args=[made.pk])
        assert "1990-02-03" in browser.get(address).content.decode()
        assert "1990" not in sign_in("auditor").get(address).content.decode()
        sign_in("senior steward")
        approve(made)
        assert Membership.objects.count() == 1

    def test_a_proposal_of_another_system(self, sign_in, world):
        one, other = (world.record(code, "1", full_name="Anna Schmidt") for code in ("crm", "shop"))
        customers = [world.customer(one), world.customer(other)]
        client = issue_client_key("crm", ["proposals:write"])[0].pk
        made = proposals.propose_duplicate(client, customers[0].pk, customers[1].pk, reason="One desk.")
        browser = sign_in("steward")
        shown = browser.post(reverse("admin:mdm_proposal_decide", args=[made.pk]), {"verdict": "accept", "answer": "x"})
        request = self._propose(browser, shown)
        sign_in("senior steward")
        approve(request)
        made.refresh_from_db()
        assert made.state == "accepted"
