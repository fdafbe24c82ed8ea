"""What the start page and the work list tell a person of what happened without them, and where a figure leads."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from mdm.models import LedgerEntry, Pin
from mdm.pipeline.stewardship import decisions
from mdm.records import Verdict

PAGES = ["admin:index", "admin:mdm_reviewitem_changelist"]


@pytest.mark.parametrize("page", PAGES)
def test_an_author_is_told_that_a_pin_ended_until_they_have_noted_it(sign_in, world, page):
    browser, colleague = sign_in("steward"), sign_in("senior steward")
    record = world.record("crm", "1", full_name="Anna Schmidt")
    author = User.objects.get(username="test steward")
    Pin.objects.create(record=record, kind="fix", attribute="email", value={"display": "x"}, reason="x", author=author,
                       retired_at=timezone.now(), retired_because="expired")  # fmt: skip
    text = browser.get(reverse(page)).content.decode()
    assert "1 of your pins ended" in text
    assert f"{reverse('admin:mdm_pin_changelist')}?which=news" in text
    assert "pins ended" not in colleague.get(reverse(page)).content.decode()
    browser.post(reverse("admin:mdm_pin_noted"))
    assert "pins ended" not in browser.get(reverse(page)).content.decode()


def test_overturned_answers_lead_to_their_list(sign_in, world, django_user_model):
    records = [[world.record("crm", f"{number}{side}", full_name="Anna") for side in "ab"] for number in (1, 2)]
    for together in records:
        world.customer(*together)
    pairs = [(one.pk, other.pk) for one, other in records]
    steward = django_user_model.objects.create_user("ada")
    first = [decisions.judge([pair], Verdict.NO_MATCH, actor=steward, reason="x").entry for pair in pairs]
    decisions.judge([pairs[0]], Verdict.MATCH, actor=steward, reason="y")
    listed = sign_in("steward").get(reverse("admin:mdm_ledgerentry_changelist"), {"overturned": "30"})
    assert [row.pk for row in listed.context["cl"].result_list] == [first[0]]
    assert LedgerEntry.objects.filter(pk=first[1]).exists()
