"""How long the nightly job's grading takes, of records and of golden records, and how it grows with their number.

BENCHMARK_RECORDS="50000 100000" python -m pytest tests/benchmarks/test_grading.py -o addopts=--import-mode=importlib
"""

from __future__ import annotations

import os

import pytest
from django.db import transaction
from django.utils import timezone

from mdm.grade import actions as grading
from mdm.grade import queries
from mdm.grade.cards import sheets
from mdm.grade.due import actions as due
from mdm.grade.due import queries as found
from mdm.grade.lists import actions as lists
from mdm.grade.rulebook import queries as rulebook
from mdm.grade.scorecards import actions as cards_written
from mdm.grade.scorecards import queries as cards
from mdm.grade.sharing import actions as sharing
from mdm.models import QualityOutcome, ReferenceEntry
from mdm.pipeline.quality.nights import SPAN
from tests.benchmarks.copies import multiply
from tests.benchmarks.meter import Meter

SIZES = [int(size) for size in os.environ.get("BENCHMARK_RECORDS", "25000 100000").split()]
CUSTOMERS = 1000
# Two minutes a million on two processors. What two workers share counts half.
MOST_SECONDS = 120


JOB = 10**9


@transaction.atomic
def count_shared(rules, today):
    sharing.count_shared(JOB, None)
    return follow_lists(rules, today)


@transaction.atomic
def follow_lists(rules, today):
    """As when so many records have changed that lists are learnt anew."""
    return lists.follow_changes(
        JOB,
        rules,
        changed=10**9,
        records=lambda: cards.record_edges(SPAN),
        golden=lambda: cards.golden_edges(SPAN),
        today=today,
    ).called_up


def forget_some_postcodes():
    """As if ten postcodes became known tonight."""
    known = ReferenceEntry.objects.filter(list="known_postcodes").order_by("entry")
    known.filter(pk__in=list(known.values_list("pk", flat=True)[:10])).delete()


def grade_records(rules, today):
    with transaction.atomic():
        due.call_up_aged(JOB, rules.digest)
    return sum(_grade_span(first, last, rules, today) for first, last in found.spans(JOB, SPAN))


@transaction.atomic
def _grade_span(first, last, rules, today):
    records = found.taken_up(JOB, first, last)
    graded = grading.regrade(records, rules, today=today)
    due.drop(JOB, records)
    return graded


def grade_golden(rules, today):
    return sum(_grade_golden(*span, rules, today) for span in cards.golden_edges(SPAN))


@transaction.atomic
def _grade_golden(first, last, rules, today):
    return grading.regrade_all_golden(first, last, rules, today=today)


def reckon(rules):
    cards_written.sum_up()
    sheets(cards.counted_entries(rules.digest), rules)
    cards.consolidations()
    grading.drop_unused_outcomes()


@pytest.mark.parametrize("size", SIZES)
def test_grading_a_million_takes_two_minutes_at_most(benchmark_of, say, size):
    records, _ = benchmark_of.filled(CUSTOMERS)
    records = multiply(max(2, size // records))
    rules, today = queries.active_rules(), timezone.localdate()
    cpu, done = {}, {}
    acts = {
        "shared values": lambda: count_shared(rules, today),
        "records": lambda: grade_records(rules, today),
        "golden records": lambda: grade_golden(rules, today),
        "scorecards": lambda: reckon(rules),
        "records, unchanged": lambda: grade_records(rules, today),
        "golden records, unchanged": lambda: grade_golden(rules, today),
        "lists, unchanged": lambda: follow_lists(rules, today),
        "lists, ten postcodes more": lambda: follow_lists(rules, today),
        "records, called up": lambda: grade_records(rules, today),
        "test run of a rule": lambda: rulebook.trial(rules.rules[0])["records"],
    }
    for name, act in acts.items():
        if name == "lists, ten postcodes more":
            forget_some_postcodes()
        with Meter() as meter:
            done[name] = act()
        cpu[name] = meter.cpu * 1e6 / records
        say(f"{records:,} records, {name} ({done[name]}): {meter}; {cpu[name]:.0f} processor seconds a million records")
    alone, shared = cpu["shared values"] + cpu["scorecards"], cpu["records"] + cpu["golden records"]
    say(f"{QualityOutcome.objects.count():,} outcomes; a million on two processors: {alone + shared / 2:.0f} s")

    assert done["records"] == records
    assert done["records, unchanged"] == done["golden records, unchanged"] == done["lists, unchanged"] == 0
    assert 0 < done["records, called up"] < records
    assert done["test run of a rule"] <= min(records, 2 * rulebook.TRIAL_RECORDS)
    assert alone + shared / 2 < MOST_SECONDS
