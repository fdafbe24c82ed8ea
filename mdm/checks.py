"""System checks: what an installation must offer, told by id with a hint.

mdm.E001-E003 look at the database: `manage.py check --database default`, and before every `migrate`.
mdm.W001 looks at a deployment: `manage.py check --deploy`. mdm.W002 looks at a production database.
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


# What is only ever added to.
APPEND_ONLY = ("mdm_ledgerentry", "mdm_history")


@register(Tags.database)
def check_rights(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """In production, the service itself can't alter what was entered."""
    if not settings.MDM_IS_PRODUCTION:
        return []
    return [problem for alias in databases or () for problem in too_wide_rights(*rights_of(alias))]


def rights_of(alias: str) -> tuple[str, tuple[str, ...]]:
    """The database user, and which append-only tables it may alter. Nothing before the first migration."""
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "select current_user, array_agg(distinct name) filter (where has_table_privilege(name, right_)) "
                "from unnest(%s::text[]) name, unnest(array['UPDATE', 'DELETE', 'TRUNCATE']) right_ "
                "where to_regclass(name) is not null",
                [list(APPEND_ONLY)],
            )
            user, wide = cursor.fetchone()
            return user or "", tuple(wide or ())
    except DatabaseError:
        return "", ()  # E003 tells


def too_wide_rights(user: str, tables: Sequence[str]) -> list[CheckMessage]:
    """Complain about rights to alter what is only to be added to."""
    if not tables:
        return []
    return [
        Warning(
            f"The database user {user} may alter or empty {', '.join(sorted(tables))}.",
            hint="Run the service as a user of its own: manage.py rights, and docs/operators.md.",
            id="mdm.W002",
        )
    ]


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
