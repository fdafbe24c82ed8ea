"""The nightly job: what a record costs does not grow with the number of records."""

from __future__ import annotations

import pytest
from django.db import connection

from mdm.models import Chunk
from mdm.pipeline.identity import training
from tests.benchmarks.conftest import CUSTOMERS

TIMES = 5
MOST_GROWTH = 1.3
# Pairs a record grow with the blocks, and limits of identifiers read all who have one; nothing else may grow.
MOST_GROWTH_OF_CHANGES = 1.5
# Few enough that the smaller installation, too, looks at their blocks alone.
CHANGED = CUSTOMERS // 20


@pytest.fixture(autouse=True)
def untrained(monkeypatch):
    """Estimating a model looks at a sample whose size does not grow."""
    monkeypatch.setattr(training, "TRAIN_FROM", 10**9)


def test_growth(benchmark_of, say):
    """All records due, for a fifth of the customers and for all of them."""
    costs = []
    for customers in (CUSTOMERS // TIMES, CUSTOMERS):
        records, meter = benchmark_of.filled(customers)
        costs.append(1000 * meter.cpu / records)
        say(f"nightly: {records:,} records in {meter}; {costs[-1]:.2f} ms of processor a record")
        say(f"nightly: seconds by stage: {', '.join(f'{stage} {seconds:.1f}' for stage, seconds in stages())}")
    say(f"nightly: {costs[1] / costs[0]:.2f} times the cost a record at {TIMES} times the size")
    assert costs[1] < MOST_GROWTH * costs[0]


def test_incremental(benchmark_of, say):
    """Some changed records cost nearly the same whatever lies there already."""
    costs = []
    for customers in (CUSTOMERS // TIMES, CUSTOMERS):
        records, whole = benchmark_of.filled(customers)
        with connection.cursor() as cursor:
            cursor.execute(
                "WITH changed AS (UPDATE mdm_cleanrecord SET revision = nextval('mdm_clean_revision') "
                "WHERE record_id IN (SELECT record_id FROM mdm_cleanrecord ORDER BY md5(record_id::text) LIMIT %s) "
                "RETURNING record_id, revision) "
                "INSERT INTO mdm_unmatchedrecord (record_id, revision) SELECT record_id, revision FROM changed",
                [CHANGED],
            )
        meter = benchmark_of.nightly()
        costs.append(meter.cpu)
        say(f"incremental: {CHANGED:,} changed of {records:,}: {meter}; {meter.cpu / whole.cpu:.0%} of the whole")
        say(f"incremental: seconds by stage: {', '.join(f'{stage} {seconds:.1f}' for stage, seconds in stages())}")
    say(f"incremental: {costs[1] / costs[0]:.2f} times the cost at {TIMES} times the size")
    assert costs[1] < MOST_GROWTH_OF_CHANGES * costs[0]


def stages():
    """Seconds of work by stage of the last job, in order."""
    spent = {}
    for chunk in Chunk.objects.filter(job=Chunk.objects.latest("pk").job_id).order_by("pk"):
        seconds = (chunk.ended_at - chunk.started_at).total_seconds()
        spent[chunk.stage] = spent.get(chunk.stage, 0.0) + seconds
    return list(spent.items())
