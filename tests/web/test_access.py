from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mdm.models import ApiClient
from mdm.pipeline.access import issue_client_key, revoke_client

CUSTOMER = "/api/v1/customers/01890000-0000-7000-8000-000000000001"
ADDRESSES = {
    CUSTOMER: "customers:read",
    f"{CUSTOMER}/lineage": "customers:read",
    f"{CUSTOMER}/history": "customers:read",
    "/api/v1/customers?name=x": "customers:read",
    "/api/v1/sources/crm/records/1": "records:read",
    "/api/v1/sources/crm/records/1/customer": "customers:read",
    "/api/v1/changes": "changes:read",
}


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer nonsense"}, {"authorization": "Basic YTpi"}])
def test_no_address_opens_without_a_key(db, address, headers):
    answer = Client(headers=headers).get(address)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(("address", "scope"), ADDRESSES.items())
def test_each_address_needs_its_scope(caller, address, scope):
    others = sorted({"customers:read", "records:read", "changes:read"} - {scope})
    refused = caller(*others).get(address)
    assert refused.status_code == 403
    assert scope in refused.json()["detail"]
    assert caller(scope).get(address).status_code in {200, 404}


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
