"""No page of the admin, whoever is shown it, tells a sensitive value to who may not see it: none is forgotten."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone

from mdm.models import Batch, ChangeRequest, LedgerEntry, Pin, Proposal, Reject, ReviewItem
from mdm.pipeline.access import issue_client_key
from mdm.pipeline.stewardship import decisions, judging, previews, requests, worklist
from mdm.records import AttributeKind, CleanValue, PinKind, Verdict
from mdm.steward.acts import Act, ActKind
from tests.world import World

ANNA = {"full_name": "Anna Schmidt", "born": "1980-05-17", "mail": "anna@schmidt-berlin.de", "tax": "36574261809"}
# Sensitive values that stand in records, golden records, pins, proposals, requests and rejects.
SECRETS = ("1980-05-17", "1981-01-01", "36574261809", "1982-02-02", "1983-03-03", "1984-04-04", "17.05.1980")
# What somebody wrote as a reason, a comment, an answer.
WRITTEN = "she had twins in May"
ROWS = 12


def born(text):
    return CleanValue("birth_date", AttributeKind.BIRTH_DATE, {"value": text}, {"value": text}, text)


@pytest.fixture(scope="module")
def everything(shared):
    """Something sensitive wherever it may stand."""
    with shared():
        return _everything(World(), User.objects.create_superuser("root"))


def _everything(world, steward):
    one, other = world.record("crm", "1", **ANNA), world.record("shop", "2", **{**ANNA, "born": "1981-01-01"})
    customer = world.customer(one, other)
    world.golden(customer)
    decisions.pin(one.pk, PinKind.FIX, born("1982-02-02"), actor=steward, reason="told us")
    pin = {"record": one.pk, "kind": "fix", "value": born("1983-03-03").as_json(), "expires_at": None,
           "until_changed": False}  # fmt: skip
    looked = previews.preview(Act(ActKind.PIN, pin), actor=steward, sees_sensitive=True)
    requests.propose(looked.token, actor=steward, reason="told us again")
    client, _ = issue_client_key("CRM", ["proposals:write"])
    Proposal.objects.create(client=client, kind="correction", customer=customer.pk, record=one, attribute="birth_date",
                            value=born("1984-04-04").as_json(), reason="told us too")  # fmt: skip
    ReviewItem.objects.create(kind="possible_match", signature="1", records=[one.pk, other.pk], sentence="One?",
                              facts={"left": one.pk, "right": other.pk})  # fmt: skip
    Reject.objects.create(batch=Batch.objects.first(), line=7, column="born", problem="unreadable", message="No date.",
                          key="k7", row={"id": "k7", "born": "17.05.1980"})  # fmt: skip
    assert Pin.objects.exists()
    _written(customer, one, other, steward)
    return customer


def _written(customer, one, other, steward):
    """What people write may tell anything."""
    told = f"She says {WRITTEN}"
    decisions.pin(one.pk, PinKind.FIX, email("anna@schmidt.de"), actor=steward, reason=told)
    decisions.pin(one.pk, PinKind.BAR, email("anna@schmidt-berlin.de"), actor=steward, reason=told)
    Proposal.objects.update(reason=told, answer=told, decided_at=timezone.now())
    request = ChangeRequest.objects.get()
    requests.comment(request.pk, told, actor=steward)
    ChangeRequest.objects.update(reason=told, answer=told, decided_at=timezone.now())
    ReviewItem.objects.filter(signature="1").update(state="open")
    item = worklist.request_privacy(customer.pk, "access", actor=steward, reason=told, asked_on=timezone.now())
    worklist.comment(item.pk, told, actor=steward)
    asked = ReviewItem.objects.get(signature="1")
    judging.decide(asked.pk, Verdict.NO_MATCH, actor=steward, reason=told)


def email(text):
    return CleanValue("email", AttributeKind.EMAIL, {"value": text}, {"value": text}, text)


def addresses():
    """Every list, some rows of each, and every page that takes no argument."""
    for model, shown in admin.site._registry.items():
        info = model._meta.app_label, model._meta.model_name
        yield reverse("admin:{}_{}_changelist".format(*info))
        for row in shown.model._default_manager.order_by("-pk")[:ROWS]:
            yield reverse("admin:{}_{}_change".format(*info), args=[row.pk])
    yield reverse("admin:mdm_ledgerentry_export")
    for name in (*get_resolver().reverse_dict, *get_resolver("mdm.admin.quality").reverse_dict):
        if isinstance(name, str) and name.startswith("mdm"):
            try:
                yield reverse(name)
            except NoReverseMatch:
                continue


@pytest.mark.parametrize(("role", "unseen"), [("viewer", (*SECRETS, WRITTEN)), ("auditor", SECRETS)])
def test_no_page_tells_what_a_role_may_not_see(sign_in, everything, role, unseen):
    browser, seen = sign_in(role), 0
    for address in addresses():
        page = browser.get(address, follow=True)
        if page.status_code == 200:
            text = page.getvalue().decode() if page.streaming else page.content.decode()
            assert [one for one in unseen if one in text] == [], address
            seen += 1
    assert seen > 20


def test_an_auditor_reads_why(sign_in, everything):
    browser = sign_in("auditor")
    for entry in LedgerEntry.objects.filter(reason__contains=WRITTEN):
        page = browser.get(reverse("admin:mdm_ledgerentry_change", args=[entry.pk])).content.decode()
        assert WRITTEN in page
    assert WRITTEN in browser.get(reverse("admin:mdm_ledgerentry_export")).getvalue().decode()


def test_the_secrets_are_there_to_be_found(sign_in, everything):
    browser, told = sign_in("administrator"), ""
    for address in addresses():
        page = browser.get(address, follow=True)
        told += page.content.decode() if page.status_code == 200 and not page.streaming else ""
    assert {one for one in (*SECRETS, WRITTEN) if one not in told} <= {"1983-03-03"}
    assert told.count(WRITTEN) > 15
