"""From file to stored clean record, against COPY of the same rows as the floor."""

from __future__ import annotations

from pathlib import Path

from django.db import connection

from mdm.bulk import copy_in
from tests.benchmarks.conftest import CUSTOMERS
from tests.benchmarks.meter import Meter

STORED = ("mdm_sourceversion", "mdm_cleanrecord", "mdm_qualityresult", "mdm_blockingkey")
# Reading, mapping, standardising, grading and keying may cost so many times what storing the outcome does.
MOST_TIMES_COPY = 20
TIMES = 5
DEMO = Path(__file__).parents[2] / "fixtures" / "demo"
MOST_GROWTH = 1.3


def test_load(benchmark_of, say):
    costs = []
    for customers in (CUSTOMERS // TIMES, CUSTOMERS):
        benchmark_of.begin(customers)
        records, meter = benchmark_of.load()
        costs.append(meter.cpu / records)
        say(f"load: {records:,} records: {meter.each(records)}")
    floor = copy_again()
    say(f"load: {costs[1] / costs[0]:.2f} times the cost a record at {TIMES} times the size")
    say(f"load: {meter.cpu / floor.cpu:.1f} times COPY of the same rows ({1000 * floor.cpu / records:.3f} ms a record)")
    again, unchanged = benchmark_of.load()
    say(f"load: the same files again cost {unchanged.cpu / meter.cpu:.0%} of that")
    assert again == 0
    assert meter.cpu < MOST_TIMES_COPY * floor.cpu
    assert costs[1] < MOST_GROWTH * costs[0]


def test_load_the_demo(benchmark_of, say):
    benchmark_of.begin_with(DEMO)
    records, meter = benchmark_of.load()
    say(f"load: {records:,} records of the demo: {meter.each(records)}")
    assert records > 3_000


def copy_again():
    """COPY what the load has stored into empty tables with the same indexes."""
    rows = {}
    with connection.cursor() as cursor:
        for table in STORED:
            cursor.execute(f"CREATE TEMP TABLE again_{table} (LIKE {table} INCLUDING ALL EXCLUDING IDENTITY)")
            with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                rows[table] = list(copy.rows())
    with Meter() as meter, connection.cursor() as cursor:
        for table, found in rows.items():
            cursor.execute(f"SELECT * FROM {table} LIMIT 0")
            copy_in(f"again_{table}", [f'"{column.name}"' for column in cursor.description], found)
    return meter
