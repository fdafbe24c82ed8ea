"""Entering and editing customers whom no system knows: by the same way as all records, looked up first."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from mdm.catalogue.queries import catalogue
from mdm.errors import ConflictError
from mdm.models import (
    ApprovalRule,
    ChangeRequest,
    GoldenRecord,
    LedgerEntry,
    SourceMapping,
    SourceRecord,
    SourceVersion,
)
from mdm.pipeline.catalogue import define_attribute
from mdm.pipeline.stewardship import entering, requests, undoing
from mdm.records import Attribute, AttributeKind, CustomerKind

PAGE = "mdm-act-enter"
DORA = {
    "name_given": "Dora", "name_family": "Novak", "birth_date": "1988-04-01",
    "email": "dora@novak.example\r\ndn@x.example",
    "address_street": "Main Street", "address_house": "5", "address_postcode": "94043", "address_city": "Mountain View",
    "address_country": "US", "kind": "person",
}  # fmt: skip


def enter(browser, record=None, **changed):
    address = reverse("mdm-act-edit", args=[record]) if record else reverse(PAGE)
    return browser.post(address, DORA | {"enter": "1", "reason": "Met her at the fair."} | changed, follow=True)


def values(attribute):
    golden = GoldenRecord.objects.get().document
    return {one["display"] for one in golden["values"] if one["attribute"] == attribute}


def test_checked_then_entered(sign_in):
    browser = sign_in("steward")
    page = browser.post(reverse(PAGE), DORA).content.decode()
    assert "Nobody who is known is like this" in page
    assert not SourceRecord.objects.exists()
    enter(browser)
    assert GoldenRecord.objects.get().name == "Dora Novak"
    assert values("email") == {"dora@novak.example", "dn@x.example"}
    entry = LedgerEntry.objects.get(act="customer_entered")
    assert (entry.reason, entry.actor.username) == ("Met her at the fair.", "test steward")


def test_who_is_known_already_is_shown(sign_in):
    browser = sign_in("steward")
    enter(browser)
    page = browser.post(reverse(PAGE), DORA).content.decode()
    assert str(GoldenRecord.objects.get().pk) in page
    assert "Enter all the same" in page


def test_an_edit_is_a_new_version(sign_in):
    browser = sign_in("steward")
    enter(browser)
    record = SourceRecord.objects.get().pk
    form = browser.get(reverse("mdm-act-edit", args=[record])).content.decode()
    assert 'value="Novak"' in form
    enter(browser, record, name_family="Horvat", version="1", reason="Married.")
    assert GoldenRecord.objects.get().name == "Dora Horvat"
    assert list(SourceVersion.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert "Somebody has edited" in enter(browser, record, name_family="Late", version="1").content.decode()
    assert GoldenRecord.objects.get().name == "Dora Horvat"


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [({"reason": " "}, "needs a reason"), (dict.fromkeys(DORA, "") | {"kind": "person"}, "Nothing is entered")],
)
def test_what_can_t_be_taken_is_told(sign_in, sent, complaint):
    assert complaint in enter(sign_in("steward"), **sent).content.decode()
    assert not SourceRecord.objects.exists()


@pytest.mark.parametrize("role", ["viewer", "auditor"])
def test_who_may_not_has_no_way(sign_in, role):
    assert sign_in(role).get(reverse(PAGE)).status_code == 403
    assert enter(sign_in(role)).status_code == 403


def test_records_of_other_sources_are_not_edited_here(sign_in, world):
    record = world.record("crm", "1", full_name="Anna Schmidt").pk
    assert sign_in("steward").get(reverse("mdm-act-edit", args=[record])).status_code == 404


def test_a_new_attribute_is_asked_for_at_once(sign_in):
    sign_in("steward").post(reverse(PAGE), DORA)
    new = Attribute("shoe_size", AttributeKind.NUMBER, "Shoe size", position=90)
    define_attribute(new, actor=None)
    assert "shoe_size" in catalogue().attributes
    enter(sign_in("steward"), shoe_size="39")
    assert values("shoe_size") == {"39"}
    assert SourceMapping.objects.count() == 2


def test_two_editors_do_not_overwrite_one_another(django_user_model):
    user = django_user_model.objects.create_user("steward")
    said = {"name_given": "Dora", "name_family": "Novak", "email": "dora@novak.example"}
    taken = entering.enter_customer(CustomerKind.PERSON, said, actor=user, reason="x")
    key = SourceRecord.objects.get(pk=taken.record).key
    again = {"kind": CustomerKind.PERSON, "actor": user, "reason": "x", "key": key, "version": 1}
    entering.enter_customer(said=said | {"name_given": "Dorota"}, **again)
    with pytest.raises(ConflictError):
        entering.enter_customer(said=said | {"name_given": "Doris"}, **again)


class TestUndoing:
    """An entry and an edit are taken back like any other decision, and so is taking them back."""

    def undo(self, browser, entry):
        page = browser.get(reverse("mdm-act"), {"kind": "undo", "entry": entry.pk})
        sent = {"token": page.context["token"], "reason": "A mistake."}
        assert "Undo…" in browser.post(reverse("mdm-act-confirm"), sent, follow=True).content.decode()
        return LedgerEntry.objects.filter(act="undone").first()

    def test_an_entry(self, sign_in):
        browser = sign_in("steward")
        assert "kind=undo&amp;entry=" in enter(browser).content.decode()
        undone = self.undo(browser, LedgerEntry.objects.get(act="customer_entered"))
        assert not GoldenRecord.objects.exists()
        assert SourceRecord.objects.get().state == "closed"
        told = browser.get(reverse("admin:mdm_ledgerentry_change", args=[undone.pk])).content.decode()
        assert "<dt>Version after</dt><dd>\N{EN DASH}</dd>" in told
        self.undo(browser, undone)
        assert GoldenRecord.objects.get().name == "Dora Novak"

    def test_an_edit(self, sign_in):
        browser = sign_in("steward")
        enter(browser)
        enter(browser, SourceRecord.objects.get().pk, name_family="Horvat", version="1", reason="Married.")
        undone = self.undo(browser, LedgerEntry.objects.get(act="customer_edited"))
        assert GoldenRecord.objects.get().name == "Dora Novak"
        self.undo(browser, undone)
        assert GoldenRecord.objects.get().name == "Dora Horvat"

    def test_what_was_edited_since_stays(self, sign_in):
        browser = sign_in("steward")
        enter(browser)
        enter(browser, SourceRecord.objects.get().pk, name_family="Horvat", version="1", reason="Married.")
        entry = LedgerEntry.objects.get(act="customer_entered")
        assert "has been edited" in " ".join(undoing.plan_of(entry.pk).remarks)
        page = browser.get(reverse("admin:mdm_ledgerentry_change", args=[entry.pk])).content.decode()
        assert "Undo…" not in page

    def test_an_entry_that_a_second_person_approved(self, sign_in):
        ApprovalRule.objects.create(note="Any entry.", act="enter", exempt=["administrator"])
        page = enter(sign_in("steward"))
        sign_in("steward").post(reverse("mdm-act-propose"), {"token": page.context["token"], "reason": "Fair."})
        sign_in("senior steward")
        second = User.objects.get(username="test senior steward")
        requests.approve(ChangeRequest.objects.get().pk, actor=second)
        self.undo(sign_in("steward"), LedgerEntry.objects.get(act="customer_entered"))
        assert not GoldenRecord.objects.exists()
