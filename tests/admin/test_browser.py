"""A person at a real browser; nothing is loaded from outside."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mdm.models import Judgement, Membership, ReviewItem
from mdm.pipeline.access import ensure_user
from tests.world import World

pytestmark = pytest.mark.browser
PASSWORD = "correct horse battery"


@pytest.fixture
def anna(transactional_db):
    world = World()
    said = {"full_name": "Anna Schmidt", "mail": "anna@schmidt-berlin.de"}
    return world.customer(
        world.record("crm", "1", **said, born="1980-05-17"), world.record("shop", "2", **said, born="1981-01-01")
    )


def test_steward_signs_in_finds_a_customer_and_sees_why(live_server, page, anna):
    ensure_user("ada", role="steward", password=PASSWORD)
    page.goto(live_server.url + reverse("admin:index"))
    page.fill("input[name=username]", "ada")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(live_server.url + reverse("admin:index"))
    page.locator(f"#nav-sidebar a[href='{reverse('admin:mdm_goldenrecord_changelist')}']").click()
    page.fill("input[name=q]", "schmidt anna")
    page.press("input[name=q]", "Enter")
    page.get_by_role("link", name="Anna Schmidt").click()
    birth = page.locator("#golden-values tr", has_text="Birth date")
    loser = birth.get_by_text("1981-01-01")
    assert "1980-05-17" in birth.inner_text()
    assert "Chosen because" in birth.inner_text()
    assert not loser.is_visible()
    birth.get_by_text("1 other", exact=True).click()
    assert loser.is_visible()
    birth.locator("td:nth-child(3) a").click()
    page.locator("#original").wait_for()
    assert "1980-05-17" in page.locator("#original").inner_text()
    assert "1980-05-17" in page.locator("#clean").inner_text()


def test_viewer_sees_a_mask(live_server, page, enter, anna):
    enter("viewer")
    page.goto(live_server.url + reverse("admin:mdm_goldenrecord_change", args=[anna.pk]))
    assert page.locator("#golden-values .mdm-masked").inner_text() == "•••"
    assert "1980" not in page.content()


@pytest.fixture
def question(transactional_db):
    """Whether four records are one: three of Anna, one of her son."""
    world = World()
    said = {"full_name": "Anna Schmidt", "mail": "anna@schmidt-berlin.de", "born": "1980-05-17"}
    rows = [("crm", "1", said), ("crm", "2", {**said, "full_name": "Anna Schmitt"}), ("shop", "3", said)]
    records = [
        world.record(*row[:2], **row[2]) for row in (*rows, ("shop", "4", {**said, "full_name": "Bernd Schmidt"}))
    ]
    world.customer(*records[:2]), world.customer(records[2]), world.customer(records[3])
    ids = [one.pk for one in records]
    return ReviewItem.objects.create(
        kind="over_merge", signature="1", records=ids, sentence="Are they one?", probability=0.9,
        facts={"left": ids[0], "right": ids[2], "size": 4, "veto": 0, "path": []},
    )  # fmt: skip


def test_a_group_of_four_is_parted_from_the_keyboard(live_server, page, enter, question):
    enter("steward")
    page.goto(live_server.url + reverse("admin:mdm_reviewitem_change", args=[question.pk]))
    name = page.locator("td[data-becomes='name']")
    assert name.inner_text().startswith("Anna Schmidt")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("4")
    page.locator("#records[data-shown*='B=']").wait_for()
    assert "B Bernd Schmidt" in " ".join(name.inner_text().split())
    page.keyboard.press("r")
    page.keyboard.type("mum and son")  # m and n and u are no answers in here
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    page.wait_for_url(lambda address: str(question.pk) not in address.rsplit("/reviewitem/", 1)[1])
    now = dict(Membership.objects.filter(until=None).values_list("record__key", "entity"))
    assert now["1"] == now["2"] == now["3"] != now["4"]
    assert set(Judgement.objects.values_list("reason", flat=True)) == {"mum and son"}


def test_who_may_not_see_or_decide_gets_masks_and_no_buttons(live_server, page, enter, question):
    enter("auditor")
    page.goto(live_server.url + reverse("admin:mdm_reviewitem_change", args=[question.pk]))
    assert page.locator("#records .mdm-masked").count() == 5  # four records, and what they would become
    assert "1980" not in page.content()
    page.keyboard.press("m")
    page.keyboard.press("4")
    assert page.locator("#answer").count() == 0
    page.set_viewport_size({"width": 640, "height": 450})  # as at 200 %
    assert page.evaluate("document.documentElement.scrollWidth") == 640
    assert not Judgement.objects.exists()


def test_a_customer_as_it_was(live_server, page, enter, anna):
    enter("steward")
    page.goto(live_server.url + reverse("admin:mdm_goldenrecord_change", args=[anna.pk]))
    page.fill("#at", "2001-01-01T00:00")
    page.locator("#as-of button").click()
    page.locator("#as-it-was").wait_for()
    assert "Nothing was known" in page.locator("#golden-values").inner_text()
    page.get_by_role("link", name="Back to now").click()
    page.locator("#golden-values", has_text="Anna Schmidt").wait_for()
