"""Whatever is sent, the answer is a problem that points at the place, and nothing half-written stays."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from mdm.models import Change, LedgerEntry, Proposal, SentFile, SourceRecord, SourceVersion, Subscription
from mdm.pipeline.intake.files import register_source
from mdm.web.cursors import cursor_after
from tests.pipeline.people import MAPPING, ROBERT

CRM = "/api/v1/sources/crm/records"
RECORD = {name: one for name, one in ROBERT.items() if name != "id"}
ID = "01890000-0000-7000-8000-000000000001"
DEEP = json.loads('{"a":' * 25 + "1" + "}" * 25)
FORGED = cursor_after([5], {"history": str(uuid4())})

# What is wrong -> method, address, body, status, code, the place: a pointer into the body, or a parameter.
CASES = {
    # wrong types
    "batch of a text": ("POST", CRM, {"records": "x"}, 400, "/records"),
    "batch of numbers": ("POST", CRM, {"records": [1]}, 400, "/records/0"),
    "key that is no text": ("POST", CRM, {"records": [{"key": 7, "record": {}}]}, 400, "/records/0/key"),
    "close that is no flag": ("POST", CRM, {"records": [{"key": "1", "close": "yes"}]}, 400, "/records/0/close"),
    "create that is no flag": (
        "POST",
        "/api/v1/customers/match",
        {"source": "crm", "record": {}, "create": 1},
        400,
        "/create",
    ),
    "id that is none": ("POST", "/api/v1/customers/lookup", {"ids": ["x"]}, 400, "/ids/0"),
    "sequence that is none": (
        "POST",
        "/api/v1/subscriptions",
        {"name": "x", "url": "https://x.example", "after": "1x"},
        400,
        "/after",
    ),
    "type that there is not": (
        "POST",
        "/api/v1/subscriptions",
        {"name": "x", "url": "https://x.example", "types": ["gone"]},
        400,
        "/types/0",
    ),
    "value that is a list": (
        "POST",
        "/api/v1/proposals",
        {"kind": "correction", "customer_id": ID, "reason": "x", "attribute": "email", "value": []},
        400,
        "/value",
    ),
    # unknown fields
    "unknown member": ("POST", CRM, {"records": [{"key": "1", "record": RECORD}], "mode": "fast"}, 400, "/mode"),
    "unknown member of an item": (
        "POST",
        CRM,
        {"records": [{"key": "1", "record": RECORD, "colour": 1}]},
        400,
        "/records/0/colour",
    ),
    "unknown member of a key": (
        "POST",
        "/api/v1/customers/lookup",
        {"keys": [{"source": "crm", "key": "1", "x": 1}]},
        400,
        "/keys/0/x",
    ),
    "unknown member of a value": (
        "POST",
        "/api/v1/validate",
        {"kind": "person", "values": [{"attribute": "email", "valeu": "x"}]},
        400,
        "/values/0/valeu",
    ),
    "unknown member of a proposal": (
        "POST",
        "/api/v1/proposals",
        {"kind": "duplicate", "customer_id": ID, "other_customer_id": ID, "reason": "x", "why": "y"},
        400,
        "/why",
    ),
    "unknown column": ("PUT", f"{CRM}/1", {**RECORD, "surname": "x"}, 400, "/surname"),
    "unknown parameter": ("GET", "/api/v1/customers?surname=x", None, 400, "surname"),
    # oversized, broken, deep
    "oversized": ("PUT", f"{CRM}/1", b'{"given": "' + b"x" * 1_000_001 + b'"}', 413, None),
    "oversized batch": ("POST", CRM, b'{"records": "' + b"x" * 5_000_001 + b'"}', 413, None),
    "broken utf-8": ("PUT", f"{CRM}/1", b'{"given": "\xff"}', 400, None),
    "NUL in a text": ("PUT", f"{CRM}/1", {**RECORD, "given": "a\0b"}, 400, "/given"),
    "NUL in a batch": ("POST", CRM, {"records": [{"key": "a\0b", "record": RECORD}]}, 400, "/records/0/key"),
    "NUL in a reason": (
        "POST",
        "/api/v1/proposals",
        {"kind": "duplicate", "customer_id": ID, "other_customer_id": ID, "reason": "\0"},
        400,
        "/reason",
    ),
    "NUL in a search": ("GET", "/api/v1/customers?name=%00", None, 400, "name"),
    "NUL in an address": ("PUT", f"{CRM}/a%00b", RECORD, 404, None),
    "deep": ("PUT", f"{CRM}/1", {**RECORD, "given": DEEP}, 400, ""),
    "deep in a batch": ("POST", CRM, {"records": [{"key": "1", "record": {"given": DEEP}}]}, 400, ""),
    "endless depth": ("PUT", f"{CRM}/1", b'{"a":' * 100_000, 400, None),
    "a name twice": ("PUT", f"{CRM}/1", b'{"given": "a", "given": "b"}', 400, ""),
    "no object": ("POST", CRM, b"[]", 400, ""),
    # pages and cursors
    "huge page": ("GET", "/api/v1/customers?name=x&page_size=100000", None, 400, "page_size"),
    "huge page of changes": ("GET", "/api/v1/changes?limit=1000000", None, 400, "limit"),
    "page of none": ("GET", "/api/v1/proposals?page_size=0", None, 400, "page_size"),
    "forged cursor": ("GET", f"/api/v1/customers/{ID}/history?cursor=abc", None, 400, "cursor"),
    "cursor of another question": ("GET", f"/api/v1/customers/{ID}/history?cursor={FORGED}", None, 400, "cursor"),
    "cursor of a list for a search": ("GET", f"/api/v1/customers?name=x&cursor={FORGED}", None, 400, "cursor"),
    "sequence not reached": ("GET", "/api/v1/changes?after=99999999", None, 400, "after"),
    "sequence beyond counting": ("GET", "/api/v1/changes?after=99999999999999999999999", None, 400, "after"),
    "negative sequence": ("GET", "/api/v1/changes?after=-1", None, 400, "after"),
    # too much at once
    "batch of none": ("POST", CRM, {"records": []}, 400, "/records"),
    "batch of too many": (
        "POST",
        CRM,
        {"records": [{"key": str(n), "close": True} for n in range(501)]},
        400,
        "/records",
    ),
    "too many looked up": ("POST", "/api/v1/customers/lookup", {"ids": [ID] * 201}, 400, "/ids"),
    "none looked up": ("POST", "/api/v1/customers/lookup", {}, 400, "/ids"),
    "overlong key": ("POST", CRM, {"records": [{"key": "x" * 256, "record": RECORD}]}, 400, "/records/0/key"),
    "overlong value": ("PUT", f"{CRM}/1", {**RECORD, "given": "x" * 5000}, 400, "/given"),
    # contradictions
    "record and close": ("POST", CRM, {"records": [{"key": "1", "record": RECORD, "close": True}]}, 400, "/records/0"),
    "neither record nor close": ("POST", CRM, {"records": [{"key": "1"}]}, 400, "/records/0"),
    "another key than the address": ("PUT", f"{CRM}/1", {**RECORD, "id": "2"}, 400, "/id"),
    "a duplicate of itself": (
        "POST",
        "/api/v1/proposals",
        {"kind": "duplicate", "customer_id": ID, "reason": "x"},
        400,
        "/other_customer_id",
    ),
    "private address": ("POST", "/api/v1/subscriptions", {"name": "x", "url": "https://127.0.0.1/"}, 400, "url"),
    "no web address": ("POST", "/api/v1/subscriptions", {"name": "x", "url": "file:///etc/passwd"}, 400, "url"),
    "time that is none": ("GET", f"/api/v1/customers/{ID}?as_of=yesterday", None, 400, "as_of"),
}
WRITTEN = (SourceRecord, SourceVersion, Change, Proposal, Subscription, SentFile)


def _send(client, method, address, body):
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    return client.generic(method, address, content, "application/json")


def _places(problem):
    return {one["pointer"] for one in problem.get("errors", ()) if "pointer" in one} | {
        one.get("parameter") for one in (problem, *problem.get("errors", ()))
    }


@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_answered_with_its_place_and_leaves_nothing(writer, case):
    method, address, body, status, place = CASES[case]
    before = [one.objects.count() for one in WRITTEN]
    answer = _send(writer, method, address, body)
    assert answer.status_code == status, answer.content
    problem = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert problem["code"]
    assert problem["remedy"]
    if place is not None:
        assert place in _places(problem), problem
    assert [one.objects.count() for one in WRITTEN] == before
    assert not LedgerEntry.objects.filter(act__in=("record_sent", "proposed", "subscribed")).exists()


def test_replayed_key_with_another_body(writer):
    said = {"records": [{"key": "1", "record": RECORD}]}
    key = {"idempotency-key": "k"}
    first = writer.post(CRM, said, "application/json", headers=key)
    other = writer.post(CRM, {"records": [{"key": "2", "close": True}]}, "application/json", headers=key)
    assert (first.status_code, other.status_code, other.json()["code"]) == (200, 409, "conflict")
    assert SourceRecord.objects.count() == 1


@pytest.mark.parametrize("key", ["", " ", "a b", "ä", "x" * 256])
def test_idempotency_key_that_is_none(writer, key):
    answer = writer.post(
        CRM, {"records": [{"key": "1", "record": RECORD}]}, "application/json", headers={"idempotency-key": key}
    )
    assert (answer.status_code, answer.json()["parameter"]) == (400, "Idempotency-Key")
    assert not SourceRecord.objects.exists()


def test_an_item_twice_in_a_batch_points_at_the_second(writer):
    items = [{"key": "1", "record": RECORD}, {"key": "1", "record": {**RECORD, "given": "Other"}}]
    told = writer.post(CRM, {"records": items}, "application/json").json()
    assert [one["status"] for one in told["items"]] == [201, 400]
    assert told["items"][1]["problem"]["errors"][0]["pointer"] == "/records/1/key"
    assert SourceVersion.objects.count() == 1


def test_a_clock_that_is_ahead(writer):
    register_source({"code": "crm"}, {**MAPPING, "updated_at": "changed", "entries": MAPPING["entries"]})
    ahead = (timezone.now() + timedelta(days=3)).isoformat()
    answer = _send(writer, "PUT", f"{CRM}/1", {**RECORD, "changed": ahead})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/changed"
    assert not SourceRecord.objects.exists()


UNREADABLE = [
    (b'{"given": "Anna",\n "family" "x"}', "at line 2, column 11."),
    (b'{"given": "\xff"}', "byte 12 is no UTF-8."),
    (b'{"given": NaN}', "JSON has no NaN."),
    (b'{"a":' * 20_000, "it nests too deep."),
    (b'{"a": ' + b"9" * 5000 + b"}", "a number is too long."),
]


@pytest.mark.parametrize(("body", "place"), UNREADABLE)
def test_what_cannot_be_read_is_told_by_its_place(writer, body, place):
    told = writer.put(f"{CRM}/1", body, "application/json").json()
    assert (told["code"], told["detail"].endswith(place)) == ("malformed_body", True), told["detail"]
    assert "Anna" not in str(told)
