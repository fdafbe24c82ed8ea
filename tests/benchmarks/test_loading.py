"""From file to stored clean record, against COPY of the same rows as the floor."""

from __future__ import annotations

from django.db import connection

from mdm.bulk import copy_in
from tests.benchmarks.conftest import CUSTOMERS
from tests.benchmarks.meter import Meter

STORED = ("mdm_sourceversion", "mdm_cleanrecord", "mdm_qualityresult", "mdm_blockingkey")
# Reading, mapping, standardising, grading and keying may cost so many times what storing the outcome does.
MOST_TIMES_COPY = 20


def test_load(benchmark_of, say):
    benchmark_of.begin(CUSTOMERS)
    records, meter = benchmark_of.load()
    floor = copy_again()
    each = 1000 * meter.cpu / records
    say(f"load: {records:,} records in {meter}")
    say(f"load: {each:.3f} ms of processor a record, so 2 processors of one's own do {2000 / each:,.0f} records/s")
    say(f"load: {meter.cpu / floor.cpu:.1f} times COPY of the same rows ({1000 * floor.cpu / records:.3f} ms a record)")
    again, unchanged = benchmark_of.load()
    say(f"load: the same files again cost {unchanged.cpu / meter.cpu:.0%} of that")
    assert again == 0
    assert meter.cpu < MOST_TIMES_COPY * floor.cpu


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
