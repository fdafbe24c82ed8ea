"""Two processes that load files of one source exclude each other, and one that is killed blocks nobody."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from mdm.errors import ConflictError
from mdm.locks import claim_source, is_source_claimed
from mdm.models import Batch, SourceRecord, SourceSystem
from mdm.pipeline.access import issue_client_key
from mdm.pipeline.intake import sent_files
from mdm.pipeline.intake.files import register_source
from mdm.pipeline.jobs import files
from tests.pipeline.people import MAPPING, ROBERT

pytestmark = pytest.mark.django_db(transaction=True)
PROJECT = Path(__file__).resolve().parents[2]
ROWS = 4_000
# Loads a file, says so after its first chunk, and then waits to be told to go on.
SLOW = """
import sys, django
from pathlib import Path
django.setup()
from mdm.pipeline.intake.files import load_file
def wait(done, rows):
    print("began", flush=True)
    sys.stdin.readline()
load_file("crm", Path(sys.argv[1]), on_progress=wait)
"""


@pytest.fixture
def file(tmp_path):
    for code in ("crm", "shop"):
        register_source({"code": code, "label": code, "default_country": "US"}, MAPPING)
    path = tmp_path / "people.json"
    path.write_text(json.dumps([{**ROBERT, "id": str(number)} for number in range(ROWS)]))
    return path


@pytest.fixture
def loading(file, process_environment):
    """A process in the middle of a load."""
    slow = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(file)], cwd=PROJECT, env=process_environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert slow.stdout.readline() == "began\n"
    yield slow
    slow.kill()
    slow.wait()


def load(environment, file, source="crm"):
    command = [sys.executable, "manage.py", "load", source, str(file)]
    return subprocess.run(command, cwd=PROJECT, env=environment, text=True, capture_output=True, check=False)


def test_the_second_is_told_who_loads_and_the_killed_one_blocks_nobody(loading, file, process_environment):
    refused, other = load(process_environment, file), load(process_environment, file, "shop")
    begun = Batch.objects.get(source__code="crm")
    loading.kill()
    loading.wait()
    after = load(process_environment, file)
    states = list(Batch.objects.filter(source__code="crm").order_by("pk").values_list("state", "new", "unchanged"))

    assert refused.returncode == 1
    assert "A file of crm is being loaded already, by process " in refused.stderr
    assert f" {loading.pid} on " in refused.stderr
    assert other.returncode == 0, other.stderr
    assert (begun.state, after.returncode) == ("loading", 0), after.stderr
    assert states == [("failed", 2_000, 0), ("done", 2_000, 2_000)]
    assert SourceRecord.objects.filter(source__code="crm").count() == ROWS
    connection.close()


def test_a_sent_file_waits_until_the_source_is_free(file):
    source = SourceSystem.objects.get(code="crm")
    client, _ = issue_client_key("crm", ["records:write"], sources=[source.pk])
    with claim_source(source.pk, source.code):
        sent = sent_files.take_down(client.pk, "crm", [file.read_bytes()], limit=10**9, name="people.json", stated={})
        state = files.send(sent).state
        waiting = files.start_waiting()

    assert (state, waiting, files.start_waiting()) == ("waiting", 0, 1)


def test_a_source_is_free_as_soon_as_its_file_is_loaded(loading):
    source = SourceSystem.objects.get(code="crm").pk

    assert is_source_claimed(source)
    with pytest.raises(ConflictError, match="since 20"), claim_source(source, "crm"):
        pass
    loading.communicate("\n\n\n")
    assert not is_source_claimed(source)
    with claim_source(source, "crm"):
        assert is_source_claimed(source)
    assert not is_source_claimed(source)
    connection.close()
