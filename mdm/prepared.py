"""Statements that nearly every request makes: their parameters travel apart from the text.

PostgreSQL plans such a statement once a connection, not once a request.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper
from django.db.utils import DEFAULT_DB_ALIAS


def rows(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """What the statement finds. Types that PostgreSQL can't tell by itself are stated in it, as in %s::uuid[]."""
    return _executed(statement, parameters, finds=True)


def run(statement: str, parameters: Sequence[Any]) -> None:
    """Run a statement that finds nothing."""
    _executed(statement, parameters, finds=False)


def _executed(statement: str, parameters: Sequence[Any], *, finds: bool) -> list[tuple[Any, ...]]:
    one = connections[DEFAULT_DB_ALIAS]
    if one.queries_logged or one.execute_wrappers:
        with own_cursor() as cursor:
            cursor.execute(statement, parameters)
            return list(cursor.fetchall()) if finds else []
    # Nobody listens: what Django's cursors do beyond psycopg's takes as long as a short statement.
    one.ensure_connection()
    one.validate_no_broken_transaction()
    with one.wrap_database_errors, psycopg.Cursor(one.connection) as cursor:
        cursor.execute(statement, [_as_sent(one) for one in parameters])
        return list(cursor.fetchall()) if finds else []


def _as_sent(value: Any) -> Any:
    """Lists of ids as one text: dumping each by itself, in the smallest type that holds it, takes longer."""
    if type(value) is list and value and type(value[0]) in _IDS:
        return "{" + ",".join(map(str, value)) + "}"
    return value


_IDS = frozenset({int, UUID})


def own_cursor() -> CursorWrapper:
    """A cursor whose statements are such."""
    connection.ensure_connection()
    own: Any = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]  # its stubs are of psycopg2
    return connection.make_debug_cursor(own) if connection.queries_logged else connection.make_cursor(own)
