"""What kind of process this is. The entry point declares it before the settings are imported."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Decides how database connections are kept."""

    WEB = "web"
    WORKER = "worker"
    COMMAND = "command"


_declared: list[Role] = []


def declare(role: Role) -> None:
    """Say what this process is; the first word counts, because an entry point may import another one's module."""
    if not _declared:
        _declared.append(role)


def role() -> Role:
    """Celery's workers declare nothing: its command imports the app and the settings in one go."""
    return _declared[0] if _declared else Role.WORKER
