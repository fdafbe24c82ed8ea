"""kill -9 of the worker in the middle of a sent file: another one goes on, and every row is counted once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from mdm.models import Batch, Chunk, SourceRecord, SourceSystem, SourceVersion
from mdm.pipeline.access import issue_client_key
from mdm.pipeline.intake import sent_files
from mdm.pipeline.intake.files import register_source
from mdm.pipeline.jobs import files
from tests.pipeline.people import MAPPING
from tests.web.sending import as_csv, people

pytestmark = [pytest.mark.kill, pytest.mark.django_db(transaction=True)]
PROJECT = Path(__file__).resolve().parents[2]
SETTINGS = PROJECT / "tests" / "e2e"
ROWS = 6_000
PATIENCE = 90


@pytest.fixture
def worker(process_environment, tmp_path):
    """Starts Celery workers; whatever lives at the end is killed."""
    environment = process_environment | {
        "DJANGO_SETTINGS_MODULE": "short_lease",
        "PYTHONPATH": os.pathsep.join((str(SETTINGS), str(PROJECT))),
    }
    arguments = ["-m", "celery", "-A", "config", "worker", "--pool", "solo", "--without-gossip", "--without-mingle"]
    started = []

    def start():
        with (tmp_path / "worker.log").open("ab") as log:
            started.append(
                subprocess.Popen([sys.executable, *arguments], cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL,
                                 stdout=log, stderr=log, start_new_session=True)
            )  # fmt: skip
        return started[-1]

    yield start
    for one in started:
        if one.poll() is None:
            os.killpg(one.pid, signal.SIGKILL)
            one.wait()


def _wait(until):
    deadline = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_worker_killed_while_it_loads(worker):
    register_source({"code": "crm", "label": "crm", "default_country": "US"}, MAPPING)
    client, _ = issue_client_key("crm", ["records:write"], sources=SourceSystem.objects.values_list("pk", flat=True))
    content = as_csv(people(ROWS))
    file = sent_files.take_down(client.pk, "crm", [content], limit=10**9, name="crm.csv", stated={"format": "csv"})
    files.send(file)
    first = worker()
    _wait(lambda: Batch.objects.filter(read__gt=0).exists())
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    taken = Batch.objects.get().read
    assert 0 < taken < ROWS
    worker()
    _wait(lambda: files.told(file.pk, client=client.pk).state == "done")
    told = files.told(file.pk, client=client.pk)
    assert (told.counts["read"], told.counts["new"], told.counts["unchanged"]) == (ROWS, ROWS, 0)
    assert (Batch.objects.count(), Chunk.objects.get(job__kind="file").attempts) == (1, 2)
    assert SourceRecord.objects.count() == SourceVersion.objects.count() == ROWS
    connection.close()
