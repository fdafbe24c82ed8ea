"""What nights count by difference is what a count of everything comes to."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from mdm.grade.due.models import TouchedRecord
from mdm.grade.queries import active_rules
from mdm.grade.scorecards.queries import consolidations, counted_entries
from mdm.grade.sharing.models import SharedHolder
from mdm.models import CleanRecord, Membership, QualityResult, SharedValue
from mdm.pipeline.identity.regrouping import regroup
from mdm.pipeline.quality import nights
from mdm.records import Verdict
from mdm.resolve import actions as resolve
from tests.pipeline.crowd import crowd

COLUMNS = {"email": "emails", "phone": "phones", "identifier": "identifiers"}


def kept():
    """Shared values with who holds them, entries of outcomes, and consolidation, as they are kept."""
    holders = defaultdict(set)
    for key, record in SharedHolder.objects.values_list("key", "record_id"):
        holders[key].add(record)
    shared = {key: (count, holders[key]) for key, count in SharedValue.objects.values_list("key", "customers")}
    entries = {(source, entry): count for source, entry, count in counted_entries(active_rules().digest)}
    sources = {of: (one.records, one.customers, one.known_elsewhere) for of, one in consolidations().items()}
    return shared, entries, {of: counts for of, counts in sources.items() if any(counts)}


def reckoned():
    """The same, of all records."""
    customer = dict(Membership.objects.filter(until=None).values_list("record_id", "entity_id"))
    return shared(customer), entries(), consolidated(customer)


def shared(customer):
    holders = defaultdict(set)
    for record, *columns in CleanRecord.objects.values_list("record_id", *COLUMNS.values()):
        for kind, column in zip(COLUMNS, columns, strict=True):
            for value in filter(None, column.split("|")):
                holders[f"{kind}:{value}"].add(record)
    counts = {key: len({customer[one] for one in own}) for key, own in holders.items()}
    return {key: (count, holders[key]) for key, count in counts.items() if count > 1}


def entries():
    found = Counter()
    graded = QualityResult.objects.filter(record__clean__isnull=False)
    for source, outcome in graded.values_list("record__source_id", "outcome__outcome"):
        found.update((source, entry) for entry in ["", *filter(None, outcome.split(","))])
    return dict(found)


def consolidated(customer):
    source = dict(Membership.objects.filter(until=None).values_list("record_id", "record__source_id"))
    sources = defaultdict(set)
    for record, entity in customer.items():
        sources[entity].add(source[record])
    found = {}
    for one in {*source.values(), 0}:
        own = [record for record in customer if one in (0, source[record])]
        known = {customer[record] for record in own}
        found[one] = (len(own), len(known), sum(len(sources[entity]) > 1 for entity in known))
    return {of: counts for of, counts in found.items() if any(counts)}


@pytest.mark.parametrize("seed", [3, 4])
def test_counting_by_difference_is_counting_all(installation, monkeypatch, seed):
    monkeypatch.setattr(nights, "WHOLE_SHARE", 1.0)
    rows = crowd(seed, 60)
    installation.load("crm", rows[:25])
    installation.load("shop", rows[25:40])
    installation.nightly()
    assert kept() == reckoned()
    assert kept()[0]

    moved = [{**one, "phone": "650-253-0003", "email": ""} for one in rows[:4]]
    installation.load("crm", [*moved, *rows[4:20]], snapshot=True)
    installation.take_in("shop", rows[41])
    installation.load("shop", rows[42:50])
    installation.nightly()
    assert kept() == reckoned()

    parted = list(SharedHolder.objects.values_list("record_id", flat=True))[:2]
    resolve.judge([tuple(parted)], Verdict.NO_MATCH, author_id=None)
    regroup(parted)
    installation.load("crm", rows[:25], snapshot=True)
    installation.nightly()
    assert kept() == reckoned()
    assert not TouchedRecord.objects.exists()


def test_a_night_after_a_few_changes_takes_up_these_alone(installation):
    rows = crowd(5, 40)
    installation.load("crm", rows[:20])
    installation.load("shop", rows[20:])
    installation.nightly()
    installation.load("shop", [{**rows[30], "city": "Palo Alto"}])
    night = installation.nightly().result
    quiet = installation.nightly().result

    assert (night["survey"]["due"], quiet["survey"]["due"]) == (1, 0)
    assert 1 <= night["share"]["touched"] < 20
    assert night["grade"]["graded"] >= night["share"]["touched"]
    assert quiet["share"]["touched"] == 0
    assert "grade" not in quiet
