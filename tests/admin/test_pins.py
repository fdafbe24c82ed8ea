"""Pinning in the admin: chosen or typed, looked at, done; listed, told when it ended, taken back."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from mdm.models import GoldenRecord, Judgement, Pin

ANNA = {"full_name": "Anna Schmidt", "born": "1980-05-17", "mail": "anna@schmidt-berlin.de"}
LIST = "admin:mdm_pin_changelist"


@pytest.fixture
def anna(world):
    records = world.record("crm", "1", **ANNA), world.record("shop", "2", **{**ANNA, "born": "1981-01-01"})
    low, high = sorted(one.pk for one in records)
    Judgement.objects.create(low_id=low, high_id=high, verdict="match")
    return world.customer(*records)


def pin(browser, anna, **changed):
    sent = {"attribute": "birth_date", "choice": "1", "pin_kind": "fix", "ends": "never"} | changed
    page = browser.post(reverse("mdm-act-pin", args=[anna.pk]), sent, follow=True)
    if not page.context or "token" not in page.context:
        return page
    sent = {"token": page.context["token"], "reason": "Seen her passport."}
    return browser.post(reverse("mdm-act-confirm"), sent, follow=True)


def birth_dates(anna):
    values = GoldenRecord.objects.get(pk=anna.pk).document["values"]
    return [one["display"] for one in values if one["attribute"] == "birth_date"]


def test_a_stated_value_is_fixed_and_taken_back(sign_in, anna):
    browser, before = sign_in("senior steward"), birth_dates(anna)
    pin(browser, anna)
    assert birth_dates(anna) == ["1981-01-01"] != before
    made = Pin.objects.get()
    assert (made.reason, made.author.username) == ("Seen her passport.", "test senior steward")
    assert f"pin={made.pk}" in browser.get(reverse("admin:mdm_pin_change", args=[made.pk])).content.decode()
    looked = browser.get(reverse("mdm-act"), {"kind": "unpin", "pin": made.pk})
    browser.post(reverse("mdm-act-confirm"), {"token": looked.context["token"], "reason": "Hers is another one."})
    assert birth_dates(anna) == before


def test_another_value_is_typed_and_one_is_barred(sign_in, anna):
    browser = sign_in("senior steward")
    pin(browser, anna, choice="", part_value="1979-12-31", ends="changed")
    assert birth_dates(anna) == ["1979-12-31"]
    assert Pin.objects.get().until_changed


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ({"choice": "9"}, "No value is chosen"),
        ({"choice": "", "part_value": "gibberish"}, "can&#x27;t be understood"),
        ({"ends": "date", "until": "2001-01-01"}, "can&#x27;t end on that day"),
        ({"ends": "date", "until": "2027-99-99"}, "can&#x27;t end on that day"),
    ],
)
def test_what_can_t_be_pinned_is_told(sign_in, anna, sent, complaint):
    assert complaint in pin(sign_in("senior steward"), anna, **sent).content.decode()
    assert not Pin.objects.exists()


def test_lists_mask_what_a_role_may_not_see(sign_in, anna):
    pin(sign_in("senior steward"), anna)
    made = Pin.objects.get()
    for address in (reverse(LIST), reverse("admin:mdm_pin_change", args=[made.pk])):
        assert "1981-01-01" in sign_in("senior steward").get(address).content.decode()
        masked = sign_in("auditor").get(address).content.decode()
        assert "•••" in masked
        assert "1981" not in masked


@pytest.mark.parametrize(("which", "count"), [("live", 1), ("mine", 1), ("soon", 0), ("ended", 0), ("news", 0)])
def test_lists(sign_in, anna, which, count):
    browser = sign_in("senior steward")
    pin(browser, anna)
    assert browser.get(reverse(LIST), {"which": which}).context["cl"].result_count == count


def test_an_author_is_told_and_takes_note(sign_in, anna):
    browser = sign_in("senior steward")
    pin(browser, anna)
    Pin.objects.update(retired_at=timezone.now(), retired_because="expired")
    assert "Of your pins, 1 ended" in browser.get(reverse(LIST)).content.decode()
    assert "Of your pins" not in sign_in("administrator").get(reverse(LIST)).content.decode()
    assert "Of your pins" not in browser.post(reverse("admin:mdm_pin_noted"), follow=True).content.decode()


@pytest.mark.parametrize("role", ["viewer", "auditor"])
def test_who_may_not_pin_has_no_way(sign_in, anna, role):
    assert sign_in(role).get(reverse("mdm-act-pin", args=[anna.pk])).status_code == 403
