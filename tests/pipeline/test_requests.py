"""Who may not do it alone proposes it; another one approves; nothing is done to what has changed since."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.db import IntegrityError, transaction

from mdm.errors import ConflictError, InvalidInputError, NotAllowedError
from mdm.models import ApprovalRule, ChangeRequest, LedgerEntry, ReviewItem
from mdm.pipeline.stewardship import answering, previews, requests
from mdm.records import Verdict
from mdm.steward.acts import Act, ActKind
from mdm.steward.requests.rules import Facts, SecondPersonRule, why_second
from mdm.steward.worklist.deeds import Pick
from tests.pipeline.people import MAYBE, ROBERT, STRANGER
from tests.pipeline.test_previews import customer, record

pytestmark = pytest.mark.external


def user(name, role):
    made = User.objects.create_user(name)
    made.groups.set([Group.objects.get(name=role)])
    return made


@pytest.fixture
def maker(installation):
    return user("maker", "steward")


@pytest.fixture
def checker(installation):
    return user("checker", "senior steward")


@pytest.fixture
def looked(installation, maker):
    ApprovalRule.objects.all().delete()
    ApprovalRule.objects.create(note="Merges two.", act="merge", at_least_customers=2, exempt=["senior steward"])
    both = [str(installation.take_in(source, row).customer) for source, row in (("crm", ROBERT), ("shop", STRANGER))]
    act = Act(ActKind.MERGE, {"customers": both, "survivor": None})
    return previews.preview(act, actor=maker, sees_sensitive=True)


@pytest.fixture
def request_(looked, maker):
    return requests.propose(looked.token, actor=maker, reason="Same person.")


def is_merged():
    return customer("crm", "1") == customer("shop", "4")


RULES = [
    (SecondPersonRule(), True),
    (SecondPersonRule(act="merge"), True),
    (SecondPersonRule(act="pin"), False),
    (SecondPersonRule(records=10), True),
    (SecondPersonRule(records=11), False),
    (SecondPersonRule(customers=4), False),
    (SecondPersonRule(sensitivity="sensitive"), False),
    (SecondPersonRule(attribute="segment", values=frozenset({"A"})), True),
    (SecondPersonRule(attribute="segment", values=frozenset({"B"})), False),
    (SecondPersonRule(act="merge", exempt=frozenset({"steward"})), False),
    (SecondPersonRule(act="merge", exempt=frozenset({"administrator"})), True),
]


@pytest.mark.parametrize(("rule", "asks"), RULES)
def test_rules(rule, asks):
    facts = Facts(ActKind.MERGE, records=10, customers=3, values={"segment": frozenset({"A"})})
    assert bool(why_second([rule], facts, ["steward"])) is asks


def test_who_may_not_do_it_alone_is_told_and_refused(looked, maker):
    assert looked.why_not_alone == ("Merges two.",)
    with pytest.raises(NotAllowedError, match="second person"):
        previews.confirm(looked.token, actor=maker, reason="sure")
    assert not is_merged()


def test_an_exempt_role_does_it_alone(looked, checker):
    previews.confirm(looked.token, actor=checker, reason="sure")
    assert is_merged()


def test_another_one_approves_and_both_stand_in_the_ledger(request_, maker, checker):
    assert ReviewItem.objects.get(state="open", kind="change_request").signature == f"change_request:{request_.pk}"
    done = requests.approve(request_.pk, actor=checker, answer="Indeed.")
    assert is_merged()
    assert (done.state, done.decided_by) == ("approved", checker)
    assert LedgerEntry.objects.get(pk=done.entry_id).actor == maker
    assert LedgerEntry.objects.get(act="request_approved").actor == checker
    assert not ReviewItem.objects.filter(state="open", kind="change_request").exists()


@pytest.mark.parametrize("deciding", [requests.approve, requests.reject])
def test_nobody_decides_about_their_own(request_, maker, deciding):
    maker.groups.set([Group.objects.get(name="senior steward")])
    with pytest.raises(NotAllowedError, match="of their own"):
        deciding(request_.pk, actor=User.objects.get(pk=maker.pk), answer="yes")
    assert not is_merged()


def test_the_database_knows_no_approval_of_one_s_own(request_, maker):
    with pytest.raises(IntegrityError), transaction.atomic():
        ChangeRequest.objects.update(state="approved", decided_by=maker)


def test_a_peer_may_not_approve(request_):
    with pytest.raises(NotAllowedError, match="role"):
        requests.approve(request_.pk, actor=user("peer", "steward"))


def test_a_request_is_overtaken_and_nothing_done_where_things_have_changed(installation, request_, checker):
    installation.take_in("shop", {**STRANGER, "city": "Boston"})
    assert requests.changed_since(request_.pk)
    assert requests.approve(request_.pk, actor=checker).state == "stale"
    assert not is_merged()
    with pytest.raises(ConflictError, match="no longer open"):
        requests.approve(request_.pk, actor=checker)


def test_a_rejection_says_why(request_, checker):
    with pytest.raises(InvalidInputError):
        requests.reject(request_.pk, actor=checker, answer="")
    assert requests.reject(request_.pk, actor=checker, answer="Twins.").answer == "Twins."
    assert not is_merged()


def test_only_who_proposed_withdraws(request_, maker, checker):
    with pytest.raises(NotAllowedError):
        requests.withdraw(request_.pk, actor=checker)
    assert requests.withdraw(request_.pk, actor=maker).state == "withdrawn"


def test_who_has_left_proposes_nothing_any_more(request_, maker, checker):
    User.objects.filter(pk=maker.pk).update(is_active=False)
    with pytest.raises(ConflictError, match="may not do it any more"):
        requests.approve(request_.pk, actor=checker)


def test_answers_need_a_second_person_too(installation, maker):
    installation.take_in("crm", ROBERT)
    installation.take_in("shop", MAYBE)
    ApprovalRule.objects.create(note="Answers anything.", act="answer")
    item = ReviewItem.objects.get(state="open")
    with pytest.raises(NotAllowedError):
        answering.answer(Pick(item.pk), Verdict.MATCH, actor=maker)
    act = Act(ActKind.ANSWER, {"items": [item.pk], "verdict": "match"})
    token = previews.preview(act, actor=maker, sees_sensitive=True).token
    made = requests.propose(token, actor=maker, reason="Called her.")
    requests.approve(made.pk, actor=user("checker", "senior steward"))
    assert customer("crm", "1") == customer("shop", "3")
    assert record("crm", "1")
