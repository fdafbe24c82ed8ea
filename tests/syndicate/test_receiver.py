"""The example receiver stays in step while it and the delivering worker are killed at random.

Both are processes of their own and get kill -9, nothing gentler. Customers come, change and merge meanwhile.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from mdm.models import Change, Delivery, Entity, GoldenRecord, Subscription
from mdm.pipeline.access import issue_client_key
from mdm.pipeline.feed import subscriptions
from mdm.pipeline.intake.files import register_source
from mdm.pipeline.serving import online
from mdm.syndicate.webhooks import actions
from tests.pipeline.people import MAPPING, ROBERT, TODAY

pytestmark = [pytest.mark.kill, pytest.mark.django_db(transaction=True)]
HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
RECEIVER = PROJECT / "docs" / "examples" / "crm_receiver.py"
DELIVER = """
import time, django
django.setup()
from mdm.tasks import deliver
print("up", flush=True)
while True:
    deliver()
    time.sleep(0.02)
"""
KILLS = 7
PATIENCE = 90
CITIES = ("Boston", "Chicago", "Denver", "Houston", "Memphis", "Phoenix", "Seattle", "Tucson")


class Process:
    """A process that is killed and begun again."""

    def __init__(self, arguments, environment, log):
        self.arguments, self.environment, self.log = arguments, environment, log
        self.process = None
        self.begin()

    def begin(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *self.arguments], cwd=PROJECT, env=self.environment, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def crm(tmp_path):
    return tmp_path / "crm.sqlite"


@pytest.fixture
def hook(process_environment, monkeypatch):
    monkeypatch.setattr(settings, "MDM_WEBHOOK_NETWORKS", ["127.0.0.1/32"])
    for code in ("crm", "shop"):
        register_source({"code": code, "label": code, "default_country": "US", "trust": 50}, MAPPING)
    client, _ = issue_client_key("crm", ("changes:read", "customers:read"))
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    url = f"http://127.0.0.1:{port}/"
    return actions.subscribe(client.pk, "crm", url=url, after=0, has_snapshot=True)


@pytest.fixture
def receiver(hook, crm, tmp_path):
    port = hook.url.rstrip("/").rpartition(":")[2]
    clients = str(PROJECT / "clients" / "python")
    secret = {**os.environ, "WEBHOOK_SECRET": subscriptions.secret(hook), "PYTHONPATH": clients}
    one = Process([str(RECEIVER), "--database", str(crm), "--port", port], secret, tmp_path / "receiver.log")
    yield one
    one.kill()


@pytest.fixture
def hasty(process_environment):
    """The environment of workers that wait for nothing long."""
    return process_environment | {
        "DJANGO_SETTINGS_MODULE": "hasty",
        "SECRET_KEY": settings.SECRET_KEY,
        "PYTHONPATH": os.pathsep.join((str(HERE), str(PROJECT))),
    }


@pytest.fixture
def both_sides(receiver, hasty, tmp_path):
    workers = [Process(["-c", DELIVER], hasty, tmp_path / f"worker{number}.log") for number in range(2)]
    yield [receiver, *workers]
    for one in workers:
        one.kill()


def _person(number, city=CITIES[0]):
    letter = chr(97 + number)
    return ROBERT | {
        "id": f"k{number}", "given": f"Name{letter}{letter}", "family": f"Family{letter}", "city": city,
        "email": f"person{number}@example.org", "phone": "", "street": f"{letter} Street",
        "born": f"19{50 + number}-01-0{1 + number % 9}",
    }  # fmt: skip


def _write(over):
    """Customers come, are changed, and some turn out to be one, until it is over."""
    for turn in itertools.count():
        number, round_ = turn % 8, turn // 8
        online.take_in("crm", _person(number, CITIES[round_ % len(CITIES)]), today=TODAY)
        if round_ < 4:
            # The shop's record is a stranger's at first; corrected, it is that of a customer who is known.
            online.take_in("shop", _person(number + 8 * (1 - round_ % 2)) | {"id": f"s{number}"}, today=TODAY)
        if over.is_set() and round_ >= 4:
            break
    connection.close()


def _wait_until_sending():
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if Delivery.objects.filter(state="sending").exists():
            return True
        time.sleep(0.002)
    return False


def _wait_until_delivered(seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        top = Change.objects.count()
        if Subscription.objects.get().cursor == top and not Delivery.objects.exclude(state="done").exists():
            return
        time.sleep(0.1)
    pytest.fail(f"Not delivered in time: {list(Delivery.objects.exclude(state='done').values())[:3]}")


def test_nothing_is_lost_or_applied_twice_whatever_is_killed(both_sides, hook, crm):
    chance = random.Random(7)
    over = threading.Event()
    writer = threading.Thread(target=_write, args=(over,))
    writer.start()
    bitten = 0
    for turn in range(KILLS):
        time.sleep(chance.uniform(0.1, 0.5))
        if turn % 2:
            # Everything once more: there is much under way, and all that was applied comes again.
            subscriptions.replay(hook.pk, 0)
        bitten += _wait_until_sending()
        victim = chance.choice(both_sides)
        victim.kill()
        time.sleep(chance.uniform(0, 0.2))
        victim.begin()
    over.set()
    writer.join()
    _wait_until_delivered(PATIENCE)
    with closing(sqlite3.connect(crm)) as database:
        messages = database.execute("SELECT id, sequence FROM message ORDER BY sequence").fetchall()
        held = {row[0]: row[1:] for row in database.execute(
            "SELECT id, version, state, merged_into, name, email, changes FROM customer")}  # fmt: skip
    changes = list(Change.objects.order_by("sequence"))
    assert [sequence for _, sequence in messages] == [one.sequence for one in changes]
    assert len({message for message, _ in messages}) == len(changes)
    assert {one.kind for one in changes} >= {"created", "changed", "merged"}
    assert bitten >= KILLS // 2
    entities = list(Entity.objects.all())
    assert set(held) == {str(entity.pk) for entity in entities}
    for entity in entities:
        version, state, merged_into, name, email, applied = held[str(entity.pk)]
        told = [one for one in changes if one.entity == entity.pk]
        assert (applied, version, state) == (len(told), told[-1].number, entity.state)
        assert merged_into == (str(entity.merged_into_id) if entity.merged_into_id else None)
        golden = GoldenRecord.objects.filter(entity=entity).first()
        assert name == (golden.name if golden else None)
        assert (email is None) is (golden is None)


@pytest.fixture
def worker(hasty, tmp_path):
    arguments = ["-m", "celery", "-A", "config", "worker", "--pool", "solo", "--without-gossip", "--without-mingle"]
    one = Process(arguments, hasty, tmp_path / "celery.log")
    yield one
    one.kill()


def test_a_celery_worker_sends_what_commits(receiver, worker, crm):
    online.take_in("crm", ROBERT, today=TODAY)
    _wait_until_delivered(PATIENCE)
    with closing(sqlite3.connect(crm)) as database:
        assert database.execute("SELECT name FROM customer").fetchall() == [(GoldenRecord.objects.get().name,)]
