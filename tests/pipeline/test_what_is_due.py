"""What a night sets out to match is found by index, and is just what differs from its match state."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from django.db import connection, transaction

from mdm.match import actions, queries
from mdm.match.models import UnmatchedRecord
from mdm.models import CleanRecord, SourceRecord
from mdm.pipeline.jobs import slicing
from mdm.resolve.slices import slices_of
from tests.pipeline.crowd import crowd

JOB = 7


def differing():
    """Records whose clean revision or model is not that of their match state, read in full."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.record_id FROM mdm_cleanrecord c LEFT JOIN mdm_matchstate s USING (record_id) "
            "WHERE s.record_id IS NULL OR s.revision <> c.revision "
            "OR s.model_version <> (SELECT version FROM mdm_matchmodel WHERE state = 'active') ORDER BY 1"
        )
        return [row[0] for row in cursor.fetchall()]


def due():
    """What a night would find now."""
    with transaction.atomic():
        actions.set_due(JOB)
        found = queries.due_records(JOB).tolist()
        transaction.set_rollback(True)
    return found


def test_just_what_differs_is_due(installation):
    rows = crowd(3, 30)
    installation.load("crm", rows[:20])
    assert due() == differing() != []
    installation.nightly()
    assert due() == differing() == []

    installation.load("crm", [*rows[:18], {**rows[18], "family": "Other"}], snapshot=True)
    installation.load("shop", rows[20:25])
    installation.take_in("shop", rows[25])
    assert due() == differing()
    assert len(due()) == 6

    installation.nightly()
    model = queries.active_model()
    actions.activate_model(actions.add_model(model.as_json(), report={}, note="").version)
    assert due() == differing() == list(CleanRecord.objects.order_by("pk").values_list("pk", flat=True))
    installation.nightly()
    assert not UnmatchedRecord.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_change_while_its_record_is_matched_is_due_again(installation):
    """The change is written, but not committed, when the job has matched the record as it was."""
    installation.load("crm", crowd(3, 4))
    actions.set_due(JOB)
    record = CleanRecord.objects.order_by("pk").first()
    matched = threading.Thread(target=match_apart, args=(record.pk,))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE mdm_cleanrecord SET revision = nextval('mdm_clean_revision') WHERE record_id = %s", [record.pk]
            )
        actions.write_keys({record.pk: [(1, 1)]})
        matched.start()
        matched.join(0.3)
        assert matched.is_alive(), "the job does not wait for the change"
    matched.join(10)
    actions.clear_due(JOB)
    assert record.pk in due()
    assert due() == differing()


def match_apart(record):
    try:
        actions.mark_matched(JOB, [record], queries.active_version())
    finally:
        connection.close()


def test_slices_around_a_few_are_those_of_all(installation):
    rows = crowd(5, 60)
    installation.load("crm", rows[::2])
    installation.load("shop", rows[1::2])
    installation.nightly()
    seeds = np.array(sorted(SourceRecord.objects.values_list("pk", flat=True))[::7], dtype=np.int64)

    few = slices_of(seeds, slicing._ties_around(seeds), 5)
    every = slices_of(seeds, slicing._all_ties(), 5)

    assert len(set(few[0].tolist())) > 1
    assert [one.tolist() for one in few] == [one.tolist() for one in every]
