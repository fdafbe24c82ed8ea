"""What an operator is told when a command fails for what they can mend: one line with the remedy, no traceback."""

from __future__ import annotations

from django.db import OperationalError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor
from kombu.exceptions import OperationalError as BrokerError

from mdm.errors import MdmError

# undefined_table, undefined_column, undefined_function, undefined_object
_NOT_MADE = frozenset({"42P01", "42703", "42883", "42704"})
# What a server answers to who asks to be let in; without an answer there is no state at all.
_NOT_LET_IN: dict[str, str] = {
    "28P01": "the password is wrong",
    "28000": "the user may not log in",
    "3D000": "there is no such database",
    "53300": "it has no connection left",
    "57P03": "it is starting up or shutting down",
}


def told(error: Exception) -> str | None:
    """The line for this error; None for one that nobody foresaw, which needs its traceback."""
    if isinstance(error, MdmError):
        return str(error)
    if isinstance(error, BrokerError):
        return f"The message broker can't be reached ({_first_line(error)}). Start it, or correct BROKER_URL."
    state = getattr(error.__cause__, "sqlstate", None)
    if isinstance(error, OperationalError) and (state is None or state in _NOT_LET_IN or state.startswith("08")):
        reason = _NOT_LET_IN.get(state or "") or _first_line(error)
        return f"The database can't be used: {reason}. Start its server, or correct DATABASE_URL."
    if isinstance(error, ProgrammingError) and state in _NOT_MADE and _is_behind():
        return "The database has not the tables of this version. Run manage.py migrate, then manage.py setup."
    return None


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".:") if lines else type(error).__name__


def _is_behind() -> bool:
    """Whether migrations are still to be run: else a missing table is a fault of ours."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
