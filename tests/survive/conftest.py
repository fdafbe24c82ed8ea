from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mdm.catalogue.defaults import default_catalogue
from mdm.records import Candidate, CleanValue, CustomerKind, Pin, PinKind
from mdm.survive.policy import Policy
from mdm.survive.survivorship import survive

NOW = datetime(2026, 11, 1, tzinfo=UTC)
CATALOGUE = default_catalogue()
TRUST = {"crm": 80, "billing": 60, "support": 40}


def days_ago(days):
    return NOW - timedelta(days=days) if days is not None else None


def value(attribute, text="", *, flags=(), usage="", **clean):
    """A clean value; `text` alone is a value without parts, "" one without a clean form."""
    parts = clean or ({"value": text.lower()} if text and "malformed" not in flags else {})
    kind = CATALOGUE.attributes[attribute].kind
    return CleanValue(attribute, kind, {"value": text}, parts, text or " ".join(clean.values()), usage, flags)


@pytest.fixture
def clean():
    return value


@pytest.fixture
def candidate():
    """One value of one record: record number, source, attribute, text, and days since it was updated."""

    def build(record, source, attribute, text="", *, days=10, created=None, loaded=0, grade=50, **more):
        return Candidate(
            record=record,
            source=source,
            trust=TRUST[source],
            value=value(attribute, text, **more),
            created_at=days_ago(created),
            updated_at=days_ago(days),
            loaded_at=days_ago(loaded),
            key=f"k{record}",
            grade=grade,
        )

    return build


@pytest.fixture
def pin():
    def build(kind, attribute, text, *, days=1, expires=None, **more):
        return Pin(1, PinKind(kind), attribute, value(attribute, text, **more), "The customer said so.", "anna",
                   days_ago(days), days_ago(expires))  # fmt: skip

    return build


@pytest.fixture
def golden():
    """A golden record under the default policy, or under rules and entries of one's own."""

    def build(candidates, *, rules=None, pins=(), kind="person", country="", **entries):
        everything = [{"attributes": ["*"], "order": ["source_priority"]}]
        declaration = {"version": 7, "rules": [*(rules or []), *everything], **entries}
        policy = Policy.from_json(declaration, CATALOGUE)
        return survive(CustomerKind(kind), candidates, pins, policy, CATALOGUE, now=NOW, country=country)

    return build
