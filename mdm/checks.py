"""System checks: what an installation must offer, told by id with a hint.

mdm.E001-E003 look at the database: `manage.py check --database default`, and before every `migrate`.
mdm.W001 looks at a deployment: `manage.py check --deploy`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 - Django's own names
from django.db import DatabaseError, connections

OLDEST_POSTGRES = 15
# Trigram search over names, and its indexes.
EXTENSIONS = ("pg_trgm",)


@register(Tags.database)
def check_postgres(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """A PostgreSQL that is new enough, complete and there."""
    return [problem for alias in databases or () for problem in _postgres_problems(alias)]


@register(Tags.security, deploy=True)
def check_mode(**_: Any) -> list[CheckMessage]:
    """A deployment is no trial."""
    if settings.MDM_IS_PRODUCTION:
        return []
    return [
        Warning(
            "This is a trial installation: it provides its own servers and secret key, and does without HTTPS.",
            hint="Set MDM_MODE=production and what it then asks for.",
            id="mdm.W001",
        )
    ]


def _postgres_problems(alias: str) -> list[CheckMessage]:
    try:
        version, available = _look_at(alias)
    except DatabaseError as error:
        return [
            Error(
                f"The database does not answer ({type(error).__name__}).",
                hint="Start it, or correct DATABASE_URL.",
                id="mdm.E003",
            )
        ]
    return [*old_server(version), *missing_extensions(available)]


def _look_at(alias: str) -> tuple[int, frozenset[str]]:
    with connections[alias].cursor() as cursor:
        cursor.execute("select current_setting('server_version_num')::int / 10000")
        (version,) = cursor.fetchone()
        cursor.execute("select name from pg_available_extensions where name = any(%s)", [list(EXTENSIONS)])
        return version, frozenset(name for (name,) in cursor.fetchall())


def old_server(version: int) -> list[CheckMessage]:
    """Complain about a server that lacks what this service uses."""
    if version >= OLDEST_POSTGRES:
        return []
    return [
        Error(
            f"The database server is PostgreSQL {version}.",
            hint=f"Use PostgreSQL {OLDEST_POSTGRES} or newer.",
            id="mdm.E001",
        )
    ]


def missing_extensions(available: frozenset[str]) -> list[CheckMessage]:
    """Complain about extensions that the server does not offer."""
    return [
        Error(
            f"The database server does not offer the extension {name}.",
            hint="Install PostgreSQL's contrib package on the database server.",
            id="mdm.E002",
        )
        for name in EXTENSIONS
        if name not in available
    ]
