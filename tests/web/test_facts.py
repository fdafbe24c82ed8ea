"""Facts over the API: sent by their sources, seen at whoever their record belongs to."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from mdm.access.sight import MASK
from mdm.models import ConsentVersion, Interaction, LedgerEntry, SourceSystem
from mdm.pipeline.serving.views import define_view
from tests.pipeline.people import BOB, ROBERT, STRANGER
from tests.web.conftest import EVERYTHING

CALL = {"record": {"key": "1"}, "at": "2026-03-01T11:00:00Z", "channel": "phone", "direction": "in",
        "subject": "Asked for Mr Secret", "reason": "complaint", "state": "open"}  # fmt: skip
CONSENT = {"record": {"key": "1"}, "purpose": "newsletter", "channel": "email", "state": "granted",
           "stated_at": "2026-02-01T08:00:00Z", "proof": "Form 12"}  # fmt: skip
CONTACT = {"record": {"key": "1"}, "type": "decision_maker_for", "to": {"key": "4"}, "since": "2024-01-01"}
PLAIN = ("channel", "direction", "subject", "reason", "state", "purpose", "proof", "type", "since")
FACTS = {"interactions": CALL, "consents": CONSENT, "relationships": CONTACT}


def put(client, address, body, **headers):
    return client.put(f"/api/v1/sources/{address}", body, "application/json", headers=headers)


def record(client, source, row):
    fields = {name: one for name, one in row.items() if name != "id"}
    return put(client, f"{source}/records/{row['id']}", fields).json()["customer_id"]


@pytest.fixture
def robert(writer):
    return record(writer, "crm", ROBERT)


@pytest.fixture
def alice(writer):
    return record(writer, "crm", STRANGER)


def profile(client, customer, **headers):
    return client.get(f"/api/v1/customers/{customer}", headers=headers)


def read(client, customer, what):
    answer = client.get(f"/api/v1/customers/{customer}/{what}")
    assert answer.status_code == 200, answer.content
    return answer.json()


class TestSending:
    @pytest.mark.parametrize("kind", FACTS)
    def test_twice_is_once(self, writer, robert, kind):
        first, second = (put(writer, f"crm/{kind}/a", FACTS[kind]) for _ in range(2))
        assert (first.status_code, first["ETag"], first.json()["happening"]) == (201, '"1"', "created")
        assert (second.status_code, second["ETag"], second.json()["happening"]) == (200, '"1"', "unchanged")
        assert first.json()["customer_id"] == robert
        kept = writer.get(f"/api/v1/sources/crm/{kind}/a")
        assert kept["ETag"].startswith('"1-')
        stated = {name: one for name, one in kept.json().items() if one is not None}
        assert stated.items() >= {name: one for name, one in FACTS[kind].items() if name in PLAIN}.items()
        assert stated["record"] == {"source": "crm", "key": "1"}
        assert put(writer, f"crm/{kind}/a", {name: stated[name] for name in FACTS[kind]}).json()["version"] == 1

    @pytest.mark.parametrize("kind", FACTS)
    def test_taken_back_and_said_again(self, writer, robert, kind):
        address = f"/api/v1/sources/crm/{kind}/a"
        put(writer, f"crm/{kind}/a", FACTS[kind])
        assert writer.delete(address).status_code == 428
        assert writer.delete(address, headers={"if-match": '"2"'}).status_code == 412
        taken = writer.delete(address, headers={"if-match": '"1"'})
        assert (taken.status_code, taken.json()["happening"], taken.json()["version"]) == (200, "removed", 2)
        assert writer.delete(address, headers={"if-match": '"2"'}).json()["happening"] == "unchanged"
        assert writer.get(address).status_code == 404
        assert not any(profile(writer, robert).json()[one] for one in ("interactions", "consents", "relations"))
        again = put(writer, f"crm/{kind}/a", FACTS[kind])
        assert (again.status_code, again.json()["version"]) == (201, 3)
        acts = LedgerEntry.objects.filter(subject__startswith=kind[:-1]).values_list("act", flat=True)
        assert sorted(acts) == [f"{kind[:-1]}_{one}" for one in ("created", "created", "removed")]

    @pytest.mark.usefixtures("robert")
    def test_what_is_expected_is_checked(self, writer):
        put(writer, "crm/interactions/a", CALL)
        assert put(writer, "crm/interactions/a", CALL, **{"if-none-match": "*"}).status_code == 412
        closed = CALL | {"state": "closed"}
        assert put(writer, "crm/interactions/a", closed, **{"if-match": '"1"'}).json()["version"] == 2
        assert put(writer, "crm/interactions/a", CALL, **{"if-match": '"1"'}).status_code == 412

    @pytest.mark.usefixtures("robert")
    def test_a_problem_points_at_the_member(self, writer):
        refused = put(writer, "crm/interactions/a", CALL | {"record": {"key": ""}})
        assert refused.status_code == 400
        assert refused.json()["errors"][0]["pointer"] == "/record/key"
        assert not Interaction.objects.exists()

    @pytest.mark.usefixtures("robert")
    def test_a_batch_has_a_result_for_each(self, writer):
        items = [{"key": "a", "interaction": CALL}, {"key": "b", "interaction": CALL | {"channel": "pigeon"}},
                 {"key": "a", "interaction": CALL}, {"key": "c", "remove": True}]  # fmt: skip
        answer = writer.post("/api/v1/sources/crm/interactions", {"items": items}, "application/json")
        told = answer.json()
        assert [one["status"] for one in told["items"]] == [201, 400, 400, 404]
        assert (told["taken"], told["refused"]) == (1, 3)
        assert told["items"][1]["problem"]["errors"][0]["pointer"] == "/items/1/interaction/channel"
        assert told["items"][2]["problem"]["errors"][0]["pointer"] == "/items/2/key"

    @pytest.mark.usefixtures("robert")
    def test_a_batch_under_a_key_is_taken_once(self, writer):
        body = {"items": [{"key": "a", "consent": CONSENT}]}
        first, second = (
            writer.post("/api/v1/sources/crm/consents", body, "application/json", headers={"idempotency-key": "k"})
            for _ in range(2)
        )
        assert first.content == second.content
        assert second["Idempotency-Replayed"] == "true"

    @pytest.mark.parametrize("item", [{"key": "a"}, {"key": "a", "consent": CONSENT}, {"key": "a", "remove": 1},
                                      {"key": "a", "interaction": CALL, "remove": True}])  # fmt: skip
    def test_an_item_of_another_shape_refuses_the_batch(self, writer, item):
        assert writer.post("/api/v1/sources/crm/interactions", {"items": [item]}, "application/json").status_code == 400

    @pytest.mark.usefixtures("robert")
    def test_a_changed_consent_leaves_what_it_said(self, writer):
        put(writer, "crm/consents/a", CONSENT)
        put(writer, "crm/consents/a", CONSENT | {"state": "withdrawn", "stated_at": "2026-02-20T08:00:00Z"})
        kept = ConsentVersion.objects.get()
        assert (kept.number, kept.said["state"], kept.said["proof"]) == (1, "granted", "Form 12")

    @pytest.mark.usefixtures("installed")
    def test_sources_out_of_sight_can_not_be_named(self, caller):
        crm = SourceSystem.objects.filter(code="crm").values_list("pk", flat=True)
        view = define_view("narrow", {"label": "Narrow", "sources": ["crm"], "extras": ["relations"]}).pk
        limited = caller(*EVERYTHING, sources=crm, view=view)
        answers = [
            put(limited, "crm/relationships/a", CONTACT | {"to": {"source": source, "key": "4"}}).json()
            for source in ("shop", "nowhere")
        ]
        assert answers[0] == answers[1]
        assert answers[0]["errors"][0]["pointer"] == "/to/source"


class TestReading:
    def test_a_fact_is_in_the_very_next_profile(self, writer, robert, alice):
        tag, seen = profile(writer, robert)["ETag"], set()
        for kind, body in FACTS.items():
            put(writer, f"crm/{kind}/a", body)
            answer = profile(writer, robert, **{"if-none-match": tag})
            assert answer.status_code == 200
            seen.add(tag := answer["ETag"])
        assert len(seen) == 3
        assert profile(writer, robert, **{"if-none-match": tag}).status_code == 304
        found = answer.json()
        assert found["interactions"][0].items() >= {"source": "crm", "key": "a", "reason": "complaint"}.items()
        assert found["consents"][0].items() >= {"may_contact": True, "why": "The customer has agreed."}.items()
        told = found["relations"][0]
        assert told.items() >= {"label": "decides for", "customer_id": alice, "name": "Alice Wonder"}.items()
        (inverse,) = profile(writer, alice).json()["relations"]
        assert (inverse["label"], inverse["customer_id"]) == ("has decision maker", robert)

    @pytest.mark.usefixtures("alice")
    def test_a_fact_may_come_before_its_record(self, writer):
        sent = [put(writer, f"crm/{kind}/a", body).json() for kind, body in FACTS.items()]
        assert [one["customer_id"] for one in sent] == [None] * 3
        robert = record(writer, "crm", ROBERT)
        found = profile(writer, robert).json()
        assert all(len(found[one]) == 1 for one in ("interactions", "consents", "relations"))

    def test_facts_go_with_their_records(self, writer, robert):
        bob = record(writer, "shop", STRANGER)
        put(writer, "shop/interactions/b", CALL | {"record": {"key": "4"}, "channel": "web"})
        put(writer, "crm/consents/a", CONSENT)
        put(writer, "shop/consents/b", CONSENT | {"record": {"key": "4"}, "state": "denied"})
        assert read(writer, robert, "may-contact?purpose=newsletter&channel=email")["may_contact"] is True
        assert record(writer, "shop", {**BOB, "id": "4"}) == robert
        told = read(writer, robert, "may-contact?purpose=newsletter&channel=email")
        assert (told["may_contact"], told["standing"]) == (False, "denied")
        assert [one["source"] for one in told["reasons"]] == ["shop", "crm"]
        assert [one["key"] for one in read(writer, bob, "interactions")["items"]] == ["b"]
        assert record(writer, "shop", STRANGER) != robert
        assert read(writer, robert, "may-contact?purpose=newsletter&channel=email")["may_contact"] is True
        assert read(writer, robert, "interactions")["items"] == []

    def test_a_relation_within_one_customer_is_none(self, writer, robert):
        put(writer, "crm/relationships/a", CONTACT | {"to": {"source": "shop", "key": "2"}})
        assert record(writer, "shop", BOB) == robert
        assert profile(writer, robert).json()["relations"] == []

    @pytest.mark.usefixtures("alice")
    def test_the_name_at_the_other_end_moves_the_tag(self, writer, robert):
        put(writer, "crm/relationships/a", CONTACT)
        before = profile(writer, robert)["ETag"]
        record(writer, "crm", {**STRANGER, "given": "Alicia"})
        after = profile(writer, robert, **{"if-none-match": before})
        assert after.json()["relations"][0]["name"] == "Alicia Wonder"

    def test_interactions_page_by_time_and_are_filtered(self, writer, robert):
        for number in range(5):
            more = {"at": f"2026-02-{number // 2 + 1:02}T10:00:00Z", "channel": "web" if number % 2 else "phone",
                    "state": "open" if number < 2 else "closed"}  # fmt: skip
            put(writer, f"crm/interactions/{number}", CALL | more)
        pages, cursor = [], ""
        while cursor is not None:
            told = read(writer, robert, f"interactions?page_size=2{cursor and '&cursor=' + cursor}")
            pages.append([one["key"] for one in told["items"]])
            cursor = told["next_cursor"]
        assert pages == [["4", "3"], ["2", "1"], ["0"]]
        assert [one["key"] for one in read(writer, robert, "interactions?channel=web")["items"]] == ["3", "1"]
        assert [one["key"] for one in read(writer, robert, "interactions?state=open")["items"]] == ["1", "0"]
        assert writer.get(f"/api/v1/customers/{robert}/interactions?state=ajar").status_code == 400

    def test_relations_page_by_customer(self, writer, robert, alice):
        zed = {"id": "5", "given": "Zed", "family": "Elsewhere", "email": "z@z.example", "born": "1950-01-01",
               "phone": "650-253-0111", "street": "Elm"}  # fmt: skip
        other = record(writer, "crm", STRANGER | zed)
        for key, to, code in (("a", "4", "contact_of"), ("b", "5", "contact_of"), ("c", "4", "buyer_for")):
            put(writer, f"crm/relationships/{key}", CONTACT | {"to": {"key": to}, "type": code, "until": "2025-01-01"})
        assert profile(writer, robert).json()["relations"] == []
        first = read(writer, robert, "relations?page_size=1")
        assert [(one["customer_id"], one["type"]) for one in first["items"]] == [
            (alice, "buyer_for"), (alice, "contact_of")
        ]  # fmt: skip
        second = read(writer, robert, f"relations?page_size=1&cursor={first['next_cursor']}")
        assert [one["customer_id"] for one in second["items"]] == [other]
        assert second["next_cursor"] is None

    def test_a_consent_that_ends_moves_the_answer_and_the_tag(self, writer, robert, monkeypatch):
        put(writer, "crm/consents/a", CONSENT | {"valid_until": "2027-01-01T00:00:00Z"})
        before = profile(writer, robert)
        at = read(writer, robert, "may-contact?purpose=newsletter&channel=email&at=2027-01-01T00:00:00Z")
        assert (at["may_contact"], at["standing"]) == (False, "expired")
        monkeypatch.setattr(timezone, "now", lambda: datetime(2027, 1, 2, tzinfo=UTC))
        after = profile(writer, robert, **{"if-none-match": before["ETag"]})
        assert after.json()["consents"][0]["standing"] == "expired"

    @pytest.mark.parametrize(
        "asked", ["purpose=x&channel=email", "purpose=newsletter&channel=web", "purpose=newsletter"]
    )
    def test_may_contact_wants_what_is_declared(self, writer, robert, asked):
        assert writer.get(f"/api/v1/customers/{robert}/may-contact?{asked}").status_code == 400

    def test_free_text_is_masked_without_the_scope(self, writer, caller, robert):
        for kind, body in FACTS.items():
            put(writer, f"crm/{kind}/a", body)
        plain = caller("customers:read", "records:read", "changes:read")
        told = [plain.get(f"/api/v1/{one}").content.decode() for one in (
            f"customers/{robert}", f"customers/{robert}/interactions", f"customers/{robert}/consents",
            f"customers/{robert}/may-contact?purpose=newsletter&channel=email", "sources/crm/interactions/a",
            "sources/crm/consents/a", "changes?snapshot=true")]  # fmt: skip
        assert not any("Secret" in one or "Form 12" in one for one in told)
        assert plain.get("/api/v1/sources/crm/interactions/a").json()["subject"] == MASK

    def test_only_views_with_the_extra_show_it(self, writer, caller, robert):
        for kind, body in FACTS.items():
            put(writer, f"crm/{kind}/a", body)
        view = define_view("bare", {"label": "Bare", "extras": ["members"]}).pk
        bare = caller(*EVERYTHING, view=view)
        assert not profile(bare, robert).json().keys() & {"interactions", "consents", "relations"}
        for what in ("interactions", "consents", "relations", "may-contact?purpose=newsletter&channel=email"):
            assert bare.get(f"/api/v1/customers/{robert}/{what}").status_code == 403
        assert {one["type"] for one in bare.get("/api/v1/changes").json()["items"]} == {"created"}


class TestFeed:
    def test_consents_and_relations_are_changes(self, writer, robert, alice):
        after = writer.get("/api/v1/changes").json()["last"]
        for kind, body in FACTS.items():
            for _ in range(2):
                put(writer, f"crm/{kind}/a", body)
        told = writer.get(f"/api/v1/changes?after={after}").json()["items"]
        assert [(one["type"], one["customer_id"]) for one in told] == [
            ("consent", robert), ("relation", robert), ("relation", alice)
        ]  # fmt: skip
        assert told[0]["detail"] == {"source": "crm", "key": "a", "happening": "created"}
        assert told[0]["version"] == 1
        filtered = writer.get(f"/api/v1/changes?after={after}&types=consent&snapshot=true").json()["items"]
        assert [one["customer"]["consents"][0]["purpose"] for one in filtered] == ["newsletter"]
        assert writer.get(f"/api/v1/changes?after={after}&own=false").json()["items"] == []


class TestSight:
    """Of two sources a client sees one."""

    @pytest.fixture
    def limited(self, writer, caller, robert):
        assert record(writer, "shop", BOB) == robert
        hidden = record(writer, "shop", STRANGER)
        put(writer, "shop/interactions/HIDDEN", CALL | {"record": {"key": "2"}})
        put(writer, "shop/interactions/HIDDEN2", CALL | {"record": {"source": "crm", "key": "1"}})
        put(writer, "crm/interactions/HIDDEN3", CALL | {"record": {"source": "shop", "key": "2"}})
        put(writer, "crm/consents/seen", CONSENT)
        put(writer, "shop/consents/HIDDEN", CONSENT | {"record": {"key": "2"}, "state": "denied"})
        for source, key in (("shop", "2"), ("crm", "1")):
            told = CONTACT | {"record": {"source": source, "key": key}, "to": {"source": "shop", "key": "4"}}
            put(writer, f"shop/relationships/HIDDEN{key}", told)
        put(writer, "crm/relationships/HIDDEN4", CONTACT | {"to": {"source": "shop", "key": "4"}})
        facts = ["members", "interactions", "consents", "relations"]
        shown = {"label": "Narrow", "attributes": ["name"], "sources": ["crm"], "extras": facts}
        self.hidden = hidden
        return caller(*EVERYTHING, view=define_view("narrow", shown).pk)

    def test_nothing_of_the_other_is_told(self, limited, robert):
        may = "/may-contact?purpose=newsletter&channel=email"
        tails = ("", "/interactions", "/relations", "/consents", may)
        asked = [("GET", f"customers/{robert}{tail}", None) for tail in tails]
        asked += [("GET", one, None) for one in ("changes", "changes?snapshot=true", "changes/snapshot",
                  "changes?types=consent,relation")]  # fmt: skip
        asked += [("POST", "customers/lookup", {"ids": [robert]})]
        asked += [("GET", f"sources/{source}/interactions/H", None) for source in ("crm", "shop")]
        for method, address, body in asked:
            told = limited.generic(method, f"/api/v1/{address}", json.dumps(body or {}), "application/json")
            assert told.status_code < 500
            for secret in ("HIDDEN", "shop", self.hidden, "Alice"):
                assert secret not in told.content.decode(), (address, secret)

    def test_it_forbids_all_the_same(self, limited, robert):
        told = read(limited, robert, "may-contact?purpose=newsletter&channel=email")
        assert (told["may_contact"], told["standing"]) == (False, "unseen")
        assert [one["key"] for one in told["reasons"]] == ["seen"]
        (answer,) = profile(limited, robert).json()["consents"]
        assert (answer["may_contact"], answer["said_by"]) == (False, None)

    def test_a_fact_about_a_hidden_record_is_hidden_too(self, limited):
        assert limited.get("/api/v1/sources/crm/interactions/HIDDEN3").status_code == 404
        types = {one["type"] for one in limited.get("/api/v1/changes").json()["items"]}
        assert "consent" in types
        assert "relation" not in types
