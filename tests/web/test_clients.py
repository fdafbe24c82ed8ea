"""Keys that change, and limits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from mdm.models import ApiClient
from mdm.pipeline.access import issue_client_key, revoke_client, rotate_client_key

NOBODY = "/api/v1/customers/01890000-0000-7000-8000-000000000001"


def status(key):
    return Client(headers={"authorization": f"Bearer {key}"}).get(NOBODY).status_code


@pytest.fixture
def keys(db):
    client, old = issue_client_key("crm", ["customers:read"])
    _, new = rotate_client_key(client.pk, overlap=timedelta(hours=1))
    return client, old, new


def test_both_keys_open_during_the_overlap(keys):
    _, old, new = keys
    assert (status(old), status(new)) == (404, 404)


def test_old_key_ends_with_the_overlap_even_while_remembered(keys):
    _, old, new = keys
    ApiClient.objects.update(previous_until=timezone.now() - timedelta(seconds=1))
    assert (status(old), status(new)) == (401, 404)


def test_revoking_closes_both(keys):
    client, old, new = keys
    revoke_client(client.pk, actor=None)
    assert (status(old), status(new)) == (401, 401)


def test_client_is_held_to_its_limit(caller):
    cache.clear()
    limited, other = caller("customers:read", requests_a_minute=3), caller("customers:read", "changes:read")
    answers = [limited.get(NOBODY) for _ in range(9)]
    assert [one.status_code for one in answers[:3]] == [404] * 3
    # A minute may end meanwhile, and the count begin anew.
    refused = [one for one in answers if one.status_code == 429]
    assert len(refused) >= 3
    assert refused[0].json()["code"] == "throttled"
    assert 0 < int(refused[0]["Retry-After"]) <= 61
    assert other.get(NOBODY).status_code == 404


def test_lost_cache_limits_nobody(caller, monkeypatch):
    def away(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(cache, "incr", away)
    assert caller("customers:read", requests_a_minute=1).get(NOBODY).status_code == 404
