"""The embedded PostgreSQL of one data folder."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from config.embedded import binaries, daemons
from config.embedded.errors import EmbeddedServerError, log_tail
from config.embedded.places import Places, server_user
from config.kept import make_folder

USER = "mdm"
DATABASE = "mdm"
SECONDS_TO_START = 60

OPTIONS: Mapping[str, str] = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Customer values stand in statements and in error details: neither is written to the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# Survives a killed server, but not a machine that loses power: for databases that are thrown away.
THROWAWAY_OPTIONS: Mapping[str, str] = {"fsync": "off", "full_page_writes": "off"}


@dataclass(frozen=True, slots=True)
class Postgres:
    """Probe, start and stop."""

    places: Places
    is_durable: bool = True
    name: str = "postgres"

    def answers(self) -> bool:
        """Whether the server takes connections and the database is there."""
        try:
            self._connect(DATABASE).close()
        except psycopg.OperationalError:
            return False
        return True

    def is_running(self) -> bool:
        """Whether the server's process lives, ready or not."""
        return daemons.is_running(self._pid(), self.places.cluster)

    def launch(self) -> None:
        """Start the server where it isn't running, and create the database."""
        if not self.is_running():
            self._make_folders()
            programs = self._programs()
            if not self.places.cluster.exists():
                self._initialise(programs)
            self._refuse_other_version(programs)
            self._remove_stale_locks()
            self._start(programs)
        self._create_database()

    def halt(self) -> bool:
        """Stop the server: running transactions are rolled back. False when there was none."""
        pid = self._pid()
        if pid is None or not self.is_running():
            return False
        if not daemons.end(pid, self.places.cluster, signal.SIGINT, seconds=SECONDS_TO_START):
            raise EmbeddedServerError(f"The embedded PostgreSQL (process {pid}) does not stop. End it by hand.")
        return True

    def _connect(self, database: str) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=str(self.places.sockets), user=USER, dbname=database, connect_timeout=5, autocommit=True
        )

    def _pid(self) -> int | None:
        return daemons.read_pid(self.places.cluster / "postmaster.pid")

    def _programs(self) -> Path:
        programs = binaries.postgres_programs()
        user = server_user()
        return programs if user is None else binaries.within_reach(programs, user, self.places.data)

    def _make_folders(self) -> None:
        make_folder(self.places.data)
        if not self.places.sockets.exists():
            self.places.sockets.mkdir(mode=0o700)
            self._hand_over(self.places.sockets)
        if self.places.sockets.stat().st_uid not in self._owners():
            raise EmbeddedServerError(
                f"{self.places.sockets} belongs to another user. Remove it, or set MDM_DATA_DIR to another folder."
            )
        self.places.postgres_log.touch(mode=0o600)
        self._hand_over(self.places.postgres_log)

    def _owners(self) -> tuple[int, ...]:
        user = server_user()
        return (os.geteuid(),) if user is None else (os.geteuid(), user.uid)

    def _hand_over(self, path: Path) -> None:
        user = server_user()
        if user is not None:
            os.chown(path, user.uid, user.gid)

    def _initialise(self, programs: Path) -> None:
        # Renamed when complete, so that an interrupted start leaves no half-made cluster behind.
        draft = self.places.cluster.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self._hand_over(draft)
        modern = binaries.major_version(programs) >= 17
        locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8") if modern else ("--locale=C.UTF-8",)
        self._run(
            [programs / "initdb", "-D", draft, "--username", USER, "--auth=trust", "--encoding=UTF8", *locale],
            "The embedded PostgreSQL could not make its data folder.",
        )
        draft.rename(self.places.cluster)

    def _refuse_other_version(self, programs: Path) -> None:
        made_by = (self.places.cluster / "PG_VERSION").read_text(encoding="utf-8").strip()
        found = binaries.major_version(programs)
        if made_by != str(found):
            raise EmbeddedServerError(
                f"{self.places.cluster} was made by PostgreSQL {made_by}, but {found} is installed. "
                f"Install {made_by} again, or load the data anew after removing that folder."
            )

    def _remove_stale_locks(self) -> None:
        for stale in (
            self.places.cluster / "postmaster.pid",
            self.places.postgres_socket,
            self.places.sockets / f"{self.places.postgres_socket.name}.lock",
        ):
            stale.unlink(missing_ok=True)

    def _start(self, programs: Path) -> None:
        options = dict(OPTIONS) | ({} if self.is_durable else dict(THROWAWAY_OPTIONS))
        options["unix_socket_directories"] = f'"{self.places.sockets}"'
        options["unix_socket_permissions"] = "0700"
        text = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in options.items())
        waiting = ("-s", "-w", "-t", str(SECONDS_TO_START))
        self._run(
            [
                programs / "pg_ctl",
                "start",
                *waiting,
                "-D",
                self.places.cluster,
                "-l",
                self.places.postgres_log,
                "-o",
                text,
            ],
            "The embedded PostgreSQL does not start.",
        )

    def _run(self, command: Sequence[str | Path], complaint: str) -> None:
        user = server_user()
        # A file, not a pipe: the daemon inherits it and keeps it open.
        with self.places.postgres_log.open("a") as log:
            done = subprocess.run(  # noqa: S603 - programs found by ourselves, no shell
                command,
                cwd=self.places.data,
                env={"PATH": os.defpath, "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                check=False,
                user=None if user is None else user.uid,
                group=None if user is None else user.gid,
                extra_groups=None if user is None else [],
            )
        if done.returncode:
            raise EmbeddedServerError(self._complaint(complaint))

    def _create_database(self) -> None:
        with self._connect_patiently() as connection:
            if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
                connection.execute(f'create database "{DATABASE}"')

    def _connect_patiently(self) -> psycopg.Connection[tuple[object, ...]]:
        """A server that recovers after a kill refuses connections until it is done."""
        deadline = time.monotonic() + SECONDS_TO_START
        while True:
            try:
                return self._connect("postgres")
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline or not self.is_running():
                    raise EmbeddedServerError(self._complaint("The embedded PostgreSQL does not answer.")) from error
                time.sleep(0.05)

    def _complaint(self, what: str) -> str:
        return f"{what} {self.places.postgres_log} ends with:\n{log_tail(self.places.postgres_log)}"
