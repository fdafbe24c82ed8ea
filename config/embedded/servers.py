"""Start each server once, however many processes ask at the same time; stop it; say how it is."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import quote

from config.embedded.places import Places, places
from config.embedded.postgres import DATABASE, USER, Postgres
from config.embedded.valkey import BROKER_DATABASE, CACHE_DATABASE, Valkey
from config.kept import make_folder


class Server(Protocol):
    """What the embedded servers have in common."""

    @property
    def name(self) -> str: ...
    def answers(self) -> bool: ...
    def is_running(self) -> bool: ...
    def launch(self) -> None: ...
    def halt(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Servers:
    """The embedded servers of one data folder. `is_durable` False is for data that are thrown away."""

    places: Places
    all: tuple[Server, ...]

    @classmethod
    def of(cls, data_dir: Path, *, postgres: bool = True, valkey: bool = True, is_durable: bool = True) -> Servers:
        """Those of the servers that are wanted."""
        where = places(data_dir)
        wanted: list[Server] = []
        if postgres:
            wanted.append(Postgres(where, is_durable=is_durable))
        if valkey:
            wanted.append(Valkey(where, is_durable=is_durable))
        return cls(where, tuple(wanted))

    def database(self) -> dict[str, str]:
        """The embedded database's address, as Django's DATABASES takes it."""
        return {"NAME": DATABASE, "USER": USER, "PASSWORD": "", "HOST": str(self.places.sockets), "PORT": ""}

    def database_url(self, name: str = DATABASE) -> str:
        """The same address for DATABASE_URL. The folder is an option, because a URL's host loses its capitals."""
        return f"postgres://{USER}@/{name}?host={quote(str(self.places.sockets), safe='')}"

    def broker_url(self) -> str:
        """The broker's address."""
        return f"redis+socket://{self.places.valkey_socket}?virtual_host={BROKER_DATABASE}"

    def cache_url(self) -> str:
        """The cache's address."""
        return f"unix://{self.places.valkey_socket}?db={CACHE_DATABASE}"

    def start(self) -> tuple[str, ...]:
        """Start what does not answer; the names of those that this call started."""
        if all(one.answers() for one in self.all):
            return ()
        make_folder(self.places.data)
        with self._locked("start.lock", fcntl.LOCK_EX):
            return self._launch_missing()

    def stop(self, names: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Stop all or the named ones; the names of those that ran."""
        if not self.places.data.exists():
            return ()
        chosen = [one for one in self.all if names is None or one.name in names]
        with self._locked("start.lock", fcntl.LOCK_EX):
            return tuple(one.name for one in chosen if one.halt())

    def status(self) -> dict[str, str]:
        """Per server: answers, starting or stopped."""
        return {one.name: _state(one) for one in self.all}

    @contextmanager
    def lease(self) -> Iterator[bool]:
        """Use the servers together with other processes; the last one out stops them. Yields whether we are alone.

        The share is a file lock, so it ends with its process, even when that is killed.
        """
        make_folder(self.places.data)
        with (self.places.data / "users.lock").open("a") as share:
            with self._locked("start.lock", fcntl.LOCK_EX):
                is_alone = _is_only_holder(share)
                fcntl.flock(share, fcntl.LOCK_SH)
                self._launch_missing()
            try:
                yield is_alone
            finally:
                with self._locked("start.lock", fcntl.LOCK_EX):
                    if _is_only_holder(share):
                        for one in self.all:
                            one.halt()

    def _launch_missing(self) -> tuple[str, ...]:
        missing = [one for one in self.all if not one.answers()]
        for one in missing:
            one.launch()
        return tuple(one.name for one in missing)

    @contextmanager
    def _locked(self, name: str, kind: int) -> Iterator[None]:
        with (self.places.data / name).open("a") as file:
            fcntl.flock(file, kind)
            yield


def _is_only_holder(share: IO[str]) -> bool:
    try:
        fcntl.flock(share, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _state(server: Server) -> str:
    if server.answers():
        return "answers"
    return "starting" if server.is_running() else "stopped"
