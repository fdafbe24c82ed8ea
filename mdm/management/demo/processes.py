"""The demo's worker and web server, each in a process group of its own.

So a Ctrl-C at the terminal reaches the demo alone, and it ends them in order.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from celery import current_app
from django.conf import settings
from django.core.management.base import CommandError

import mdm

PROJECT = Path(mdm.__file__).resolve().parents[1]
HOST = "127.0.0.1"
SHOWN_LINES = 12
# A worker finishes its chunk first, which takes seconds; what it leaves, the next one takes over.
SECONDS_TO_STOP = 15
SECONDS_TO_ANSWER = 40


class Child:
    """A process that lives as long as the `with` block; its output goes to a log."""

    def __init__(self, name: str, python_arguments: list[str], log: Path) -> None:
        self.name = name
        self.log = log
        self._arguments = python_arguments
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own programs, no shell
                [sys.executable, *self._arguments],
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        # The first signal is for the process alone: it ends its own children when their work is done.
        self._running.terminate()
        try:
            with suppress(subprocess.TimeoutExpired):
                self._running.wait(SECONDS_TO_STOP)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(self._running.pid, signal.SIGKILL)
            self._running.wait()

    @property
    def pid(self) -> int:
        """Of the process, and of its group."""
        return self._running.pid

    def check(self) -> None:
        """Raise with the log's last lines if the process has ended."""
        code = self._running.poll()
        if code is not None:
            tail = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-SHOWN_LINES:]
            raise CommandError(f"The {self.name} stopped with code {code}. {self.log} ends with:\n" + "\n".join(tail))

    @property
    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError(f"The {self.name} was not started.")
        return self._process


def worker(folder: Path) -> Child:
    """A Celery worker with the schedule, as an installation on one machine runs it."""
    app = ["-m", "celery", "-A", current_app.main, "worker", "--beat", "--concurrency", "2", "--loglevel", "INFO"]
    return Child("worker", [*app, "--without-gossip", "--without-mingle"], folder / "worker.log")


def web_server(folder: Path, port: int) -> Child:
    """Gunicorn, with threads: requests wait for the database more than they compute."""
    module, _, name = settings.WSGI_APPLICATION.rpartition(".")
    options = ["--bind", f"{HOST}:{port}", "--workers", "1", "--threads", "8", "--worker-class", "gthread"]
    return Child("web server", ["-m", "gunicorn", f"{module}:{name}", *options], folder / "web.log")


def wait_until_it_answers(server: Child, port: int) -> None:
    """Return once the web server takes connections."""
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while is_free(port):
        server.check()
        if time.monotonic() > deadline:
            raise CommandError(f"The {server.name} does not answer on port {port}. See {server.log}.")
        time.sleep(0.1)


def is_free(port: int) -> bool:
    """Whether nobody takes connections on that port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) != 0


def free_port(wanted: int | None, first: int = 8000, tries: int = 20) -> int:
    """The wanted port, or CommandError if it is taken; without a wish the first free one."""
    if wanted is not None:
        if not is_free(wanted):
            raise CommandError(f"Port {wanted} is taken. Choose another with --port, or leave --port out.")
        return wanted
    for port in range(first, first + tries):
        if is_free(port):
            return port
    raise CommandError(f"The ports {first} to {first + tries - 1} are all taken. Choose one with --port.")
