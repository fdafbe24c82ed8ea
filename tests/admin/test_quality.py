"""The pages of data quality: who may see them, what they show, and what they do."""

from __future__ import annotations

import csv
import json

import pytest
from django.urls import reverse

from mdm.models import BatchQuality, QualityRule, SourceSystem
from mdm.pipeline.quality import grading
from tests.pipeline.conftest import installation
from tests.pipeline.people import BOB, ROBERT, STRANGER

__all__ = ["installation"]


@pytest.fixture
def graded(installation):
    installation.load("crm", [ROBERT, BOB, {**STRANGER, "email": "nobody@@nowhere"}])
    installation.nightly()
    return installation


PAGES = [
    "quality/", "quality/failing/?rule=email_form&attribute=email&source=0", "mdm/qualityrule/",
    "mdm/batchquality/", "mdm/sharedvalue/", "mdm/costrate/", "mdm/sourcewatch/", "mdm/costrate/add/",
    "mdm/sourcewatch/add/", "mdm/referencelist/", "mdm/sharinglimit/", "mdm/sharinglimit/add/",
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_answer(graded, admin_client, page):
    assert admin_client.get(f"/admin/{page}", follow=True).status_code == 200


def test_pages_without_scorecards_say_so(installation, admin_client):
    assert b"no scorecards yet" in admin_client.get("/admin/quality/").content


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


def test_a_sensitive_value_that_fails_is_masked(installation, sign_in):
    installation.load("crm", [{**ROBERT, "born": "2021-02-03"}])
    installation.nightly()
    query = "?rule=birth_of_age&attribute=birth_date&source=0"
    pages = {
        role: (
            sign_in(role).get(f"/admin/quality/failing/{query}").content.decode()
            + b"".join(sign_in(role).get(f"/admin/quality/failing.csv{query}").streaming_content).decode()
        )
        for role in ("viewer", "steward")
    }

    assert pages["steward"].count("2021-02-03") >= 2
    assert "2021" not in pages["viewer"]
    assert "•••" in pages["viewer"]


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


def test_a_held_delivery_is_decided_in_its_page(installation, admin_client):
    rows = [{**ROBERT, "id": str(number)} for number in range(100)]
    installation.load("crm", rows)
    installation.load("crm", [{**row, "email": ""} for row in rows])
    held = BatchQuality.objects.get(decision="waiting")
    page = admin_client.get(f"/admin/mdm/batchquality/{held.pk}/change/")
    admin_client.post(reverse("admin:mdm_batchquality_decide", args=[held.pk]), {"decision": "discard", "reason": "x"})
    held.refresh_from_db()

    assert "Email is there in 0% of the rows" in page.content.decode()
    assert (held.decision, held.reason, held.decided_by.username) == ("discarded", "x", "admin")


def test_a_question_about_quality_is_answered_in_the_work_list(installation, admin_client):
    from mdm.models import ReviewItem

    rule = {
        "code": "no_bobs", "label": "No Bobs", "dimension": "validity", "targets": ["name"], "message": "A Bob.",
        "remedy": "Ask.", "holds": {"ne": [{"part": "given"}, "bob"]}, "severity": "review",
    }  # fmt: skip
    pk = grading.declare_rule(rule, actor=None)
    grading.try_rule(pk)
    grading.activate_rule(pk, actor=None)
    installation.load("crm", [BOB])
    installation.nightly()
    item = ReviewItem.objects.get(kind="quality")
    page = admin_client.get(f"/admin/mdm/reviewitem/{item.pk}/change/")
    admin_client.post(reverse("admin:mdm_reviewitem_decide", args=[item.pk]), {"verdict": "accepted", "reason": "true"})
    item.refresh_from_db()

    assert "Right as it is" in page.content.decode()
    assert (item.state, item.outcome) == ("decided", "accepted")
