"""The embedded Valkey of one data folder: broker and cache."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from config.embedded import binaries, daemons
from config.embedded.errors import EmbeddedServerError, log_tail
from config.embedded.places import Places
from config.kept import make_folder

SECONDS_TO_START = 30
BROKER_DATABASE = 0
CACHE_DATABASE = 1


@dataclass(frozen=True, slots=True)
class Valkey:
    """Probe, start and stop."""

    places: Places
    is_durable: bool = True
    name: str = "valkey"

    def answers(self) -> bool:
        """Whether the server answers PING."""
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(5)
                connection.connect(str(self.places.valkey_socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def is_running(self) -> bool:
        """Whether the server's process lives, ready or not."""
        return daemons.is_running(self._pid(), self.places.valkey_socket)

    def launch(self) -> None:
        """Start the server where it isn't running, and wait until it has read its file of commands."""
        if not self.is_running():
            self._start()
        deadline = time.monotonic() + SECONDS_TO_START
        while not self.answers():
            if time.monotonic() > deadline:
                raise EmbeddedServerError(f"The embedded Valkey does not answer. {self._log_tail()}")
            time.sleep(0.02)

    def halt(self) -> bool:
        """Stop the server after it has written everything. False when there was none."""
        pid = self._pid()
        if pid is None or not self.is_running():
            return False
        if not daemons.end(pid, self.places.valkey_socket, signal.SIGTERM, seconds=SECONDS_TO_START):
            raise EmbeddedServerError(f"The embedded Valkey (process {pid}) does not stop. End it by hand.")
        return True

    def _pid(self) -> int | None:
        return daemons.read_pid(self._pid_file)

    @property
    def _pid_file(self) -> Path:
        return self.places.valkey / "valkey.pid"

    def _start(self) -> None:
        for folder in (self.places.valkey, self.places.sockets):
            make_folder(folder)
        self.places.valkey_log.touch(mode=0o600)
        options: dict[str, str | Path] = {
            "port": "0",
            "unixsocket": self.places.valkey_socket,
            "unixsocketperm": "700",
            "dir": self.places.valkey,
            "pidfile": self._pid_file,
            "logfile": self.places.valkey_log,
            "daemonize": "yes",
            # Queued tasks survive a killed server.
            "appendonly": "yes" if self.is_durable else "no",
            "save": "",
        }
        command: list[str | Path] = [binaries.valkey_program()]
        for name, value in options.items():
            command += [f"--{name}", value]
        done = subprocess.run(  # noqa: S603 - a program found by ourselves, no shell
            command,
            cwd=self.places.valkey,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            check=False,
        )
        if done.returncode:
            raise EmbeddedServerError(f"The embedded Valkey does not start. {self._log_tail()}")

    def _log_tail(self) -> str:
        return f"{self.places.valkey_log} ends with:\n{log_tail(self.places.valkey_log)}"
