from __future__ import annotations

from itertools import count

import pytest
from django.test import Client

from mdm.models import SourceSystem
from mdm.pipeline.access import issue_client_key
from mdm.pipeline.intake.files import register_source
from mdm.pipeline.jobs import running
from tests.pipeline.people import MAPPING
from tests.world import World

EVERYTHING = (
    "customers:read", "customers:read-sensitive", "records:read", "changes:read", "records:write", "customers:match",
    "proposals:write",
)  # fmt: skip


@pytest.fixture
def world(db):
    return World()


@pytest.fixture
def caller(db):
    """Makes a client of the API that holds these scopes."""
    numbers = count(1)

    def make(*scopes: str, **rights) -> Client:
        _, key = issue_client_key(f"client {next(numbers)}", scopes, **rights)
        return Client(headers={"authorization": f"Bearer {key}"})

    return make


@pytest.fixture
def api(caller):
    """A client that may do everything but write."""
    return caller(*EVERYTHING)


@pytest.fixture
def installed(two_sources, db):
    """An installation with two sources whose columns are those of tests.pipeline.people."""


@pytest.fixture(scope="module")
def two_sources(shared):
    with shared():
        for code, trust in (("crm", 80), ("shop", 40)):
            register_source({"code": code, "label": code, "default_country": "US", "trust": trust}, MAPPING)


@pytest.fixture
def writer(installed, caller):
    """A client that may do everything, and write both sources."""
    return caller(*EVERYTHING, sources=SourceSystem.objects.values_list("pk", flat=True))


@pytest.fixture
def no_broker(monkeypatch):
    monkeypatch.setattr(running, "knock", lambda _wanted=None: None)
