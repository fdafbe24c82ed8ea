"""The desk at a real browser: the list from the keyboard, filters, several at once, two people on one item."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mdm.models import ApprovalRule, ChangeRequest, ReviewItem
from mdm.pipeline.access import ensure_user
from mdm.pipeline.stewardship import worklist
from mdm.steward.worklist import actions
from mdm.steward.worklist.deeds import Pick
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def items(transactional_db):
    world, found = World(), []
    for number in range(4):
        one, other = (world.record(code, str(number), full_name=f"Anna Schmidt{number}") for code in ("crm", "shop"))
        world.customer(one), world.customer(other)
        kind = "quality" if number == 3 else "possible_match"
        found.append(
            actions.open_item(
                actions.Question(
                    f"q{number}", kind, (one.pk, other.pk), "Are they one?", 3,
                    probability=0.9 - number / 100, facts={"left": one.pk, "right": other.pk},
                )
            )
        )  # fmt: skip
    return found


@pytest.fixture
def desk(live_server, page, enter, bea, items):
    """The work list, a steward before it."""
    enter("steward")
    page.goto(live_server.url + reverse("admin:mdm_reviewitem_changelist"))
    return page


@pytest.fixture
def bea(transactional_db):
    return ensure_user("bea", role="steward", password="correct horse battery")


def test_work_the_list_from_the_keyboard(desk, items):
    desk.keyboard.press("j")
    desk.keyboard.press("c")
    desk.get_by_text("1 item claimed.").wait_for()
    items[1].refresh_from_db()
    assert items[1].assignee.username == "test steward"
    desk.keyboard.press("s")
    desk.locator("#answer").wait_for()
    assert desk.url.endswith(f"/{items[1].pk}/change/")
    desk.keyboard.press("n")
    desk.get_by_text(f"Review item {items[1].pk}: no match.").wait_for()
    assert desk.url.endswith(f"/{items[0].pk}/change/")
    items[1].refresh_from_db()
    assert (items[1].outcome, items[1].closed_by.username) == ("no_match", "test steward")
    assert items[1].seconds is not None


def test_filter_choose_and_assign_several(desk, bea, items):
    desk.keyboard.press("f")
    desk.select_option("select[name=kind]", "possible_match")
    desk.wait_for_url("**kind=possible_match**")
    assert desk.locator("#items tbody tr").count() == 3
    desk.keyboard.press("x")
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    assert desk.locator("[data-chosen]").inner_text() == "2 chosen"
    desk.keyboard.press("a")
    desk.select_option("select[name=to]", label="bea")
    desk.keyboard.press("Enter")
    desk.get_by_text("2 items assigned.").wait_for()
    assert "kind=possible_match" in desk.url
    assert list(ReviewItem.objects.filter(assignee=bea).order_by("pk")) == items[:2]


def test_two_stewards_on_one_item(desk, bea, items):
    worklist.look_at(items[0].pk, actor=bea)
    desk.reload()
    assert "bea looks at it" in desk.locator("#items tbody tr").first.inner_text()
    worklist.claim([Pick(items[0].pk)], actor=bea)
    desk.keyboard.press("c")
    desk.get_by_text("changed while you looked: bea claimed it").wait_for()
    items[0].refresh_from_db()
    assert items[0].assignee.username == "bea"


def test_effect_is_seen_before_several_are_answered(desk, items):
    desk.locator("#all").check()
    desk.select_option("select[name=verdict]", "no_match")
    desk.get_by_role("button", name="Answer …").click()
    desk.get_by_text("Left out").wait_for()
    assert not ReviewItem.objects.exclude(state="open").exists()
    desk.get_by_role("button", name="Answer 3 items").click()
    desk.get_by_text("3 items answered “no match”").wait_for()
    assert ReviewItem.objects.filter(state="decided", outcome="no_match").count() == 3


def test_an_answer_that_needs_two_is_proposed_with_its_key(desk, items, live_server, enter):
    ApprovalRule.objects.all().delete()
    ApprovalRule.objects.create(note="Answers are checked.", act="answer", exempt=["senior steward"])
    desk.goto(live_server.url + reverse("admin:mdm_reviewitem_change", args=[items[0].pk]))
    desk.locator("#second").get_by_text("Answers are checked.").wait_for()
    desk.keyboard.press("m")  # without a reason it stays where it is
    assert desk.evaluate("document.getElementById('reason').validationMessage")
    desk.keyboard.press("Escape")
    desk.keyboard.press("r")
    desk.keyboard.type("Called her.")
    desk.keyboard.press("Escape")
    desk.keyboard.press("2")
    desk.keyboard.press("p")
    desk.get_by_text(f"Review item {items[0].pk}: proposed as").wait_for()
    assert desk.url.endswith(f"/{items[1].pk}/change/")
    made = ChangeRequest.objects.get()
    assert made.arguments["groups"] == [[one] for one in sorted(items[0].records)]
    desk.get_by_role("link", name=f"change request {made.pk}").click()
    desk.get_by_text("What is asked").wait_for()
    assert not desk.get_by_role("button", name="Approve and do it").is_visible()
    enter("senior steward")
    desk.goto(live_server.url + reverse("admin:mdm_changerequest_change", args=[made.pk]))
    desk.get_by_role("button", name="Approve and do it").click()
    desk.get_by_text("Approved and done.").wait_for()
    items[0].refresh_from_db()
    assert (items[0].outcome, items[0].closed_by.username) == ("partial", "test steward")
