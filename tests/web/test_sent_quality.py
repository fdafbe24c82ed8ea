"""A sender learns from the answer which rules its record fails."""

from __future__ import annotations

from mdm.pipeline.quality import grading
from tests.pipeline.people import BOB, ROBERT

ADDRESS = "/api/v1/sources/crm/records"
BAD = {**ROBERT, "email": "robert@@nowhere"}
NO_BOBS = {
    "code": "no_bobs", "label": "No Bobs", "dimension": "validity", "targets": ["name"], "message": "A Bob.",
    "remedy": "Ask.", "holds": {"ne": [{"part": "given"}, "bob"]}, "severity": "reject",
}  # fmt: skip


def rules_of(findings):
    return {one["rule"] for one in findings}


def test_sender_gets_the_failed_rules_back(writer):
    sent = writer.put(f"{ADDRESS}/1", BAD, "application/json").json()["quality"]
    again = writer.put(f"{ADDRESS}/1", BAD, "application/json").json()["quality"]
    headers = {"if_match": "*"}
    good = {"email": ROBERT["email"]}
    mended = writer.patch(f"{ADDRESS}/1", good, "application/merge-patch+json", headers=headers).json()["quality"]
    closed = writer.delete(f"{ADDRESS}/1", headers=headers).json()["quality"]

    assert {one["rule"]: one["remedy"] for one in sent["findings"]}["email_form"] == "Ask for the address again."
    assert again == sent
    assert "email_form" not in rules_of(mended["findings"])
    assert mended["score"] > sent["score"]
    assert closed is None


def test_each_item_of_a_batch_has_its_failed_rules(writer):
    rule = grading.declare_rule(NO_BOBS, actor=None)
    grading.try_rule(rule)
    grading.activate_rule(rule, actor=None)
    items = [{"key": one["id"], "record": one} for one in (BAD, BOB)]
    taken, refused = writer.post(ADDRESS, {"records": items}, "application/json").json()["items"]

    assert "email_form" in rules_of(taken["result"]["quality"]["findings"])
    assert (refused["status"], refused["problem"]["detail"]) == (400, "A Bob. (rule no_bobs)")
    assert "no_bobs" in rules_of(refused["problem"]["data"]["findings"])
