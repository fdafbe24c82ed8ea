"""One record from request to committed golden record, in a filled installation."""

from __future__ import annotations

import csv
import random
import time
from datetime import date

from django.db import connection

from mdm.pipeline.serving.online import take_in
from tests.benchmarks.conftest import CUSTOMERS

TODAY = date(2026, 11, 1)
RECORDS = 200
MOST_SECONDS = 0.05
MOST_QUERIES = 60


def test_take_in(benchmark_of, say):
    records, _ = benchmark_of.filled(CUSTOMERS)
    rows = changed_and_new(benchmark_of.files["crm"], RECORDS + 20)
    for row in rows[:20]:
        take_in("crm", row, today=TODAY)
    clock, own, queries = measured(rows[20:])
    round_trip = plain_round_trip()
    say(
        f"take_in with {records:,} records stored: p50 {1000 * at(clock, 50):.1f} ms, p95 {1000 * at(clock, 95):.1f} ms"
    )
    say(f"take_in: own processor p50 {1000 * at(own, 50):.1f} ms, p95 {1000 * at(own, 95):.1f} ms")
    say(f"take_in: {queries:.1f} statements; as many empty ones take {1000 * queries * round_trip:.1f} ms")
    assert queries < MOST_QUERIES
    assert at(own, 95) < MOST_SECONDS


def changed_and_new(path, count):
    """Rows of the file: every third with another phone number, the others as records of their own."""
    dice = random.Random(3)
    with path.open(encoding="utf-8") as stream:
        known = list(csv.DictReader(stream))
    rows = []
    for number in range(count):
        row = dict(dice.choice(known))
        if number % 3:
            row["customer_id"] = f"new-{number}"
        else:
            row["phone"] = f"+49 30 {dice.randrange(10**7):07d}"
        rows.append(row)
    return rows


def measured(rows):
    clock, own, executed = [], [], []

    def count(execute, *arguments):
        executed.append(1)
        return execute(*arguments)

    with connection.execute_wrapper(count):
        for row in rows:
            began, spent = time.perf_counter(), time.process_time()
            take_in("crm", row, today=TODAY)
            clock.append(time.perf_counter() - began)
            own.append(time.process_time() - spent)
    return clock, own, len(executed) / len(rows)


def plain_round_trip():
    began = time.perf_counter()
    with connection.cursor() as cursor:
        for _ in range(500):
            cursor.execute("SELECT 1")
            cursor.fetchone()
    return (time.perf_counter() - began) / 500


def at(values, percent):
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]
