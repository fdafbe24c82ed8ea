"""Processor time of this process, of its children, and of its database session where that runs on this machine."""

from __future__ import annotations

import os
import resource
import time
from multiprocessing import forkserver
from pathlib import Path

from django.db import connection


class Meter:
    """Measures a block; `cpu` is all processor seconds, `wall` the clock's."""

    def __enter__(self):
        self._wall, self._own, self._children, self._session = self._now()
        return self

    def __exit__(self, *_):
        wall, own, children, session = self._now()
        self.wall, self.own = wall - self._wall, own - self._own
        self.children, self.session = children - self._children, session - self._session

    @property
    def cpu(self):
        return self.own + self.children + self.session

    def each(self, records):
        """What a record costs, by who spends it, and how many a second that makes."""
        own, children, session = (1000 * spent / records for spent in (self.own, self.children, self.session))
        return (
            f"{records / self.wall:,.0f} records/s by the clock (load {os.getloadavg()[0]:.1f}); "
            f"{own + children + session:.3f} ms of processor a record: "
            f"own {own:.3f}, children {children:.3f}, database {session:.3f}"
        )

    @staticmethod
    def _now():
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        own = children.ru_utime + children.ru_stime + _forked_seconds()
        return time.perf_counter(), time.process_time(), own, _session_seconds()

    def __str__(self):
        return (
            f"{self.wall:.1f} s, processor {self.cpu:.1f} s "
            f"(own {self.own:.1f}, children {self.children:.1f}, database {self.session:.1f})"
        )


def _session_seconds():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), inet_server_addr() IS NULL")
        pid, is_local = cursor.fetchone()
    return sum(_seconds(pid)[:2]) if is_local else 0.0


def _forked_seconds():
    """Of the server that other processes are forked from, and of those that have ended."""
    pid = forkserver._forkserver._forkserver_pid  # there is no public name for it
    return sum(_seconds(pid)) if pid else 0.0


def _seconds(pid):
    """User and system time of that process, then of its children that have ended."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return [0.0]
    fields = stat.read_text().rsplit(")", 1)[1].split()
    return [int(field) / os.sysconf("SC_CLK_TCK") for field in fields[11:15]]
