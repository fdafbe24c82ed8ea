"""Each page for each role: who gets in, what is shown, and how many queries it takes."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mdm.access.roles import ROLES
from mdm.models import (
    ApiClient,
    AttributeDefinition,
    Batch,
    Channel,
    Chunk,
    Consent,
    GoldenRecord,
    Interaction,
    Job,
    LedgerEntry,
    MatchModel,
    Purpose,
    Reject,
    Relationship,
    RelationshipType,
    ReviewItem,
    SourceRecord,
    SourceSystem,
    SurvivorshipPolicy,
)
from mdm.pipeline.access import issue_client_key
from mdm.pipeline.facts.sending import Sender, put
from mdm.understand.facts import FactKind
from tests.world import World

ANNA = {"full_name": "Anna Schmidt", "born": "1980-05-17", "mail": "anna@schmidt-berlin.de", "tel": "+49 30 901820"}
STAGES = [{"name": "compare", "label": "Compare pairs", "weight": 1}]

FACTS = {
    FactKind.INTERACTION: {"record": {"key": "1"}, "at": "2026-02-01T10:00:00Z", "channel": "phone", "state": "open",
                           "subject": "Secret wish"},
    FactKind.CONSENT: {"record": {"key": "1"}, "purpose": "newsletter", "state": "granted",
                       "stated_at": "2026-02-01T10:00:00Z"},
    FactKind.RELATIONSHIP: {"record": {"key": "1"}, "type": "referred_by", "to": {"key": "p1"}},
}  # fmt: skip
EVERYBODY = frozenset(ROLES)
OPERATORS = EVERYBODY - {"viewer"}
ADMINISTRATORS = frozenset({"administrator", "auditor"})

# Model -> who sees it, most queries of its list, most queries of a row's page (None: no page of its own).
PAGES = {
    "goldenrecord": (EVERYBODY, 10, 30),
    "sourcerecord": (EVERYBODY, 10, 18),
    "reviewitem": (OPERATORS, 11, 29),
    "sourcesystem": (EVERYBODY, 9, 10),
    "batch": (OPERATORS, 10, 9),
    "reject": (OPERATORS, 10, 9),
    "job": (OPERATORS, 9, 13),
    "attributedefinition": (EVERYBODY, 9, None),
    "matchmodel": (EVERYBODY, 9, 9),
    "survivorshippolicy": (EVERYBODY, 9, 9),
    "apiclient": (ADMINISTRATORS, 9, 9),
    "ledgerentry": (OPERATORS, 9, 12),
    "interaction": (EVERYBODY, 12, 12),
    "consent": (EVERYBODY, 13, 13),
    "relationship": (EVERYBODY, 12, 12),
    "channel": (EVERYBODY, 9, None),
    "purpose": (EVERYBODY, 9, None),
    "relationshiptype": (EVERYBODY, 9, None),
}
# Administrators change them here.
DECLARED = {"attributedefinition", "apiclient", "sourcesystem", "channel", "purpose", "relationshiptype"}
MODELS = {
    one._meta.model_name: one
    for one in (
        GoldenRecord, SourceRecord, ReviewItem, SourceSystem, Batch, Reject, Job, AttributeDefinition, MatchModel,
        SurvivorshipPolicy, ApiClient, LedgerEntry, Interaction, Consent, Relationship, Channel, Purpose,
        RelationshipType,
    )
}  # fmt: skip


@pytest.fixture(scope="module")
def filled(shared):
    """At least one row of everything, and enough customers to show a query for each of them."""
    with shared():
        return _fill(World())


def _fill(world):
    one, other = world.record("crm", "1", **ANNA), world.record("shop", "2", **{**ANNA, "born": "1981-01-01"})
    anna = world.customer(one, other)
    world.compared(one, other)
    world.change(anna)
    world.golden(anna)
    for number in range(8):
        world.customer(world.record("crm", f"p{number}", full_name=f"Person {number}"))
    ReviewItem.objects.create(
        kind="possible_match", signature="1", records=[one.pk, other.pk], sentence="Are they one?", probability=0.9,
        facts={"left": one.pk, "right": other.pk},
    )  # fmt: skip
    for line in range(3):
        Reject.objects.create(
            batch=Batch.objects.first(), line=line, column="born", problem="unreadable", message="No date.",
            key=f"k{line}", row={"id": f"k{line}", "born": "secret day", "full_name": "Bea"},
        )  # fmt: skip
    job = Job.objects.create(kind="nightly", stages=STAGES, stage="compare")
    for number, state in enumerate(("done", "running", "waiting")):
        Chunk.objects.create(job=job, stage="compare", number=number, state=state, started_at=timezone.now())
    for kind, body in FACTS.items():
        put(kind, "crm", "a", body, sender=Sender())
    LedgerEntry.objects.create(act="judged", subject=f"customer:{anna.pk}", details={"pairs": 1})
    issue_client_key("crm", ["customers:read"])
    return anna


def _first(model):
    rows = MODELS[model].objects
    return rows.get(member_count=2) if model == "goldenrecord" else rows.order_by("pk").first()


@pytest.mark.parametrize("role", ROLES)
def test_each_role_sees_its_pages(sign_in, filled, role):
    browser = sign_in(role)
    for model, (who, _, page) in PAGES.items():
        expected = 200 if role in who else 403
        assert browser.get(reverse(f"admin:mdm_{model}_changelist"), follow=True).status_code == expected, model
        if page:
            address = reverse(f"admin:mdm_{model}_change", args=[_first(model).pk])
            assert browser.get(address).status_code == expected, model


@pytest.mark.parametrize("model", PAGES)
def test_pages_take_few_queries(sign_in, filled, django_assert_max_num_queries, model):
    browser = sign_in("administrator")
    _, most_of_list, most_of_page = PAGES[model]
    browser.get(reverse(f"admin:mdm_{model}_changelist"), {"p": 1})
    with django_assert_max_num_queries(most_of_list):
        assert browser.get(reverse(f"admin:mdm_{model}_changelist"), {"p": 1}).status_code == 200
    if most_of_page:
        address = reverse(f"admin:mdm_{model}_change", args=[_first(model).pk])
        with django_assert_max_num_queries(most_of_page):
            browser.get(address)


@pytest.mark.parametrize("model", sorted(PAGES.keys() - DECLARED))
def test_what_the_pipeline_owns_is_read_only(sign_in, filled, model):
    browser = sign_in("administrator")
    row = _first(model)
    assert browser.get(reverse(f"admin:mdm_{model}_add")).status_code == 403
    assert browser.get(reverse(f"admin:mdm_{model}_delete", args=[row.pk])).status_code == 403


def test_start_page(sign_in, filled, django_assert_max_num_queries):
    cache.clear()
    text = sign_in("administrator").get(reverse("admin:index")).content.decode()
    assert "CRM" in text
    assert ">9</b><span>customers" in text
    assert ">10</b><span>source records" in text
    assert ">1</b><span>open reviews" in text
    assert ">3</b><span>open rejects" in text
    assert "Compare pairs" in text
    viewer = sign_in("viewer")
    viewer.get(reverse("admin:index"))
    with django_assert_max_num_queries(5):
        seen = viewer.get(reverse("admin:index")).content.decode()
    assert "open reviews" not in seen


def test_lists_do_not_count_whole_tables(sign_in, filled, monkeypatch):
    monkeypatch.setattr("mdm.admin.base.MOST_ROWS", 4)
    with CaptureQueriesContext(connection) as queries:
        page = sign_in("viewer").get(reverse("admin:mdm_goldenrecord_changelist"))
    counts = [one["sql"] for one in queries if "COUNT(" in (one["sql"] or "") and "mdm_goldenrecord" in one["sql"]]
    assert counts
    assert all("LIMIT 5" in one for one in counts)
    assert "The first 4 customers" in page.content.decode()


def test_review_list_begins_with_what_waits(sign_in, filled):
    ReviewItem.objects.create(kind="over_size", signature="2", records=[1], sentence="Done.", state="decided")
    page = sign_in("steward").get(reverse("admin:mdm_reviewitem_changelist"), follow=True)
    assert [one.item.state for one in page.context["lines"]] == ["open"]


def test_batch_leads_to_its_rejects(sign_in, filled):
    batch = Reject.objects.first().batch
    Batch.objects.filter(pk=batch.pk).update(rejected=3)
    browser = sign_in("steward")
    address = f"{reverse('admin:mdm_reject_changelist')}?batch__id__exact={batch.pk}"
    assert address in browser.get(reverse("admin:mdm_batch_change", args=[batch.pk])).content.decode()
    assert browser.get(address).context["cl"].result_count == 3
    assert browser.get(reverse("admin:mdm_reject_changelist"), {"q": "k1"}).context["cl"].result_count == 1
