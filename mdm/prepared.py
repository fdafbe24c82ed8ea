"""Statements that nearly every request makes: their parameters travel apart from the text.

PostgreSQL plans such a statement once a connection, not once a request.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper


def rows(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """What the statement finds. Types that PostgreSQL can't tell by itself are stated in it, as in %s::uuid[]."""
    with own_cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def run(statement: str, parameters: Sequence[Any]) -> None:
    """Run a statement that finds nothing."""
    with own_cursor() as cursor:
        cursor.execute(statement, parameters)


def own_cursor() -> CursorWrapper:
    """A cursor whose statements are such."""
    connection.ensure_connection()
    own: Any = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]  # its stubs are of psycopg2
    return connection.make_debug_cursor(own) if connection.queries_logged else connection.make_cursor(own)
