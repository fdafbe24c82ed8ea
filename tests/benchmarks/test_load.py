"""What reading costs at the door of a real server: processor time a request, requests a second, latencies.

    BENCHMARK_CROWD=100000 python -m pytest tests/benchmarks/test_load.py -s -o addopts=--import-mode=importlib

One gunicorn worker serves as many customers as that; 1, 8 and 64 connections that are kept open ask for one after
another, and for a view of the same stack that does nothing. Processor time is the worker's, beside it that of its
database sessions; latencies beyond the number of processors show waiting.
"""

from __future__ import annotations

import http.client
import os
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import quantiles

import pytest
from django.db import connection

from mdm.models import ProfileView
from mdm.pipeline.access import issue_client_key
from mdm.pipeline.intake.files import register_source
from mdm.pipeline.serving.online import take_in
from mdm.pipeline.setup import set_up
from tests.benchmarks.crowd import crowd
from tests.benchmarks.test_online import TODAY
from tests.pipeline.people import MAPPING, ROBERT

CROWD = int(os.environ.get("BENCHMARK_CROWD", "10000"))
REQUESTS = 1500
CONNECTIONS = (1, 8, 64)
MOST_TIMES_NOTHING = 4.0
NOTHING = "/api/v1/nothing"
_TICKS = os.sysconf("SC_CLK_TCK")


def free_port():
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def crowded(transactional_db):
    """The customers' ids, and a client key for each view."""
    set_up()
    register_source({"code": "crm", "label": "crm", "default_country": "US"}, MAPPING)
    take_in("crm", ROBERT, today=TODAY)
    ids = crowd(CROWD)
    views = {"": None} | dict(ProfileView.objects.values_list("code", "pk"))
    keys = {
        code: issue_client_key(f"load {code}", ["customers:read"], view=pk, requests_a_minute=0)[1]
        for code, pk in views.items()
    }
    return ids, keys


@pytest.fixture
def server(crowded, process_environment):
    """A gunicorn with one worker: its port, and its worker's process id."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "tests.benchmarks.serving_wsgi", "--bind", f"127.0.0.1:{port}",
               "--workers", "1", "--threads", "8", "--keep-alive", "60"]  # fmt: skip
    environment = process_environment | {"PYTHONPATH": str(Path.cwd())}
    master = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield port, _worker_of(master.pid, port)
    finally:
        master.terminate()
        master.wait(20)


def _worker_of(master, port):
    children = Path(f"/proc/{master}/task/{master}/children")
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            one = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            one.request("GET", "/health/live")
            one.getresponse().read()
            return int(children.read_text().split()[0])
        except OSError:
            time.sleep(0.3)
    raise TimeoutError


def _seconds(pid):
    stat = Path(f"/proc/{pid}/stat")
    try:
        fields = stat.read_text().rsplit(")", 1)[1].split()
    except FileNotFoundError:  # a session that the pool has ended
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _sessions():
    """Processor seconds of the other database sessions, by process id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return {pid: _seconds(pid) for (pid,) in cursor.fetchall()}


def asked(port, key, addresses, tags=None):
    """One connection that is kept asks for them all; seconds each, and the last ETag of each address."""
    one = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    lasting = []
    for address in addresses:
        headers = {"Authorization": f"Bearer {key}"}
        if tags and address in tags:
            headers["If-None-Match"] = tags[address]
        began = time.perf_counter()
        one.request("GET", address, headers=headers)
        answer = one.getresponse()
        answer.read()
        lasting.append(time.perf_counter() - began)
        assert answer.status == (304 if tags else 200), answer.status
        if tags is None:
            TAGS[address] = answer.headers.get("ETag", "")
    one.close()
    return lasting


TAGS: dict[str, str] = {}


def measured(say, label, server, asking, *, connections, tags=None):
    (port, worker), (key, addresses) = server, asking
    asked(port, key, addresses[:20], tags)
    sessions, cpu, wall = _sessions(), _seconds(worker), time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        parts = pool.map(lambda at: asked(port, key, addresses[at::connections], tags), range(connections))
        lasting = [one for part in parts for one in part]
    wall, cpu = time.perf_counter() - wall, _seconds(worker) - cpu
    database = sum(max(0.0, now - sessions.get(pid, 0.0)) for pid, now in _sessions().items())
    at, each = quantiles(lasting, n=100), 1000 * cpu / len(addresses)
    beside, rate = 1000 * database / len(addresses), len(addresses) / wall
    p50, p95, p99 = (1000 * at[percent - 1] for percent in (50, 95, 99))
    say(
        f"{label:22} {connections:2} connections  {each:5.2f} ms CPU (+{beside:.2f} database)  {rate:6.0f}/s  "
        f"p50 {p50:6.1f}  p95 {p95:6.1f}  p99 {p99:6.1f} ms"
    )
    return each


def test_reading_by_id(server, crowded, say):
    ids, keys = crowded
    dice = random.Random(1)
    reads = [f"/api/v1/customers/{dice.choice(ids)}" for _ in range(REQUESTS)]
    say(f"{CROWD:,} customers")
    for connections in CONNECTIONS:
        TAGS.clear()
        base = measured(say, "nothing", server, (keys[""], [NOTHING] * REQUESTS), connections=connections)
        for code, key in keys.items():
            cost = measured(say, f"by id, view {code or 'none'}", server, (key, reads), connections=connections)
            say(f"{'':22} {cost / base:.1f} times nothing")
            assert cost < base * MOST_TIMES_NOTHING
        measured(say, "by id, unchanged: 304", server, (key, reads), connections=connections, tags=TAGS)
