from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from django.db.models import QuerySet

from mdm.access.sight import MASK
from mdm.models import Answer, LedgerEntry, Reject, SourceRecord, SourceVersion
from tests.pipeline.people import BOB, MAYBE, ROBERT, STRANGER


def fields(row):
    return {name: value for name, value in row.items() if name != "id"}


def put(client, source, key, row, **headers):
    return client.put(f"/api/v1/sources/{source}/records/{key}", fields(row), "application/json", headers=headers)


def patch(client, source, key, changes, **headers):
    address = f"/api/v1/sources/{source}/records/{key}"
    return client.patch(address, changes, "application/merge-patch+json", headers=headers)


def delete(client, source, key, **headers):
    return client.delete(f"/api/v1/sources/{source}/records/{key}", headers=headers)


def test_story_of_a_record(writer):
    """Created, joined by another system's record, changed, apart, closed: each answer is what then stands."""
    created = put(writer, "crm", "1", ROBERT)
    assert (created.status_code, created["ETag"], created["Location"]) == (201, '"1"', "/api/v1/sources/crm/records/1")
    first = created.json()
    assert (first["happening"], first["version"], first["processing_state"]) == ("created", 1, "matched")
    joined = put(writer, "shop", "b", BOB).json()
    assert (joined["happening"], joined["customer_id"]) == ("joined", first["customer_id"])
    assert (joined["joined"]["source"], joined["joined"]["key"]) == ("crm", "1")
    assert joined["joined"]["probability"] > 0.9
    again = put(writer, "shop", "b", BOB)
    assert (again.status_code, again.json()["happening"], again["ETag"]) == (200, "unchanged", '"1"')
    # With a second record the customer's larger part stays there; of equal parts a fixed rule would choose.
    assert put(writer, "crm", "1b", ROBERT).json()["customer_id"] == first["customer_id"]
    moved = put(writer, "shop", "b", STRANGER).json()
    assert (moved["happening"], moved["version"]) == ("split", 2)
    assert moved["customer_id"] != first["customer_id"]
    closed = delete(writer, "shop", "b", if_match='"2"').json()
    assert (closed["happening"], closed["processing_state"], closed["customer_id"]) == ("closed", "closed", None)
    assert writer.get(f"/api/v1/customers/{moved['customer_id']}").json()["state"] == "retired"
    assert delete(writer, "shop", "b", if_match="*").json()["happening"] == "unchanged"
    back = put(writer, "shop", "b", STRANGER).json()
    assert back["customer_id"] == moved["customer_id"]


# Beside letters of any script also what may stand in no header.
ODD_KEY = quote("Größe 𪆿\x01")


@pytest.mark.parametrize("fact", ["records", "interactions"])
def test_the_place_of_what_was_made_is_an_address_whatever_its_key_is(writer, fact):
    address = f"/api/v1/sources/crm/{fact}/{ODD_KEY}"
    stated = (
        fields(ROBERT)
        if fact == "records"
        else {"record": {"key": "1"}, "at": "2026-03-01T12:00:00Z", "channel": "service"}
    )
    made = writer.put(address, stated, "application/json")
    assert (made.status_code, made["Location"]) == (201, address)
    assert writer.get(made["Location"]).status_code == 200


def test_what_was_written_is_read_without_what_is_sensitive(writer, caller):
    put(writer, "crm", "1", ROBERT)
    payload = caller("records:read").get("/api/v1/sources/crm/records/1").json()["payload"]
    assert payload == {**ROBERT, "born": MASK}


def test_possible_match_is_held_for_a_person(writer):
    put(writer, "crm", "1", ROBERT)
    held = put(writer, "shop", "3", MAYBE).json()
    assert held["is_held"] is True
    assert "person to decide" in held["why"]


def test_patch_changes_what_it_names(writer):
    put(writer, "crm", "1", ROBERT)
    tag = writer.get("/api/v1/sources/crm/records/1")["ETag"]
    answer = patch(writer, "crm", "1", {"email": "new@example.org", "phone": None}, if_match=tag)
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    payload = writer.get("/api/v1/sources/crm/records/1").json()["payload"]
    assert payload == {**{name: one for name, one in ROBERT.items() if name != "phone"}, "email": "new@example.org"}
    stale = patch(writer, "crm", "1", {"email": "x@example.org"}, if_match=tag)
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")


@pytest.mark.parametrize(
    ("act", "headers", "status"),
    [
        (put, {"if_match": '"7"'}, 412),
        (put, {"if_match": '"1"'}, 200),
        (put, {"if_match": '"6", "1-0a"'}, 200),
        (put, {"if_match": "*"}, 200),
        (put, {"if_none_match": "*"}, 412),
        (put, {"if_match": "1"}, 400),
        (put, {"if_none_match": '"1"'}, 400),
        (put, {"if_match": '"of-something-else"'}, 412),
        (patch, {}, 428),
        (patch, {"if_match": '"7"'}, 412),
        (patch, {"if_match": "*"}, 200),
        (delete, {}, 428),
        (delete, {"if_match": '"7"'}, 412),
        (delete, {"if_match": '"1"'}, 200),
    ],
)
def test_preconditions(writer, act, headers, status):
    put(writer, "crm", "1", ROBERT)
    before = SourceVersion.objects.count()
    arguments = () if act is delete else ({**ROBERT, "email": "new@example.org"},)
    answer = act(writer, "crm", "1", *arguments, **headers)
    assert answer.status_code == status, answer.content
    assert (SourceVersion.objects.count() > before) == (status == 200 and act is not delete)


def test_nothing_there_to_patch_or_close(writer):
    assert patch(writer, "crm", "none", {}, if_match="*").status_code == 404
    assert delete(writer, "crm", "none", if_match="*").status_code == 404
    assert put(writer, "crm", "none", ROBERT, if_match="*").status_code == 412


DEEP = '{"given":' * 30 + '""' + "}" * 30
BAD = {
    "no json": (b"{", "malformed_body", None),
    "blank": (b" ", "malformed_body", None),
    "list": (b"[]", "invalid_input", ""),
    "text": (b'"x"', "invalid_input", ""),
    "broken utf-8": (b'{"given": "\xff"}', "malformed_body", None),
    "NUL": (b'{"given": "a\\u0000b"}', "invalid_input", "/given"),
    "half a pair": (b'{"given": "\\ud800"}', "invalid_input", "/given"),
    "NaN": (b'{"given": NaN}', "malformed_body", None),
    "infinite": (b'{"given": 1e999}', "invalid_input", "/given"),
    "twice": (b'{"given": "a", "given": "b"}', "invalid_input", None),
    "deep": (DEEP.encode(), "invalid_input", ""),
    "very deep": (b"[" * 100_000, "malformed_body", None),
    "huge number": (b'{"given": ' + b"9" * 5000 + b"}", "malformed_body", None),
    "unknown field": (b'{"kind": "p", "surname": "x"}', "invalid_mapping", "/surname"),
    "other key": (b'{"kind": "p", "id": "2"}', "invalid_input", "/id"),
    "unknown kind": (b'{"kind": "z"}', "invalid_input", "/kind"),
    "correction column": (b'{"kind": "p", "reject_id": "1"}', "invalid_input", "/reject_id"),
    "overlong": (json.dumps({"kind": "p", "given": "x" * 5000}).encode(), "invalid_input", "/given"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_bodies_are_refused_with_their_place(writer, case):
    body, code, pointer = BAD[case]
    answer = writer.put("/api/v1/sources/crm/records/1", body, "application/json")
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (400, code), problem
    assert answer["Content-Type"] == "application/problem+json"
    assert problem["remedy"]
    if pointer is not None:
        assert problem["errors"][0]["pointer"] == pointer
    assert not SourceRecord.objects.exists()


def test_too_much_at_once(writer):
    answer = writer.put("/api/v1/sources/crm/records/1", b'"' + b"x" * 1_000_001 + b'"', "application/json")
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "application/xml"])
def test_other_kinds_of_bodies(writer, kind):
    assert writer.put("/api/v1/sources/crm/records/1", b"{}", kind).status_code == 415


def test_writing_needs_the_right_to_the_source(writer, installed, caller):
    limited = caller("records:write", "records:read")
    for source in ("crm", "nosuch"):
        answers = [
            put(limited, source, "1", ROBERT),
            patch(limited, source, "1", {}, if_match="*"),
            delete(limited, source, "1", if_match="*"),
            limited.post(f"/api/v1/sources/{source}/records", {"records": []}, "application/json"),
        ]
        assert {one.status_code for one in answers} == {403}
        assert len({one.content for one in answers}) == 1
    assert not SourceRecord.objects.exists()


def test_ledger_names_the_client(writer):
    put(writer, "crm", "1", ROBERT)
    assert LedgerEntry.objects.get(act="record_sent").details["client"]


def test_what_was_refused_is_settled_when_it_comes_in_good(writer):
    writer.post("/api/v1/sources/crm/records", {"records": [{"key": "1", "record": {"kind": "z"}}]}, "application/json")
    assert [one["key"] for one in writer.get("/api/v1/sources/crm/rejects").json()["items"]] == ["1"]
    put(writer, "crm", "1", ROBERT)
    assert writer.get("/api/v1/sources/crm/rejects").json()["items"] == []
    assert writer.get("/api/v1/sources/crm/records/1").json()["reject"] is None


class TestBatch:
    ADDRESS = "/api/v1/sources/crm/records"

    def send(self, client, records, **headers):
        return client.post(self.ADDRESS, {"records": records}, "application/json", headers=headers)

    def test_each_record_by_itself(self, writer):
        answer = self.send(
            writer,
            [
                {"key": "1", "record": fields(ROBERT)},
                {"key": "2", "record": {"kind": "z"}},
                {"key": "1", "record": fields(STRANGER)},
                {"key": "9", "close": True},
                {"key": "4", "record": fields(STRANGER)},
            ],
        )
        told = answer.json()
        assert (answer.status_code, told["taken"], told["refused"]) == (200, 2, 3)
        assert [one["status"] for one in told["items"]] == [201, 400, 400, 404, 201]
        places = [one["problem"]["errors"][0]["pointer"] for one in told["items"] if one["problem"]]
        assert places == ["/records/1/record/kind", "/records/2/key", "/records/3"]
        assert set(SourceRecord.objects.values_list("key", flat=True)) == {"1", "4"}

    def test_refused_record_is_found_by_its_sender(self, writer):
        self.send(writer, [{"key": "2", "record": {"kind": "z"}}])
        found = writer.get(f"{self.ADDRESS}/2").json()
        assert (found["processing_state"], found["reject"]["column"]) == ("rejected", "kind")
        self.send(writer, [{"key": "2", "record": fields(BOB)}])
        assert writer.get(f"{self.ADDRESS}/2").json()["processing_state"] == "matched"
        assert Reject.objects.get().state == "resolved"

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({}, "/records"),
            ({"records": []}, "/records"),
            ({"records": "x"}, "/records"),
            ({"records": [1]}, "/records/0"),
            ({"records": [{"record": {}}]}, "/records/0/key"),
            ({"records": [{"key": "1"}]}, "/records/0"),
            ({"records": [{"key": "1", "record": {}, "close": True}]}, "/records/0"),
            ({"records": [{"key": "1", "record": {}, "colour": 1}]}, "/records/0/colour"),
            ({"records": [{"key": "1", "record": {}}], "x": 1}, "/x"),
            ({"records": [{"key": "1", "record": {"given": "\0"}}]}, "/records/0/record/given"),
            ({"records": [{"key": "1", "record": {}}] * 501}, "/records"),
        ],
    )
    def test_bad_batches_are_refused_whole(self, writer, body, pointer):
        answer = writer.post(self.ADDRESS, body, "application/json")
        assert answer.status_code == 400, answer.content
        assert answer.json()["errors"][0]["pointer"] == pointer
        assert not SourceRecord.objects.exists()


class TestIdempotency:
    ADDRESS = TestBatch.ADDRESS

    def send(self, client, row, key="k-1", address=ADDRESS):
        body = {"records": [{"key": "1", "record": fields(row)}]}
        return client.post(address, body, "application/json", headers={"idempotency-key": key})

    def test_same_request_is_done_once_and_answered_the_same(self, writer):
        first, again = self.send(writer, ROBERT), self.send(writer, ROBERT)
        assert first.json() == again.json()
        assert again.json()["items"][0]["result"]["happening"] == "created"
        assert again["Idempotency-Replayed"] == "true"

    def test_key_of_another_request_is_refused(self, writer):
        self.send(writer, ROBERT)
        for answer in (self.send(writer, BOB), self.send(writer, ROBERT, address="/api/v1/sources/shop/records")):
            assert (answer.status_code, answer.json()["code"]) == (409, "conflict")

    def test_refused_request_may_be_mended_under_its_key(self, writer):
        bad = writer.post(self.ADDRESS, {}, "application/json", headers={"idempotency-key": "k-1"})
        assert bad.status_code == 400
        assert self.send(writer, ROBERT).status_code == 200

    def test_clients_do_not_meet(self, writer, caller):
        self.send(writer, ROBERT)
        sources = SourceRecord.objects.values_list("source", flat=True)
        other = caller("records:write", sources=sources)
        assert self.send(other, ROBERT).json()["items"][0]["result"]["happening"] == "unchanged"

    def test_key_taken_and_dropped_between_two_looks_is_a_conflict(self, writer, monkeypatch):
        look = QuerySet.get

        def blind(self, *args, **filters):
            if self.model is Answer:
                raise Answer.DoesNotExist
            return look(self, *args, **filters)

        self.send(writer, ROBERT)
        monkeypatch.setattr(QuerySet, "get", blind)
        answer = self.send(writer, ROBERT)
        assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
        assert answer.json()["remedy"]

    @pytest.mark.parametrize("key", ["", "a b", "ä", "x" * 256])
    def test_unusable_keys(self, writer, key):
        assert self.send(writer, ROBERT, key=key).status_code == 400
