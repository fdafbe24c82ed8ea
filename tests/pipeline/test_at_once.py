"""Many at once come to what one after the other comes to."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from mdm.models import Entity, GoldenRecord, Job, Membership
from mdm.pipeline.jobs import nightly, ranges
from tests.pipeline.crowd import crowd, customers, names

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8


def arrivals(seed, count):
    """Rows with their sources."""
    return [("crm" if number % 2 else "shop", row) for number, row in enumerate(crowd(seed, count))]


def one_by_one(installation, rows):
    """What the rows come to, taken in one after the other; leaves nothing behind."""
    with transaction.atomic():
        for source, row in rows:
            installation.take_in(source, row)
        result = customers(), names()
        transaction.set_rollback(True)
    return result


def at_once(installation, rows):
    """Take the rows in with many threads that all begin together."""
    gate = threading.Barrier(THREADS)

    def take(share):
        gate.wait()
        try:
            for source, row in share:
                installation.take_in(source, row)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(take, [rows[start::THREADS] for start in range(THREADS)]))


def assert_nobody_is_surplus():
    """Every active customer has members and a golden record, and every record one customer."""
    owners = Membership.objects.filter(until=None).values_list("entity_id", flat=True)
    active = set(Entity.objects.filter(state="active").values_list("pk", flat=True))
    assert active == set(owners)
    assert active == set(GoldenRecord.objects.values_list("pk", flat=True))


def test_bursts_of_duplicates(installation):
    people = arrivals(4, 48)
    expected = one_by_one(installation, people)
    at_once(installation, people)
    assert (customers(), names()) == expected
    assert_nobody_is_surplus()


def test_online_writes_while_the_nightly_job_runs(installation, monkeypatch):
    monkeypatch.setattr(nightly, "SLICE", 4)
    monkeypatch.setattr(ranges, "PAIRS_CHUNK", 8)
    people = arrivals(6, 40)
    early, late = people[:24], people[24:]
    changed = [(source, {**row, "phone": "650-253-0009"}) for source, row in early[::3]]
    expected = one_by_one(installation, [*early, *late, *changed])
    for code in ("crm", "shop"):
        installation.load(code, [row for source, row in early if source == code])
    rows = [*late, *changed]
    random.Random(6).shuffle(rows)
    night = threading.Thread(target=_nightly, args=(installation,))
    night.start()
    at_once(installation, rows)
    night.join()
    assert Job.objects.get().state == "done"
    assert (customers(), names()) == expected
    assert_nobody_is_surplus()


def _nightly(installation):
    try:
        installation.nightly()
    finally:
        connection.close()
