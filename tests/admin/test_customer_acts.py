"""Merging and taking apart in the admin: looked at first, done with a reason, taken back; by those who may."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from mdm.models import Judgement, LedgerEntry, Membership

ANNA = {"full_name": "Anna Schmidt", "born": "1980-05-17", "mail": "anna@schmidt-berlin.de"}
BERND = {"full_name": "Bernd Vogel", "born": "1971-02-03", "mail": "bernd@vogel-koeln.de"}


@pytest.fixture
def people(world):
    return [world.customer(world.record("crm", key, **said)) for key, said in (("1", ANNA), ("2", BERND))]


def look(browser, people, **changed):
    sent = {"kind": "merge", "customer": [str(one.pk) for one in people]} | changed
    return browser.post(reverse("mdm-act"), sent, follow=True)


def do(browser, page, reason="Moved in together."):
    return browser.post(reverse("mdm-act-confirm"), {"token": page.context["token"], "reason": reason}, follow=True)


def owners():
    return len(set(Membership.objects.filter(until=None).values_list("entity", flat=True)))


def test_merge_with_preview_and_undo(sign_in, people):
    browser = sign_in("steward")
    page = look(browser, people)
    assert "Nothing has been done yet" in page.content.decode()
    assert not Judgement.objects.exists()
    assert owners() == 2
    done = do(browser, page)
    assert owners() == 1
    entry = LedgerEntry.objects.get(act="merged")
    assert (entry.reason, entry.actor.username) == ("Moved in together.", "test steward")
    undo = f"{reverse('mdm-act')}?kind=undo&amp;entry={entry.pk}"
    assert undo in done.content.decode()
    do(browser, browser.get(reverse("mdm-act"), {"kind": "undo", "entry": entry.pk}), "Not them.")
    assert owners() == 2
    assert not Judgement.objects.filter(superseded_at=None).exists()


def test_no_reason_no_act(sign_in, people):
    browser = sign_in("steward")
    assert "needs a reason" in do(browser, look(browser, people), " ").content.decode()
    assert owners() == 2


def test_a_second_press_of_the_button_is_refused(sign_in, people):
    browser = sign_in("steward")
    page = look(browser, people)
    do(browser, page)
    assert "Things have changed since you looked" in do(browser, page).content.decode()
    assert LedgerEntry.objects.filter(act="merged").count() == 1


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ({"kind": "marry"}, "no such act"),
        ({"customer": ["nobody"]}, "is chosen"),
        ({"customer": []}, "Nobody is left"),
        ({"customer": ["01900000-0000-7000-8000-000000000000"]}, "No live customer"),
        ({"kind": "unmerge", "customer": "", "record": "1"}, "is chosen"),
        ({"kind": "undo", "entry": "999999"}, "no ledger entry"),
    ],
)
def test_senseless_acts_are_told(sign_in, people, sent, complaint):
    assert complaint in look(sign_in("steward"), people, **sent).content.decode()


@pytest.mark.parametrize("role", ["viewer", "auditor"])
def test_who_may_not_decide_has_no_buttons_and_no_way(sign_in, people, role):
    token = look(sign_in("steward"), people).context["token"]
    browser = sign_in(role)
    assert look(browser, people).status_code == 403
    assert browser.post(reverse("mdm-act-confirm"), {"token": token, "reason": "x"}).status_code == 403
    assert browser.get(reverse("mdm-act-merge", args=[people[0].pk])).status_code == 403
    customer = browser.get(reverse("admin:mdm_goldenrecord_change", args=[people[0].pk])).content.decode()
    assert "Merge…" not in customer
    assert "merge_selected" not in browser.get(reverse("admin:mdm_goldenrecord_changelist")).content.decode()


def test_another_customer_is_found_and_masked_for_who_may_not_see(sign_in, people):
    clerk = sign_in("steward")
    page = clerk.get(reverse("mdm-act-merge", args=[people[0].pk]), {"q": "vogel"}).content.decode()
    assert "1971-02-03" in page
    user = User.objects.get(username="test steward")
    user.groups.first().permissions.remove(user.groups.first().permissions.get(codename="view_sensitive"))
    page = clerk.get(reverse("mdm-act-merge", args=[people[0].pk]), {"q": "vogel"}).content.decode()
    assert "Bernd Vogel" in page
    assert "1971" not in page
    assert "1971" not in look(clerk, people).content.decode()


def test_selected_customers_are_merged_by_way_of_the_preview(sign_in, people):
    sent = {"action": "merge_selected", "_selected_action": [str(one.pk) for one in people]}
    page = sign_in("steward").post(reverse("admin:mdm_goldenrecord_changelist"), sent, follow=True)
    assert "Nothing has been done yet" in page.content.decode()


def test_taking_apart_shows_what_came_with_a_merge(sign_in, people):
    browser = sign_in("steward")
    do(browser, look(browser, people))
    survivor = Membership.objects.filter(until=None).first().entity
    page = browser.get(reverse("mdm-act-unmerge", args=[survivor.pk])).content.decode()
    (gone,) = {one.pk for one in people} - {survivor.pk}
    assert f"came with <code>{gone}</code>" in page
