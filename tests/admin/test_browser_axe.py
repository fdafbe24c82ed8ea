"""Labels, landmarks, contrast and the keyboard on the pages, in light and dark, as axe-core judges them."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from mdm.models import ApprovalRule, Batch, ReviewItem
from mdm.pipeline.access import ensure_user
from tests.world import World

driver = pytest.importorskip("axe_playwright_python.sync_playwright")
pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}


@pytest.fixture
def addresses(transactional_db):
    """A page of each make: of the service's own, of lists, of forms."""
    world = World()
    said = {"full_name": "Anna Schmidt", "mail": "anna@schmidt-berlin.de", "born": "1980-05-17"}
    one, other, near = (world.record(code, key, **said) for code, key in (("crm", "1"), ("shop", "2"), ("crm", "3")))
    customer = world.customer(one, other)
    world.customer(near)
    world.compared(one, near)
    item = ReviewItem.objects.create(
        kind="possible_match", signature="1", records=[one.pk, other.pk, near.pk], sentence="Are they one?",
        probability=0.9, facts={"left": one.pk, "right": near.pk},
    )  # fmt: skip
    ensure_user("ada", role="steward", password="")
    rows = (
        ("goldenrecord", customer.pk), ("sourcerecord", one.pk), ("reviewitem", item.pk),
        ("user", User.objects.get(username="ada").pk), ("approvalrule", ApprovalRule.objects.first().pk),
        ("batch", Batch.objects.first().pk),
    )  # fmt: skip
    apps = {"user": "auth"}
    pages = [reverse(f"admin:{apps.get(model, 'mdm')}_{model}_change", args=[pk]) for model, pk in rows]
    lists = [reverse(f"admin:{apps.get(model, 'mdm')}_{model}_changelist") for model, _ in rows]
    forms = [
        reverse("admin:mdm_approvalrule_add"),
        reverse("mdm-act-enter"),
        reverse("mdm-act-unmerge", args=[customer.pk]),
    ]
    return [reverse("admin:index"), *pages, *lists, *forms]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_can_be_read_and_worked_by_everybody(live_server, page, enter, addresses, theme):
    axe = driver.Axe()
    enter("administrator")
    page.emulate_media(color_scheme=theme)
    found = {}
    for address in addresses:
        page.goto(live_server.url + address)
        told = axe.run(page, options=RULES).response["violations"]
        found[address] = [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in told]
    assert {address: told for address, told in found.items() if told} == {}
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != ""
