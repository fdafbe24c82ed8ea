"""How fast the feed is drained, through the API and all its layers: python -m pytest tests/benchmarks/test_feed.py -s

-o addopts=--import-mode=importlib, as for all benchmarks.
"""

from __future__ import annotations

import time

import pytest
from django.db import connection
from django.test import Client

from mdm.models import Change
from mdm.pipeline.access import issue_client_key
from mdm.pipeline.feed import syndication
from mdm.syndicate import actions

COUNT = 100_000
REQUIRED = 5_000

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def caller():
    _, key = issue_client_key("drain", ("changes:read", "customers:read"))
    return Client(headers={"authorization": f"Bearer {key}"})


@pytest.fixture
def changes():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO mdm_change (entity, number, kind, attributes, sources, detail, origin_source, at) "
            "SELECT gen_random_uuid(), 1 + n %% 7, 'changed', '{email,phone}', '{crm,shop}', '{}', 'crm', now() "
            "FROM generate_series(1, %s) n",
            [COUNT],
        )


def _number_all():
    while syndication.feed.tide().is_rising:
        actions.number_changes()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE mdm_change")


def _drained(caller, **asked):
    started, cpu, count, after, slowest = time.perf_counter(), time.process_time(), 0, 0, 0.0
    while True:
        began = time.perf_counter()
        answer = caller.get("/api/v1/changes", {"after": after, "limit": 1000, **asked}).json()
        slowest = max(slowest, time.perf_counter() - began)
        count, after = count + len(answer["items"]), answer["last"]
        if not answer["has_more"]:
            break
    took, cpu = time.perf_counter() - started, time.process_time() - cpu
    rate, each = count / took, cpu / max(count, 1) * 1e6
    print(  # noqa: T201 - what a benchmark is for
        f"\n{count} changes in {took:.1f} s: {rate:,.0f}/s, {each:.0f} µs CPU each, "
        f"slowest page {slowest * 1000:.0f} ms"
    )
    return count, rate


def test_numbered_and_drained(caller, changes):
    """The first reader numbers what nobody has numbered yet."""
    count, rate = _drained(caller)
    while count < COUNT:
        more, _ = _drained(caller, after=count)
        count += more
    assert rate >= REQUIRED


def test_drained(caller, changes):
    _number_all()
    count, rate = _drained(caller)
    assert count == COUNT == Change.objects.count()
    assert rate >= REQUIRED


def test_drained_by_a_filter_that_fits_one_in_a_thousand(caller, changes):
    Change.objects.filter(id__in=list(Change.objects.order_by("id").values_list("id", flat=True)[::1000])).update(
        kind="merged"
    )
    _number_all()
    count, _ = _drained(caller, types="merged")
    assert count == COUNT // 1000
