"""Facts on the pages: contacts, consent and relations at a customer, lists, and the declared terms."""

from __future__ import annotations

import html
import re

import pytest
from django.urls import reverse

from mdm.access.sight import MASK
from mdm.models import Channel, Consent, History, Interaction, LedgerEntry
from mdm.pipeline.facts.sending import Sender, put
from mdm.understand.facts import FactKind

CALL = {"record": {"key": "1"}, "channel": "phone", "direction": "in", "subject": "About Mr Secret", "state": "open",
        "reason": "complaint", "note": "Secret wish"}  # fmt: skip
CONSENT = {"record": {"key": "1"}, "purpose": "newsletter", "channel": "email", "state": "granted",
           "stated_at": "2026-02-01T10:00:00Z", "proof": "Secret form"}  # fmt: skip


@pytest.fixture
def anna(world):
    anna = world.customer(world.record("crm", "1", full_name="Anna Schmidt"))
    firm = world.customer(world.record("crm", "2", company="Schmidt Druck GmbH"))
    for number in range(12):
        put(FactKind.INTERACTION, "crm", f"call {number}", CALL | {"at": f"2026-02-{number + 1:02}T10:00:00Z"},
            sender=Sender())  # fmt: skip
    put(FactKind.CONSENT, "crm", "form", CONSENT, sender=Sender())
    put(FactKind.CONSENT, "crm", "form", CONSENT | {"state": "withdrawn", "stated_at": "2026-02-02T10:00:00Z"},
        sender=Sender())  # fmt: skip
    told = {"record": {"key": "1"}, "type": "decision_maker_for", "to": {"key": "2"}, "since": "2024-05-01"}
    put(FactKind.RELATIONSHIP, "crm", "post", told, sender=Sender())
    return anna, firm


def text(response):
    assert response.status_code == 200
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


def customer_page(browser, customer, query=""):
    return browser.get(reverse("admin:mdm_goldenrecord_change", args=[customer.pk]) + query)


def test_a_customer_page_tells_contacts_consent_and_relations(sign_in, anna):
    customer, firm = anna
    page = customer_page(sign_in("steward"), customer)
    told = text(page)
    assert [one["key"] for one in page.context["facts"]["contacts"]] == [f"call {one}" for one in range(11, 1, -1)]
    assert "About Mr Secret" in told
    assert re.search(r"Newsletter E-mail no The customer has taken its consent back\.", told)
    assert "decides for Schmidt Druck GmbH since 2024-05-01" in told
    assert reverse("admin:mdm_goldenrecord_change", args=[firm.pk]) in page.content.decode()
    assert "has decision maker Anna Schmidt" in text(customer_page(sign_in("steward"), firm))


def test_contacts_go_on_behind_the_last(sign_in, anna):
    first = customer_page(sign_in("steward"), anna[0])
    (link,) = re.findall(r'href="(\?contacts=[^"]*)"', first.content.decode())
    later = customer_page(sign_in("steward"), anna[0], html.unescape(link).partition("#")[0])
    assert [one["key"] for one in later.context["facts"]["contacts"]] == ["call 1", "call 0"]
    assert text(customer_page(sign_in("steward"), anna[0], "?contacts=nonsense 1"))


@pytest.mark.parametrize(("role", "is_shown"), [("steward", True), ("viewer", False)])
def test_free_text_is_shown_by_role(sign_in, anna, role, is_shown):
    browser = sign_in(role)
    pages = [customer_page(browser, anna[0])] + [
        browser.get(reverse(f"admin:mdm_{model}_change", args=[row.objects.first().pk]))
        for model, row in (("interaction", Interaction), ("consent", Consent))
    ]
    for page in pages:
        assert ("Secret" in text(page)) == is_shown
        assert (MASK in text(page)) == (not is_shown)


def test_a_consent_keeps_what_it_said(sign_in, anna):
    told = text(sign_in("steward").get(reverse("admin:mdm_consent_change", args=[Consent.objects.get().pk])))
    assert re.search(r"State withdrawn .* Version 1, until .* State granted", told)


@pytest.mark.parametrize(("sought", "count"), [("1", 12), ("call 3", 1), ("call", 0)])
def test_lists_find_by_the_keys_exactly(sign_in, anna, sought, count):
    page = sign_in("viewer").get(reverse("admin:mdm_interaction_changelist"), {"q": sought})
    assert len(page.context["cl"].result_list) == count


def test_administrators_declare_terms(sign_in, db):
    add = reverse("admin:mdm_channel_add")
    assert sign_in("steward").get(add).status_code == 403
    said = {"code": "fax", "label": "Fax", "is_contact": "on", "is_active": "on"}
    assert sign_in("administrator").post(add, said).status_code == 302
    fax = Channel.objects.get(code="fax")
    change = reverse("admin:mdm_channel_change", args=[fax.pk])
    assert sign_in("administrator").post(change, {"label": "Telefax", "code": "other"}).status_code == 302
    assert Channel.objects.values_list("code", "label", "is_active").get(pk=fax.pk) == ("fax", "Telefax", False)
    assert LedgerEntry.objects.filter(act="term_declared", subject="channel:fax", actor__isnull=False).count() == 2
    assert History.objects.filter(relation="mdm_channel", row=str(fax.pk)).count() == 2
    assert sign_in("administrator").post(reverse("admin:mdm_channel_delete", args=[fax.pk])).status_code == 403


def test_a_merge_preview_tells_what_becomes_of_facts(sign_in, anna):
    customers = {"kind": "merge", "customer": [str(one.pk) for one in anna]}
    told = text(sign_in("administrator").get(reverse("mdm-act"), customers))
    assert "With them come 1 relation." in told
