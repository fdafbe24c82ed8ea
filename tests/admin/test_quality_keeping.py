"""What people keep of quality in pages: rules, reference lists, and held files looked at before they count."""

from __future__ import annotations

import csv
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mdm.models import BatchQuality, LedgerEntry, QualityRule, ReferenceList, ReferenceVersion, ReviewItem
from mdm.pipeline.quality import grading
from tests.pipeline.conftest import installation
from tests.pipeline.people import BOB, ROBERT

__all__ = ["installation"]

# Ids and what is shown of them: they hold any figures.
NUMBERS = re.compile(r"[0-9a-f]{8}(?:(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|…)")

RULE = {
    "code": "no_bobs", "label": "No Bobs", "dimension": "validity", "targets": ["name"], "message": "A Bob.",
    "remedy": "Ask.", "holds": {"ne": [{"part": "given"}, "robert"]},
}  # fmt: skip
NEW_RULE, NEW_LIST = "/admin/mdm/qualityrule/add/", "/admin/mdm/referencelist/add/"

BAD = [
    ('{"code": ', "no JSON at line 1, sign 10"),
    ("[]", "no object"),
    (json.dumps({**RULE, "holds": {"and": []}}), "holds uses &quot;and&quot;"),
    (json.dumps({**RULE, "targets": ["shoe_size"]}), "the attribute &quot;shoe_size&quot;"),
    (json.dumps({**RULE, "holds": {"gt": [{"divide": [{"length": {"part": "given"}}, 0]}, 1]}}), "divides by zero"),
    (json.dumps({**RULE, "holds": {"matches": [{"part": "given"}, "(a+)+b"]}}), "in the pattern at sign 6"),
]


@pytest.mark.parametrize("act", ["test", "declare"])
@pytest.mark.parametrize(("text", "told"), BAD)
def test_a_bad_rule_comes_back_with_the_text_and_the_reason(installation, admin_client, act, text, told):
    page = admin_client.post(NEW_RULE, {"act": act, "declaration": text}).content.decode()

    assert told in page
    assert text.replace('"', "&quot;") in page
    assert not QualityRule.objects.filter(code="no_bobs").exists()


def test_a_text_is_tested_without_being_kept_then_kept(installation, admin_client):
    installation.load("crm", [ROBERT])
    tested = admin_client.post(NEW_RULE, {"act": "test", "declaration": json.dumps(RULE)})
    assert "nothing was kept" in tested.content.decode()
    assert not QualityRule.objects.filter(code="no_bobs").exists()
    kept = admin_client.post(NEW_RULE, {"act": "declare", "declaration": json.dumps(RULE)}, follow=True)
    page = kept.content.decode()
    assert "its given is not “robert”" in page
    assert "Name" in page


def test_every_shipped_rule_is_told_in_words(installation, admin_client):
    for rule in QualityRule.objects.all():
        page = admin_client.get(f"/admin/mdm/qualityrule/{rule.pk}/change/").content.decode()
        assert "Must hold" in page, rule.code


def test_a_list_is_checked_kept_replaced_and_brought_back(installation, admin_client):
    said = {"code": "roles", "label": "Roles", "form": "words", "act": "check", "text": "Buyer\nUser"}
    checked = admin_client.post(NEW_LIST, said).content.decode()
    assert "2 would be added, 0 removed" in checked
    assert not ReferenceList.objects.filter(code="roles").exists()
    admin_client.post(NEW_LIST, {**said, "act": "replace"})
    page = reverse("admin:mdm_referencelist_change", args=["roles"])
    file = SimpleUploadedFile("roles.csv", "role\nBoss\n".encode("utf-8-sig"))
    replaced = admin_client.post(
        page, {**said, "act": "replace", "file": file, "header": "on", "note": "New"}, follow=True
    )
    assert "Version 2: 1 entries, 1 added, 2 removed." in replaced.content.decode()
    admin_client.post(reverse("admin:mdm_referencelist_restore", args=["roles"]), {"number": "1"})
    listed = b"".join(admin_client.get(reverse("admin:mdm_referencelist_export", args=["roles"])).streaming_content)
    assert listed.decode("utf-8-sig").split() == ["buyer", "user"]
    assert ReferenceVersion.objects.filter(list="roles", author__username="admin").count() == 3


def test_a_bad_list_file_is_refused_with_its_line(installation, admin_client):
    file = SimpleUploadedFile("roles.csv", b"a,b\nc\n")
    said = {"code": "roles", "label": "Roles", "form": "words", "act": "replace", "file": file}
    assert "line 2 has 1 columns, not 2" in admin_client.post(NEW_LIST, said).content.decode()
    latin = {**said, "file": SimpleUploadedFile("roles.csv", "Köln".encode("latin-1"))}
    assert "no UTF-8 text" in admin_client.post(NEW_LIST, latin).content.decode()


def test_a_learnt_list_is_looked_at_only(installation, admin_client):
    page = admin_client.get("/admin/mdm/referencelist/known_postcodes/change/").content.decode()

    assert "Replace it" not in page
    assert "Postcode fits the city" in page


def test_who_may_not_keep_rules_and_lists_only_reads(installation, sign_in):
    browser = sign_in("steward")
    assert browser.get("/admin/mdm/referencelist/countries/change/").status_code == 200
    assert browser.post("/admin/mdm/referencelist/countries/change/", {"text": "x"}).status_code == 403
    assert browser.get(NEW_LIST).status_code == browser.get(NEW_RULE).status_code == 403
    rule = QualityRule.objects.first()
    assert browser.post(reverse("admin:mdm_qualityrule_act", args=[rule.pk]), {"act": "retire"}).status_code == 403


@pytest.fixture
def held(installation):
    rows = [{**ROBERT, "id": str(number)} for number in range(60)]
    installation.load("crm", rows)
    installation.load("crm", [{**row, "email": "" if number else "nobody@@nowhere"} for number, row in enumerate(rows)])
    return BatchQuality.objects.get(decision="waiting").pk


def test_a_held_file_is_looked_at_row_by_row_and_exported(held, sign_in):
    browser = sign_in("steward")
    first = browser.get(reverse("admin:mdm_batchquality_rows", args=[held])).content.decode()
    more = browser.get(reverse("admin:mdm_batchquality_rows", args=[held]) + "?after=50").content.decode()
    table = b"".join(browser.get(reverse("admin:mdm_batchquality_csv", args=[held])).streaming_content)
    lines = list(csv.DictReader(table.decode("utf-8-sig").splitlines()))
    assert first.index(">id<") < first.index(">email<") < first.index(">given<")
    assert "The e-mail address can&#x27;t work." in first
    assert ("Miller" in first, "Rows 51 to 60" in more) == (True, True)
    assert (len(lines), lines[1]["family"], lines[0]["failed_rules"].count("can't work")) == (60, "Miller", 1)


def test_the_alerts_list_shows_no_delivery_that_is_in_line(held, sign_in):
    (quiet,) = BatchQuality.objects.filter(findings=[]).values_list("batch_id", flat=True)
    page = sign_in("steward").get(reverse("admin:mdm_batchquality_changelist")).content.decode()

    assert f"Batch {held}<" in page
    assert f"Batch {quiet}<" not in page


def test_the_start_page_tells_of_held_deliveries(held, sign_in):
    told = f"Batch {held} of crm</a> is held"

    assert told in sign_in("steward").get("/admin/").content.decode()
    assert told not in sign_in("viewer").get("/admin/").content.decode()


def test_the_file_itself_is_handed_out_and_the_ledger_knows(held, sign_in):
    answer = sign_in("steward").get(reverse("admin:mdm_batchquality_file", args=[held]))

    assert len(json.loads(b"".join(answer.streaming_content))) == 60
    assert "crm.json" in answer["Content-Disposition"]
    assert LedgerEntry.objects.get(act="held_file_taken").subject == f"batch:{held}"


def test_without_the_right_no_cell_is_seen(held, sign_in):
    browser = sign_in("auditor")
    page = browser.get(reverse("admin:mdm_batchquality_rows", args=[held])).content.decode()
    table = b"".join(browser.get(reverse("admin:mdm_batchquality_csv", args=[held])).streaming_content).decode()
    assert "Miller" not in page + table
    assert "•••" in page
    assert browser.get(reverse("admin:mdm_batchquality_file", args=[held])).status_code == 403
    assert sign_in("viewer").get(reverse("admin:mdm_batchquality_rows", args=[held])).status_code == 403


def test_a_decided_delivery_has_no_rows_to_look_at(held, admin_client):
    admin_client.post(reverse("admin:mdm_batchquality_decide", args=[held]), {"decision": "discard", "reason": "x"})
    page = admin_client.get(reverse("admin:mdm_batchquality_rows", args=[held]), follow=True).content.decode()

    assert "No file of batch" in page


def test_pages_without_scorecards_say_so(installation, admin_client):
    assert b"no scorecards yet" in admin_client.get("/admin/quality/").content


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
    assert "2021" not in NUMBERS.sub("", pages["viewer"])
    assert "•••" in pages["viewer"]


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
