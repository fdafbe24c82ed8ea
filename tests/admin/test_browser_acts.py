"""A person at a real browser merges, takes apart, pins, proposes and approves, and takes it all back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mdm.models import ApprovalRule, GoldenRecord, Judgement, Membership, Pin
from tests.world import World

pytestmark = pytest.mark.browser

ANNA = {"full_name": "Anna Schmidt", "born": "1980-05-17", "mail": "anna@schmidt-berlin.de"}
BERND = {"full_name": "Bernd Vogel", "born": "1971-02-03", "mail": "bernd@vogel-koeln.de"}


@pytest.fixture
def people(transactional_db):
    world = World()
    return [world.customer(world.record("crm", key, **said)) for key, said in (("1", ANNA), ("2", BERND))]


def open_customer(page, live_server, customer):
    page.goto(live_server.url + reverse("admin:mdm_goldenrecord_change", args=[customer.pk]))


def decide(page, reason, button="Do it"):
    page.get_by_text("Nothing has been done yet").wait_for()
    page.fill("input[name=reason]", reason)
    page.get_by_role("button", name=button).click()
    page.wait_for_load_state()


def preview_merge(page, live_server, people):
    open_customer(page, live_server, people[0])
    page.get_by_role("link", name="Merge…").click()
    page.fill("input[name=q]", "vogel")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name="Preview the merge").click()


def owners():
    return len(set(Membership.objects.filter(until=None).values_list("entity", flat=True)))


def test_merge_with_preview_and_undo_then_split(live_server, page, enter, people):
    enter("steward")
    preview_merge(page, live_server, people)
    assert "bernd@vogel-koeln.de" in page.locator(".mdm-effect-stays").inner_text()
    assert owners() == 2
    decide(page, "Moved in together.")
    page.get_by_role("link", name="Undo…").click()
    assert owners() == 1
    decide(page, "They have not.")
    assert owners() == 2
    preview_merge(page, live_server, people)
    decide(page, "They have, after all.")
    page.get_by_role("link", name="Take apart…").click()
    page.locator("li", has_text="Bernd Vogel").get_by_role("checkbox").check()
    page.get_by_role("button", name="Preview: a customer of their own").click()
    decide(page, "A wrong customer.")
    assert owners() == 2
    assert Judgement.objects.get(superseded_at=None).verdict == "no_match"


def test_pin_and_its_expiry(live_server, page, enter, people):
    enter("senior steward")
    open_customer(page, live_server, people[0])
    page.get_by_role("link", name="Pin a value…").click()
    page.select_option("select[name=attribute]", "email")
    page.get_by_role("button", name="Choose").click()
    page.locator("input[name=choice][value='']").check()
    page.fill("input[name=part_value]", "anna@new.example")
    page.locator("input[name=ends][value=date]").check()
    page.fill("input[name=until]", f"{timezone.localdate() + timedelta(days=3)}")
    page.get_by_role("button", name="Preview").click()
    decide(page, "She called.")
    assert "anna@new.example" in page.locator("#golden-values").inner_text()
    pin = Pin.objects.get()
    assert pin.expires_at.date() >= timezone.localdate() + timedelta(days=2)
    Pin.objects.update(retired_at=timezone.now(), retired_because="expired")
    page.goto(live_server.url + reverse("admin:mdm_pin_changelist"))
    assert "Of your pins, 1 ended" in page.content()
    page.get_by_role("button", name="Noted").click()
    page.wait_for_load_state()
    assert "Of your pins" not in page.content()


def test_propose_and_approve_and_a_viewer_without_buttons(live_server, page, enter, people):
    ApprovalRule.objects.create(note="Merges anybody.", act="merge")
    enter("steward")
    preview_merge(page, live_server, people)
    assert page.get_by_role("button", name="Do it").count() == 0
    decide(page, "Moved in together.", button="Propose it")
    assert page.get_by_role("button", name="Approve and do it").count() == 0
    asked = page.url
    enter("senior steward")
    page.goto(asked)
    page.get_by_role("button", name="Approve and do it").click()
    page.get_by_text("Approved and done.").first.wait_for()
    assert owners() == 1
    enter("viewer")
    open_customer(page, live_server, GoldenRecord.objects.get().entity)
    assert page.get_by_role("link", name="Merge…").count() == 0
    assert page.get_by_role("link", name="Pin a value…").count() == 0
    assert "1980" not in page.content()
