"""kill -9 of the worker, the broker or the database in the middle of the nightly job; then the same customers.

An installation of its own, because its servers are killed. Every case starts from a copy of one loaded database.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

import psycopg
import pytest
from psycopg import sql

from config.embedded import Servers
from mdm.simulate.extracts import write_extracts

pytestmark = pytest.mark.kill
HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
LOADED = "mdm"
UNDISTURBED = "undisturbed"
PATIENCE = 60

# Fills the loaded database, then works through the night in a copy of it.
PREPARE = """
import sys, django
from pathlib import Path
django.setup()
from django.core.management import call_command
from django.db import connection
from mdm.management.demo.sample import load_samples
from mdm.pipeline.setup import set_up
call_command("migrate", verbosity=0)
set_up()
load_samples(Path(sys.argv[1]))
connection.close()
loaded, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], "postgres"
with connection.cursor() as server:
    server.execute(f"create database {sys.argv[2]} template {loaded}")
connection.close()
connection.settings_dict["NAME"] = sys.argv[2]
call_command("nightly", inline=True)
"""
CUSTOMERS = """
    select array_agg(s.code || ':' || r.key order by s.code, r.key), g.document
    from mdm_membership m
    join mdm_sourcerecord r on r.id = m.record_id
    join mdm_sourcesystem s on s.id = r.source_id
    join mdm_goldenrecord g on g.entity_id = m.entity_id
    where m.until is null group by g.entity_id order by 1
"""
QUESTIONS = "select kind, records from mdm_reviewitem where state = 'open' order by records, kind"
RUNNING = "select count(*) from mdm_chunk where state = 'running' and stage = %s"
TROUBLE = "select count(*) from mdm_chunk where attempts > 1"


class Installation:
    """Servers, one loaded database, and copies of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.servers = Servers.of(folder / "var")

    def environment(self, database: str) -> dict[str, str]:
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "short_lease",
            "PYTHONPATH": os.pathsep.join((str(HERE), str(PROJECT))),
            "MDM_DATA_DIR": str(self.folder / "var"),
            "DATABASE_URL": self.servers.database_url(database),
            "BROKER_URL": self.servers.broker_url(),
        }

    def prepare(self, samples: Path) -> None:
        done = subprocess.run(
            [sys.executable, "-c", PREPARE, str(samples), UNDISTURBED],
            cwd=PROJECT,
            env=self.environment(LOADED),
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def connect(self, database: str) -> psycopg.Connection:
        address = self.servers.database()
        return psycopg.connect(host=address["HOST"], user=address["USER"], dbname=database, autocommit=True)

    def copy(self, name: str) -> None:
        with self.connect("postgres") as server:
            server.execute(
                sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(LOADED))
            )

    def outcome(self, database: str) -> tuple[list, list]:
        """Customers with members and golden record, and the stewards' open questions."""
        with self.connect(database) as connection:
            return connection.execute(CUSTOMERS).fetchall(), connection.execute(QUESTIONS).fetchall()

    def wait_until_running(self, database: str, stage: str) -> None:
        deadline = time.monotonic() + PATIENCE
        with self.connect(database) as connection:
            while not connection.execute(RUNNING, [stage]).fetchone()[0]:
                assert time.monotonic() < deadline, f"No chunk of {stage} was seen running."
                time.sleep(0.002)

    def was_disturbed(self, database: str) -> bool:
        with self.connect(database) as connection:
            return bool(connection.execute(TROUBLE).fetchone()[0])


class Process:
    """Another process of the installation, in a process group of its own."""

    arguments: tuple[str, ...]

    def __init__(self, installation: Installation, database: str) -> None:
        self.log = installation.folder / f"{database}.{type(self).__name__}.log"
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *self.arguments],
                cwd=PROJECT,
                env=installation.environment(database),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def kill(self) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def wait(self) -> None:
        assert self._process.wait(PATIENCE) == 0, self.log.read_text()


class Worker(Process):
    arguments = ("-m", "celery", "-A", "config", "worker", "--concurrency", "2", "--without-gossip", "--without-mingle")


class Nightly(Process):
    """Starts the job and watches it, whatever dies meanwhile."""

    arguments = ("manage.py", "nightly")


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    folder = tmp_path_factory.mktemp("killed")
    one = Installation(folder)
    # Too few records to estimate a match model from, which would only take longer.
    write_extracts(200, 3, folder / "samples")
    one.servers.start()
    try:
        one.prepare(folder / "samples")
        yield one
    finally:
        one.servers.stop()


@pytest.fixture
def database(installation, request):
    """A copy of the loaded database."""
    installation.copy(request.node.originalname)
    return request.node.originalname


def pid_in(file: Path) -> int:
    return int(file.read_text().split("\n", 1)[0])


def test_the_undisturbed_run_merged_something_and_asks_something(installation):
    customers, questions = installation.outcome(UNDISTURBED)
    sizes = [len(members) for members, _ in customers]
    assert questions
    assert max(sizes) > 2
    assert sum(sizes) > 1.3 * len(sizes)


def test_worker_killed(installation, database):
    with Nightly(installation, database) as nightly:
        for stage in ("compare", "regroup"):
            with Worker(installation, database) as worker:
                installation.wait_until_running(database, stage)
                worker.kill()
        with Worker(installation, database):
            nightly.wait()

    assert installation.was_disturbed(database)
    assert installation.outcome(database) == installation.outcome(UNDISTURBED)


def test_broker_killed(installation, database):
    with Worker(installation, database), Nightly(installation, database) as nightly:
        installation.wait_until_running(database, "compare")
        os.kill(pid_in(installation.servers.places.valkey / "valkey.pid"), signal.SIGKILL)
        assert installation.servers.start() == ("valkey",)
        nightly.wait()

    assert installation.outcome(database) == installation.outcome(UNDISTURBED)


def test_database_killed(installation, database):
    with Worker(installation, database), Nightly(installation, database) as nightly:
        installation.wait_until_running(database, "regroup")
        os.kill(pid_in(installation.servers.places.cluster / "postmaster.pid"), signal.SIGKILL)
        assert installation.servers.start() == ("postgres",)
        nightly.wait()

    assert installation.was_disturbed(database)
    assert installation.outcome(database) == installation.outcome(UNDISTURBED)
