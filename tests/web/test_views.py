"""What clients see: each kind of client at each address, with values planted that it must never meet."""

from __future__ import annotations

import json
from itertools import product

import pytest

from mdm.models import ProfileView, SourceSystem
from tests.pipeline.people import BOB, ROBERT, STRANGER
from tests.web.conftest import EVERYTHING
from tests.web.test_writing import fields, put

# Said by the shop alone, by nobody else; and what only its records would tell.
SHOP_SAYS = {**BOB, "email": "secret-shop@example.org", "phone": "650-253-0999", "city": "Shoptown"}
HIDDEN_STREET = "Main Street"

VIEWS = {
    "crm alone": ({"sources": ["crm"]}, ["secret-shop", "Shoptown", "2530999", '"shop"']),
    "names and mails": ({"attributes": ["name", "email"]}, [HIDDEN_STREET, "2530000", "1980", "Mountain"]),
    "addresses masked": ({"masked": ["address"]}, [HIDDEN_STREET, "Shoptown", "Mountain"]),
    "crm, names alone": (
        {"sources": ["crm"], "attributes": ["name"]},
        ["secret-shop", "Shoptown", '"shop"', ROBERT["email"], HIDDEN_STREET, "1980"],
    ),
}


@pytest.fixture
def customer(writer):
    put(writer, "crm", "1", ROBERT)
    put(writer, "shop", "only", {**STRANGER, "email": "secret-shop@example.org", "city": "Shoptown"})
    return put(writer, "shop", "2", SHOP_SAYS).json()["customer_id"]


def _requests(customer):
    """Every address that tells of customers, with what would find the planted values."""
    one = f"/api/v1/customers/{customer}"
    gets = [
        one, f"{one}/lineage", f"{one}/history", f"{one}/explanation", f"{one}?as_of=2100-01-01T00:00:00Z",
        "/api/v1/customers?name=miller", "/api/v1/customers?name=wonder", "/api/v1/customers?phone=%2B16502530999",
        "/api/v1/customers?email=secret-shop@example.org", "/api/v1/customers?postcode=94043&city=Shoptown",
        "/api/v1/sources/crm/records/1", "/api/v1/sources/crm/records/1/customer",
        "/api/v1/sources/shop/records/2", "/api/v1/sources/shop/records/2/customer",
        "/api/v1/sources/shop/records/none", "/api/v1/proposals",
    ]  # fmt: skip
    lookup = {"ids": [customer], "keys": [{"source": "crm", "key": "1"}]}
    posts = [
        ("/api/v1/customers/lookup", lookup),
        ("/api/v1/customers/match", {"source": "crm", "record": {"kind": "p", "given": "Robert", "family": "Miller"}}),
    ]
    return gets, posts


@pytest.mark.parametrize("name", VIEWS)
def test_nothing_outside_the_view_is_told(writer, caller, customer, name):
    facts, secrets = VIEWS[name]
    view = ProfileView.objects.create(code="limited", label=name, extras=["members", "merged_ids", "lineage"], **facts)
    client = caller(*EVERYTHING, sources=[SourceSystem.objects.get(code="crm").pk], view=view.pk)
    gets, posts = _requests(customer)
    answers = {address: client.get(address) for address in gets}
    answers |= {address: client.post(address, body, "application/json") for address, body in posts}
    for (address, answer), secret in product(answers.items(), secrets):
        # The candidate and the address of the request itself are the client's own.
        asked = {"source": "shop", "key": "2"} if "lookup" in address else None
        assert secret not in answer.content.decode().replace(json.dumps(asked), ""), (address, secret)


def test_view_of_the_crm_finds_and_ranks_by_the_crm_alone(writer, caller, customer):
    view = ProfileView.objects.create(code="limited", label="CRM", sources=["crm"])
    client = caller(*EVERYTHING, view=view.pk)

    def found(**sought):
        return [one["id"] for one in client.get("/api/v1/customers", sought).json()["items"]]

    assert found(name="robert miller") == [customer]
    assert found(email=ROBERT["email"]) == [customer]
    assert found(email="secret-shop@example.org") == []
    assert found(name="alice wonder") == []
    assert client.get("/api/v1/sources/shop/records/2").status_code == 404
    only = writer.get("/api/v1/sources/shop/records/only/customer").json()["id"]
    assert client.get(f"/api/v1/customers/{only}").status_code == 404
    unknown = client.get(f"/api/v1/customers/{only[:-4]}0000").json()
    assert client.get(f"/api/v1/customers/{only}").json() == unknown


def test_view_prefers_its_sources(writer, caller, customer):
    whole = writer.get(f"/api/v1/customers/{customer}").json()["attributes"]["address"][0]
    other = "crm" if whole["source"] == "shop" else "shop"
    view = ProfileView.objects.create(code="pref", label="Preferring", preferences={"address": [other]})
    shown = caller(*EVERYTHING, view=view.pk).get(f"/api/v1/customers/{customer}").json()
    assert shown["attributes"]["address"][0]["source"] == other
    assert "members" not in shown


def test_writing_tells_a_limited_client_no_more_than_its_own(writer, caller, customer):
    view = ProfileView.objects.create(code="limited", label="CRM", sources=["crm"])
    client = caller(*EVERYTHING, sources=[SourceSystem.objects.get(code="crm").pk], view=view.pk)
    told = [put(client, "crm", "77", SHOP_SAYS).json(), put(client, "crm", "78", {**fields(STRANGER), "given": "Zed",
            "family": "Nowhere", "email": "z@z.example", "phone": "", "born": ""}).json()]  # fmt: skip
    for one in told:
        assert (one["happening"], one["joined"], one["is_held"]) == ("taken", None, False)


READING = {
    "/api/v1/customers/01890000-0000-7000-8000-000000000001": "customers:read",
    "/api/v1/customers/01890000-0000-7000-8000-000000000001/explanation": "customers:read",
    "/api/v1/sources/crm/records/1": "records:read",
    "/api/v1/proposals": "proposals:write",
    "/api/v1/proposals/1": "proposals:write",
}
ACTING = {
    ("put", "/api/v1/sources/crm/records/1"): "records:write",
    ("patch", "/api/v1/sources/crm/records/1"): "records:write",
    ("delete", "/api/v1/sources/crm/records/1"): "records:write",
    ("post", "/api/v1/sources/crm/records"): "records:write",
    ("post", "/api/v1/customers/match"): "customers:match",
    ("post", "/api/v1/customers/lookup"): "customers:read",
    ("post", "/api/v1/proposals"): "proposals:write",
} | {("get", address): scope for address, scope in READING.items()}


@pytest.mark.parametrize(("request_", "scope"), ACTING.items())
def test_each_act_needs_its_scope(caller, request_, scope):
    method, address = request_
    others = sorted(set(EVERYTHING) - {scope})
    refused = getattr(caller(*others), method)(
        address, {}, **({} if method == "get" else {"content_type": "application/json"})
    )
    assert refused.status_code == 403
    assert scope in refused.json()["detail"]
