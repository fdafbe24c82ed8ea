from __future__ import annotations

import pytest

from mdm.models import ProfileView, SourceRecord, SourceSystem
from tests.pipeline.people import BOB, MAYBE, ROBERT, STRANGER
from tests.web.test_writing import fields, put

MATCH = "/api/v1/customers/match"


def match(client, row, **more):
    return client.post(MATCH, {"source": "crm", "record": fields(row), **more}, "application/json")


def test_finds_who_it_is_like_and_writes_nothing(writer):
    robert = put(writer, "shop", "1", ROBERT).json()["customer_id"]
    answer = match(writer, BOB)
    found = answer.json()
    (one,) = found["matches"]
    assert answer.status_code == 200, found
    assert (one["customer_id"], one["grade"], one["source"], one["key"]) == (robert, "certain", "shop", "1")
    assert one["probability"] > 0.9
    assert one["reasons"]
    assert found["unseen_matches"] == 0
    assert SourceRecord.objects.count() == 1
    assert {value["attribute"] for value in found["normalised"]["values"]} >= {"name", "email", "phone"}
    assert found["validation"]["refused"] is None


def test_same_grade_as_on_arrival(writer):
    put(writer, "crm", "1", ROBERT)
    graded = {row["id"]: match(writer, row).json()["matches"] for row in (BOB, MAYBE, STRANGER)}
    assert [one["grade"] for one in graded["2"]] == ["certain"]
    assert [one["grade"] for one in graded["3"]] == ["possible"]
    assert graded["4"] == []
    assert put(writer, "shop", "2", BOB).json()["happening"] == "joined"
    assert put(writer, "shop", "3", MAYBE).json()["is_held"] is True


def test_creates_only_who_is_like_nobody(writer):
    first = match(writer, ROBERT, key="1", create=True)
    assert (first.status_code, first.json()["created"]["happening"]) == (201, "created")
    second = match(writer, BOB, key="2", create=True)
    assert (second.status_code, second.json()["created"]) == (200, None)
    assert second.json()["matches"][0]["customer_id"] == first.json()["created"]["customer_id"]
    assert SourceRecord.objects.count() == 1


def test_own_record_is_no_match(writer):
    put(writer, "crm", "1", ROBERT)
    assert match(writer, ROBERT, key="1").json()["matches"] == []


def test_unseen_matches_are_counted_only(writer, caller):
    put(writer, "shop", "1", ROBERT)
    view = ProfileView.objects.create(code="crm-only", label="CRM only", sources=["crm"])
    crm = SourceSystem.objects.get(code="crm")
    limited = caller("customers:match", "customers:read-sensitive", sources=[crm.pk], view=view.pk)
    answer = match(limited, BOB)
    assert (answer.json()["matches"], answer.json()["unseen_matches"]) == ([], 1)
    assert b"shop" not in answer.content


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/source"),
        ({"source": "crm", "record": "x"}, "/record"),
        ({"source": "crm", "record": {"kind": "z"}}, "/kind"),
        ({"source": "crm", "record": {"kind": "p", "surname": "x"}}, "/surname"),
        ({"source": "crm", "record": {"kind": "p"}, "create": True}, "/key"),
        ({"source": "crm", "record": {"kind": "p"}, "colour": 1}, "/colour"),
    ],
)
def test_bad_candidates(writer, body, pointer):
    answer = writer.post(MATCH, body, "application/json")
    assert answer.status_code == 400, answer.content
    assert pointer in {one["pointer"] for one in answer.json()["errors"]}


def test_creating_needs_the_right_to_write(installed, caller):
    crm = SourceSystem.objects.get(code="crm")
    assert match(caller("customers:match", sources=[crm.pk]), ROBERT, key="1", create=True).status_code == 403
    assert match(caller("customers:match", "records:write"), ROBERT).status_code == 403
