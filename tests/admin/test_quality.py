"""The pages of data quality: who may see them, what they show, and what they do."""

from __future__ import annotations

import csv
import json

import pytest
from django.urls import reverse

from mdm.models import GoldenRecord, QualityRule, SourceSystem
from tests.pipeline.conftest import Installation
from tests.pipeline.people import BOB, ROBERT, STRANGER


@pytest.fixture(scope="module")
def graded(shared, tmp_path_factory):
    with shared():
        installation = Installation(tmp_path_factory.mktemp("graded"))
        installation.load("crm", [ROBERT, BOB, {**STRANGER, "email": "nobody@@nowhere"}])
        installation.nightly()


PAGES = [
    "quality/", "quality/failing/?rule=email_form&attribute=email&source=0", "mdm/qualityrule/",
    "mdm/batchquality/", "mdm/sharedvalue/", "mdm/costrate/", "mdm/sourcewatch/", "mdm/costrate/add/",
    "mdm/sourcewatch/add/", "mdm/referencelist/", "mdm/sharinglimit/", "mdm/sharinglimit/add/",
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_answer(graded, admin_client, page):
    assert admin_client.get(f"/admin/{page}", follow=True).status_code == 200


def test_a_customer_shows_the_grade_of_its_golden_record(graded, sign_in):
    customer = GoldenRecord.objects.get(document__name__icontains="alice").entity_id
    page = sign_in("viewer").get(reverse("admin:mdm_goldenrecord_change", args=[customer])).content.decode()

    assert "Grade of the golden record" in page
    assert "The e-mail address can&#x27;t work." in page
    assert "the next nightly job grades this one" not in page


def test_a_source_has_its_scorecard_and_the_records_behind_it(graded, admin_client):
    source = SourceSystem.objects.get(code="crm")
    page = admin_client.get(reverse("mdm-quality-source", args=[source.pk]))
    listed = admin_client.get(f"/admin/quality/failing/?rule=email_form&attribute=email&source={source.pk}")

    assert "E-mail is well-formed" in page.content.decode()
    assert f">{STRANGER['id']}<" in listed.content.decode()


def test_the_export_has_a_line_for_each_rule(graded, admin_client):
    text = b"".join(admin_client.get("/admin/quality/scorecards.csv").streaming_content).decode("utf-8-sig")
    lines = [line for line in csv.DictReader(text.splitlines()) if line["rule"] == "email_form"]

    assert {(line["source"], line["tested"], line["failed"]) for line in lines} == {
        ("crm", "3", "1"),
        ("all", "3", "1"),
    }


def test_the_records_behind_a_figure_are_exported_masked(graded, sign_in):
    address = "/admin/quality/failing.csv?rule=email_form&attribute=email&source=0"
    text = b"".join(sign_in("steward").get(address).streaming_content).decode("utf-8-sig")
    (line,) = csv.DictReader(text.splitlines())
    page = sign_in("viewer").get("/admin/quality/failing/?rule=email_form&attribute=email&source=0").content.decode()

    assert (line["source"], line["key"], line["values"]) == ("crm", STRANGER["id"], "nobody@@nowhere")
    assert "nobody@@nowhere" in page


def test_a_stranger_sees_nothing(graded, client, django_user_model):
    client.force_login(django_user_model.objects.create_user("guest", is_staff=True))

    assert client.get("/admin/quality/").status_code == 403


def test_a_rule_is_changed_tried_and_activated_in_its_page(graded, admin_client):
    rule = QualityRule.objects.get(code="email_form")
    act = reverse("admin:mdm_qualityrule_act", args=[rule.pk])
    bad = admin_client.post(act, {"act": "declare", "declaration": '{"code": "email_form"}'}, follow=True)
    good = {
        "code": "email_form", "label": "Form", "dimension": "validity", "targets": ["email"], "message": "m",
        "remedy": "r", "holds": {"is": "valid"},
    }  # fmt: skip
    admin_client.post(act, {"act": "declare", "declaration": json.dumps(good)})
    draft = QualityRule.objects.get(code="email_form", version=2)
    act = reverse("admin:mdm_qualityrule_act", args=[draft.pk])
    early = admin_client.post(act, {"act": "activate"}, follow=True)
    admin_client.post(act, {"act": "try"})
    admin_client.post(act, {"act": "activate"})
    draft.refresh_from_db()

    assert "states no" in bad.content.decode() or "has no condition" in bad.content.decode()
    assert "not tried yet" in early.content.decode()
    assert (draft.state, draft.trial["failed"]) == ("active", 1)


def test_trust_can_follow_the_grades(graded, admin_client):
    answer = admin_client.post(reverse("mdm-quality-trust"), follow=True)

    assert "Survivorship policy 2 is in force" in answer.content.decode()
