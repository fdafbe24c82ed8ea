"""How long the nightly job's grading takes. Records: MDM_BENCHMARK_RECORDS, 100,000 by default.

python -m pytest tests/benchmarks/test_grading.py -o addopts=--import-mode=importlib -s
"""

from __future__ import annotations

import os
import time

import pytest
from django.db import connection, transaction
from django.utils import timezone

from mdm.grade import actions as grading
from mdm.grade import queries
from mdm.grade.cards import sheets
from mdm.grade.scorecards import queries as cards
from mdm.grade.sharing import actions as sharing
from mdm.pipeline.quality.grading import GRADE_CHUNK
from mdm.pipeline.setup import set_up
from tests.world import World

RECORDS = int(os.environ.get("MDM_BENCHMARK_RECORDS", "100000"))
PEOPLE = [
    {"full_name": "Anna Schmidt", "mail": "anna@example.org", "tel": "030 1234567", "zip": "10115", "town": "Berlin",
     "street": "Torstr. 1", "born": "1980-02-03"},
    {"full_name": "Test", "mail": "not an address", "tel": "000", "zip": "1", "town": "Berlin", "tax": "123"},
    {"company": "Müller GmbH", "vat": "DE136695976", "mail": "info@mueller.example", "tel": "+49 30 901820"},
    {"full_name": "Bob Miller", "born": "1800-01-01", "street": "Hauptstr. 5", "zip": "80331", "town": "München"},
]  # fmt: skip


@pytest.fixture
def many(transactional_db):
    set_up()
    world = World()
    for number, person in enumerate(PEOPLE):
        world.record("crm" if number % 2 else "shop", key=str(number), **person)
    with connection.cursor() as cursor:
        copies = RECORDS // len(PEOPLE)
        cursor.execute(
            "INSERT INTO mdm_sourcerecord (source_id, key, state, content_hash, number, opened_at, changed_at) "
            "SELECT source_id, key || '-' || n, state, content_hash, 1, opened_at, changed_at "
            "FROM mdm_sourcerecord, generate_series(2, %s) n", [copies],
        )  # fmt: skip
        names = [column.column for column in _columns() if column.column != "record_id"]
        listed = ", ".join(f'"{name}"' for name in names)
        taken = ", ".join(f'c."{name}"' for name in names)
        cursor.execute(
            f"INSERT INTO mdm_cleanrecord (record_id, {listed}) SELECT r.id, {taken} FROM mdm_sourcerecord r "
            "JOIN mdm_sourcerecord o ON o.key = split_part(r.key, '-', 1) AND o.source_id = r.source_id "
            "JOIN mdm_cleanrecord c ON c.record_id = o.id WHERE r.key LIKE '%-%'"
        )
        cursor.execute("ANALYZE")


def _columns():
    from mdm.models import CleanRecord

    return CleanRecord._meta.concrete_fields


def test_grading_a_million_takes_minutes_at_most(many):
    rules, today = queries.active_rules(), timezone.localdate()
    seconds = {}
    graded = 0
    seconds["shared values"] = timed(sharing_counted)
    began = time.monotonic()
    for first, last in cards.record_edges(GRADE_CHUNK):
        with transaction.atomic():
            graded += grading.regrade(first, last, rules, today=today)
    seconds["first grading"] = time.monotonic() - began
    again = 0
    began = time.monotonic()
    for first, last in cards.record_edges(GRADE_CHUNK):
        with transaction.atomic():
            again += grading.regrade(first, last, rules, today=today)
    seconds["nothing changed"] = time.monotonic() - began
    seconds["scorecards"] = timed(lambda: sheets(cards.counted_outcomes(rules.digest), rules))
    for name, taken in seconds.items():
        print(f"{name}: {taken:.2f} s for {RECORDS:,} records, {taken * 1e6 / RECORDS:.0f} s a million")  # noqa: T201 - that is what it is for

    assert (graded, again) == (RECORDS, 0)
    # Two minutes a million on two processors are four minutes of one.
    assert sum(seconds.values()) * 1e6 / RECORDS < 240


def sharing_counted():
    with transaction.atomic():
        sharing.count_shared()
        sharing.learn_postcodes()


def timed(act):
    began = time.monotonic()
    act()
    return time.monotonic() - began
