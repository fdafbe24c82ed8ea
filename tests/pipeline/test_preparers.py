"""A file prepared by several processes is stored as one process would store it."""

from __future__ import annotations

import multiprocessing

import pytest
from django.db import transaction

from mdm.models import Batch, BlockingKey, CleanRecord, QualityResult
from mdm.pipeline.intake import preparers, taking
from mdm.records import COMPARABLE_COLUMNS
from tests.pipeline.crowd import crowd
from tests.pipeline.people import ROBERT

ROWS = [*crowd(8, 90), {**ROBERT, "id": "x", "kind": "?"}, {**ROBERT, "id": "7"}]


@pytest.fixture
def several(monkeypatch):
    """Few rows are worth several processes, and a chunk is small."""
    monkeypatch.setattr(taking, "CHUNK", 20)
    monkeypatch.setattr(preparers, "WORTH_IT", 1)
    monkeypatch.setattr(preparers, "_processors", lambda: 2)


def stored():
    """What a load leaves, by key."""
    clean = CleanRecord.objects.values_list("record__key", "values", "rules", *COMPARABLE_COLUMNS)
    grades = QualityResult.objects.values_list("record__key", "score", "failures")
    keys = BlockingKey.objects.values_list("record__key", "rule", "key")
    return [sorted(rows, key=repr) for rows in (clean, grades, keys)]


def counts(batch):
    return batch.read, batch.new, batch.unchanged, batch.rejected


def test_the_same_by_several_processes(installation, several, monkeypatch):
    with transaction.atomic():
        batch = installation.load("crm", ROWS)
        result = counts(batch), stored()
        assert counts(installation.load("crm", ROWS)) == (92, 0, 90, 2)
        transaction.set_rollback(True)
    monkeypatch.setattr(preparers, "WORTH_IT", 10_000)
    batch = installation.load("crm", ROWS)
    assert result == (counts(batch), stored())
    assert counts(batch) == (92, 90, 0, 2)


def test_ctrl_c_leaves_no_process_and_says_so(installation, several):
    def interrupt(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        installation.load("crm", ROWS, on_progress=interrupt)
    assert not multiprocessing.active_children()
    batch = Batch.objects.get()
    assert (batch.state, batch.read) == ("failed", 20)
    assert "KeyboardInterrupt" in batch.problem
    assert installation.load("crm", ROWS).state == "done"
