"""Sensitive attributes stay hidden from who may not see them, on every page that shows a customer's values."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mdm.models import ReviewItem

ANNA = {"full_name": "Anna Schmidt", "born": "1980-05-17", "mail": "anna@schmidt-berlin.de", "tax": "36574261809",
        "note": "allergic to nuts"}  # fmt: skip
SECRETS = ("1980", "1981", "36574261809", "nuts")


@pytest.fixture
def pages(world):
    one = world.record("crm", "1", **ANNA)
    anna = world.customer(one, world.record("shop", "2", **{**ANNA, "born": "1981-01-01"}))
    world.golden(anna)
    item = ReviewItem.objects.create(
        kind="possible_match", signature="1", records=list(anna.memberships.values_list("record_id", flat=True)),
        sentence="Are they one?", facts={},
    )  # fmt: skip
    return {
        "customer": reverse("admin:mdm_goldenrecord_change", args=[anna.pk]),
        "record": reverse("admin:mdm_sourcerecord_change", args=[one.pk]),
        "review": reverse("admin:mdm_reviewitem_change", args=[item.pk]),
        "list": reverse("admin:mdm_goldenrecord_changelist"),
    }


@pytest.mark.parametrize(
    ("role", "page"), [("viewer", "customer"), ("viewer", "record"), ("viewer", "list"), ("auditor", "review")]
)
def test_masked(sign_in, pages, role, page):
    text = sign_in(role).get(pages[page]).content.decode()
    assert "Anna Schmidt" in text
    assert [one for one in SECRETS if one in text] == []


@pytest.mark.parametrize("page", ["customer", "record", "review"])
def test_shown(sign_in, pages, page):
    text = sign_in("steward").get(pages[page]).content.decode()
    assert "1980-05-17" in text
    assert "36574261809" in text


@pytest.mark.parametrize(("role", "count"), [("viewer", 0), ("steward", 1)])
def test_search_tells_no_more_than_the_pages(sign_in, pages, role, count):
    page = sign_in(role).get(pages["list"], {"q": "36574261809"})
    assert page.context["cl"].result_count == count


def test_loser_and_reason_are_told(sign_in, pages):
    text = sign_in("steward").get(pages["customer"]).content.decode()
    assert "1981-01-01" in text
    assert "Chosen because" in text


def test_viewer_is_led_to_no_closed_door(sign_in, pages):
    browser = sign_in("viewer")
    for page in ("customer", "record"):
        text = browser.get(pages[page]).content.decode()
        links = {one.partition('"')[0] for one in text.split('href="/admin/')[1:]}
        closed = [one for one in links if one and browser.get(f"/admin/{one}").status_code == 403]
        assert closed == []
