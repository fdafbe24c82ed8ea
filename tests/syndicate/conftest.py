from __future__ import annotations

import pytest
from django.test import Client

from mdm.pipeline.access import issue_client_key
from mdm.syndicate.webhooks import actions
from tests.syndicate.receiving import receiving
from tests.world import World

FOLLOWER = ("changes:read", "customers:read")


@pytest.fixture
def world(db):
    return World()


@pytest.fixture
def make_client(db):
    """Makes a client of the API: the row and a caller that holds its key."""

    def make(name="crm sync", scopes=FOLLOWER):
        row, key = issue_client_key(name, scopes)
        return row, Client(headers={"authorization": f"Bearer {key}"})

    return make


@pytest.fixture
def follower(make_client):
    return make_client()[1]


@pytest.fixture
def subscribe(make_client):
    """Makes a subscription at an address that is nowhere."""
    row, _ = make_client()

    def make(name="to crm", **choices):
        return actions.subscribe(row.pk, name, **({"url": "https://crm.example.com/hook", "after": 0} | choices))

    return make


@pytest.fixture
def receiver(settings):
    """A subscriber on this machine, which the operator allows."""
    settings.MDM_WEBHOOK_NETWORKS = ["127.0.0.1/32"]
    with receiving() as one:
        yield one
