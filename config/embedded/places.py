"""Where the embedded servers of one data folder live. Computes paths; starts and creates no server."""

from __future__ import annotations

import os
import pwd
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from config.kept import keep

# Linux and macOS cut a socket's address at 107 and 103 bytes; the longest name below counts into it.
LONGEST_ADDRESS = 103
POSTGRES_SOCKET = ".s.PGSQL.5432"
VALKEY_SOCKET = "valkey.sock"

# PostgreSQL refuses to run as root; the first of these that exists runs it.
UNPRIVILEGED_USERS = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class User:
    """The system user that PostgreSQL runs as in place of root."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Places:
    """`data` keeps what must survive; `sockets` holds the addresses and is short enough for them."""

    data: Path
    sockets: Path

    @property
    def cluster(self) -> Path:
        """PostgreSQL's data folder."""
        return self.data / "postgres"

    @property
    def postgres_log(self) -> Path:
        """PostgreSQL's messages."""
        return self.data / "postgres.log"

    @property
    def postgres_socket(self) -> Path:
        """PostgreSQL's address."""
        return self.sockets / POSTGRES_SOCKET

    @property
    def valkey(self) -> Path:
        """Valkey's data folder."""
        return self.data / "valkey"

    @property
    def valkey_log(self) -> Path:
        """Valkey's messages."""
        return self.data / "valkey.log"

    @property
    def valkey_socket(self) -> Path:
        """Valkey's address."""
        return self.sockets / VALKEY_SOCKET


def places(data_dir: Path) -> Places:
    """The servers' places for a data folder: inside it, unless sockets or PostgreSQL's user can't be there.

    A place elsewhere is chosen once and noted in the data folder, so removing the data folder starts afresh.
    """
    data = data_dir / "embedded"
    user = server_user()
    if user is not None and not is_passable(data, user):
        data = Path(keep(data_dir / "embedded-data-at", lambda: str(_elsewhere(data_dir))))
    sockets = data / "run"
    if not fits(sockets):
        sockets = Path(keep(data_dir / "embedded-sockets-at", lambda: str(_unused(Path(tempfile.gettempdir())))))
    return Places(data=data, sockets=sockets)


def fits(sockets: Path) -> bool:
    """Whether a socket's address in that folder stays within the system's limit."""
    return len(os.fsencode(sockets / POSTGRES_SOCKET)) <= LONGEST_ADDRESS


def server_user() -> User | None:
    """The user to drop to; None where this process isn't root and PostgreSQL may run as its own user."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED_USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return User(uid=entry.pw_uid, gid=entry.pw_gid)
    return User(uid=65534, gid=65534)


def is_passable(path: Path, user: User) -> bool:
    """Whether the user can pass through every existing folder on the way to the path, and through the path."""
    return all(_lets_through(folder, user) for folder in (path, *path.parents) if folder.exists())


def _lets_through(folder: Path, user: User) -> bool:
    status = folder.stat()
    if status.st_uid == user.uid:
        return bool(status.st_mode & 0o100)
    if status.st_gid == user.gid:
        return bool(status.st_mode & 0o010)
    return bool(status.st_mode & 0o001)


def _elsewhere(data_dir: Path) -> Path:
    """A place that PostgreSQL's user can reach. What lies under the temporary folder stays under it."""
    temporary = Path(tempfile.gettempdir())
    lasting = Path("/var/lib")
    if data_dir.is_relative_to(temporary) or not os.access(lasting, os.W_OK):
        return _unused(temporary)
    return _unused(lasting)


def _unused(parent: Path) -> Path:
    return parent / f"mdm-{secrets.token_hex(6)}"
