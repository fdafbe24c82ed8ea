from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from mdm.models import ApiClient, SourceSystem
from mdm.pipeline.access import issue_client_key, revoke_client
from mdm.pipeline.serving.views import define_view
from mdm.syndicate.webhooks.queries import changes_for, subscription
from mdm.web import urls
from tests.pipeline.people import BOB, ROBERT, STRANGER

CUSTOMER = "/api/v1/customers/01890000-0000-7000-8000-000000000001"
PUBLIC = None
# Address by its name -> method -> the scope that opens it. An address that is missing here fails the first test.
SCOPES = {
    "customers": {"GET": "customers:read"},
    "match": {"POST": "customers:match"},
    "lookup": {"POST": "customers:read"},
    "customer": {"GET": "customers:read"},
    "lineage": {"GET": "customers:read"},
    "history": {"GET": "customers:read"},
    "explanation": {"GET": "customers:read"},
    "proposals": {"GET": "proposals:write", "POST": "proposals:write"},
    "proposal": {"GET": "proposals:write"},
    "record-customer": {"GET": "customers:read"},
    "records": {"POST": "records:write"},
    "record": {"GET": "records:read", "PUT": "records:write", "PATCH": "records:write", "DELETE": "records:write"},
    "files": {"POST": "records:write"},
    "rejects": {"GET": "records:write"},
    "jobs": {"GET": "records:write"},
    "job": {"GET": "records:write"},
    "job-cancel": {"POST": "records:write"},
    "job-resume": {"POST": "records:write"},
    "job-rejects": {"GET": "records:write"},
    "job-rejects-file": {"GET": "records:write"},
    "customer-interactions": {"GET": "customers:read"},
    "customer-relations": {"GET": "customers:read"},
    "customer-consents": {"GET": "customers:read"},
    "may-contact": {"GET": "customers:read"},
    "interactions": {"POST": "records:write"},
    "interaction": {"GET": "records:read", "PUT": "records:write", "DELETE": "records:write"},
    "consents": {"POST": "records:write"},
    "consent": {"GET": "records:read", "PUT": "records:write", "DELETE": "records:write"},
    "relationships": {"POST": "records:write"},
    "relationship": {"GET": "records:read", "PUT": "records:write", "DELETE": "records:write"},
    "changes": {"GET": "changes:read"},
    "snapshot": {"GET": "customers:read"},
    "subscriptions": {"GET": "changes:read", "POST": "changes:read"},
    "subscription": {"GET": "changes:read", "PATCH": "changes:read", "DELETE": "changes:read"},
    "subscription-secret": {"GET": "changes:read", "POST": "changes:read"},
    "subscription-replay": {"POST": "changes:read"},
    "dead-letters": {"GET": "changes:read", "POST": "changes:read"},
    "validate": {"POST": "records:read"},
    "token": {"POST": PUBLIC},
    "schema": {"GET": PUBLIC},
    "docs": {"GET": PUBLIC},
    "nowhere": {},
}
# Addresses of one source, which a client without the right to it may not use.
FACTS = ("interaction", "consent", "relationship")
OF_A_SOURCE = {("record", "PUT"), ("record", "PATCH"), ("record", "DELETE"), ("records", "POST"), ("files", "POST"),
               ("rejects", "GET"), *((one, "PUT") for one in FACTS), *((one, "DELETE") for one in FACTS),
               *((f"{one}s", "POST") for one in FACTS)}  # fmt: skip
VALUES = {
    "customer_id": UUID("01890000-0000-7000-8000-000000000001"), "source": "crm", "key": "1", "proposal_id": 1,
    "subscription": 1, "job": 1,
}  # fmt: skip
GUARDED = [(name, method, scope) for name, methods in SCOPES.items() for method, scope in methods.items() if scope]


def _methods(view):
    return {one.upper() for one in ("get", "post", "put", "patch", "delete") if hasattr(view, one)}


def test_every_address_of_the_api_stands_in_the_table():
    found = {one.name: _methods(getattr(one.callback, "cls", None)) for one in urls.urlpatterns}
    assert found == {name: set(methods) for name, methods in SCOPES.items()}


def _call(client, name, method, **headers):
    (pattern,) = [one for one in urls.urlpatterns if one.name == name]
    values = {one: VALUES[one] for one in pattern.pattern.converters}
    kind = "text/csv" if name == "files" else "application/json"
    return client.generic(method, reverse(f"api:{name}", kwargs=values), b"{}", kind, headers=headers)


@pytest.mark.parametrize(("name", "method", "scope"), GUARDED)
def test_each_address_opens_to_its_scope_and_to_nothing_else(caller, name, method, scope):
    for headers in ({}, {"authorization": "Bearer nonsense"}, {"authorization": "Basic YTpi"}):
        answer = _call(Client(), name, method, **headers)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert ('error="invalid_token"' in answer["WWW-Authenticate"]) == bool(headers)
        assert answer["Content-Type"] == "application/problem+json"
    everything_else = caller(*(set(ApiClient.Scope.values) - {scope}))
    refused = _call(everything_else, name, method)
    assert (refused.status_code, refused.json()["code"]) == (403, "missing_scope")
    assert scope in refused.json()["detail"]
    assert f'scope="{scope}"' in refused["WWW-Authenticate"]
    opened = _call(caller(scope), name, method)
    if (name, method) in OF_A_SOURCE:
        assert (opened.status_code, opened.json()["code"]) == (403, "not_allowed")
    else:
        assert opened.status_code in {200, 400, 404, 411, 428}, opened.content


@pytest.mark.parametrize("name", [name for name, methods in SCOPES.items() if PUBLIC in methods.values()])
def test_what_is_open_to_all_asks_for_no_key(db, name):
    (method,) = SCOPES[name]
    assert _call(Client(), name, method).status_code in {200, 404}


class TestSight:
    """A client whose view shows one source and some attributes hears of the others nowhere."""

    @pytest.fixture
    def people(self, writer):
        """Robert as CRM and shop know him; what shop alone knows, merged in, split off and apart."""

        def put(source, key, row):
            body = {name: one for name, one in row.items() if name != "id"}
            return writer.put(f"/api/v1/sources/{source}/records/{key}", body, "application/json").json()["customer_id"]

        robert = put("crm", "C1", ROBERT)
        put("shop", "HIDDENB", BOB)
        merged = put("shop", "HIDDENM", STRANGER)
        assert put("shop", "HIDDENM", BOB) == robert
        split = put("shop", "HIDDENB", {**STRANGER, "given": "Secretina"})
        apart = put("shop", "HIDDENA", {**STRANGER, "given": "Quentin", "family": "Furtive", "born": "1950-01-01",
                    "email": "q@furtive.example", "phone": "650-253-0999"})  # fmt: skip
        assert len({robert, merged, split, apart}) >= 3
        return {"robert": robert, "merged": merged, "split": split, "apart": apart}

    @pytest.fixture
    def limited(self, people, caller):  # noqa: ARG002 - they come first
        extras = ["members", "merged_ids", "lineage"]
        shown = {"label": "Narrow", "attributes": ["name", "email"], "sources": ["crm"], "extras": extras}
        crm = SourceSystem.objects.filter(code="crm").values_list("pk", flat=True)
        return caller(*ApiClient.Scope.values, view=define_view("narrow", shown).pk, sources=crm)

    def asked(self, people):
        """Every way of asking, for what is in sight and what is not."""
        for one in people.values():
            for tail in ("", "/lineage", "/history", "/explanation", "?as_of=2100-01-01T00:00:00Z"):
                yield "GET", f"/api/v1/customers/{one}{tail}", None
        for source, key in (("crm", "C1"), ("shop", "HIDDENB"), ("shop", "HIDDENA")):
            yield "GET", f"/api/v1/sources/{source}/records/{key}", None
            yield "GET", f"/api/v1/sources/{source}/records/{key}/customer", None
        for said in ("name=Furtive", "name=Robert+Miller", "phone=%2B16502530999", "email=q@furtive.example",
                     "city=New+York", "postcode=10001", "name=Alice+Wonder"):  # fmt: skip
            yield "GET", f"/api/v1/customers?{said}", None
        for said in ("", "?snapshot=true", "?types=merged,split", "?sources=crm", "?attributes=email"):
            yield "GET", f"/api/v1/changes{said}", None
        for address in ("proposals", "subscriptions", "jobs", "sources/crm/rejects", "sources/shop/rejects"):
            yield "GET", f"/api/v1/{address}", None
        keys = [{"source": "crm", "key": "C1"}, {"source": "crm", "key": "HIDDENB"}]
        yield "POST", "/api/v1/customers/lookup", {"ids": [people["robert"]], "keys": keys}
        yield "POST", "/api/v1/customers/match", {"source": "crm", "record": {"kind": "p", "given": "Q"}}
        unseen = dict.fromkeys(("phone", "city", "postcode", "street", "house", "born"), "")
        robert = {name: one for name, one in {**ROBERT, **unseen}.items() if name != "id"}
        yield "POST", "/api/v1/customers/match", {"source": "crm", "record": robert}
        yield "PUT", "/api/v1/sources/crm/records/C1", {**robert, "given": "Roberto"}

    def test_nothing_of_it_is_told_anywhere(self, limited, people):
        secrets = [people[one] for one in ("merged", "split", "apart")]
        secrets += ["HIDDEN", "Furtive", "Secretina", "furtive.example", "wonder.example", "shop", "0999", "2530000"]
        for method, address, body in self.asked(people):
            answer = limited.generic(method, address, json.dumps(body or {}), "application/json")
            assert answer.status_code < 500
            told = answer.content.decode()
            # What the address itself names is no news to whom asked.
            leaked = [one for one in secrets if one in told and one not in address + json.dumps(body)]
            assert not leaked, (method, address, leaked, told)

    def test_what_is_in_sight_is_told(self, limited, people):
        found = limited.get(f"/api/v1/customers/{people['robert']}").json()
        assert set(found["attributes"]) == {"name", "email"}
        assert [one["key"] for one in found["members"]] == ["C1"]
        assert found["merged_ids"] == []
        assert "into" not in limited.get("/api/v1/changes?types=split").json()["items"][0]["detail"]

    def test_webhooks_tell_no_more_than_the_feed(self, limited, people):
        said = {"name": "x", "url": "https://192.0.2.1/", "after": 0}
        with override_settings(MDM_WEBHOOK_NETWORKS=["192.0.2.0/24"]):
            made = limited.post("/api/v1/subscriptions", said, "application/json").json()
        row = subscription(made["id"])
        every = {one.sequence for one in changes_for(row, list(range(1, 100))).values()}
        told = json.dumps([one.detail for one in changes_for(row, sorted(every)).values()])
        assert not [one for one in ("merged", "split", "apart") if people[one] in told]


def _answer(key):
    return Client(headers={"authorization": f"Bearer {key}"}).get("/api/v1/changes").status_code


def test_key_is_stored_as_a_digest_only(db):
    client, key = issue_client_key("crm", ["changes:read"])
    assert key not in str(ApiClient.objects.values().get(pk=client.pk))
    assert key.startswith(client.key_prefix)
    assert _answer(key) == 200


def test_revoked_key_is_refused(db):
    client, key = issue_client_key("crm", ["changes:read"])
    revoke_client(client.pk, actor=None)
    assert _answer(key) == 401


def test_expired_key_is_refused_even_while_remembered(db):
    _, key = issue_client_key("crm", ["changes:read"], expires_at=timezone.now() + timedelta(hours=1))
    assert _answer(key) == 200
    ApiClient.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert _answer(key) == 401


def test_use_is_noted(db):
    client, key = issue_client_key("crm", ["changes:read"])
    before = timezone.now()
    assert _answer(key) == 200
    assert ApiClient.objects.get(pk=client.pk).last_used_at >= before


def test_known_key_costs_one_short_look(caller, django_assert_num_queries):
    client = caller("customers:read", "customers:read-sensitive")
    client.get(CUSTOMER)
    with django_assert_num_queries(2):
        client.get(CUSTOMER)
