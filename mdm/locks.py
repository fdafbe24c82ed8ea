"""Claims. All is claimed in sorted order and until the transaction ends, so that units of work wait but never deadlock.

A unit of work that brings in a record claims its blocking keys first and looks for candidates after that: two records
that could be one customer wait for each other, strangers never do. Then it claims the source records that it will
regroup. All live members of a customer are always claimed together, which claims the customer.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.utils import timezone

from mdm import prepared
from mdm.errors import ConflictError

WAIT = "15s"
# Locks of two numbers never meet those of blocking keys, which are one number.
_LOADING = 1
_MATCHING = (2, 0)
_MARK = "mdm load"


def claim_keys(keys: Iterable[int]) -> None:
    """Wait for and hold the blocking keys (signed 64-bit) until the transaction ends.

    Raises django.db.utils.OperationalError when another unit of work holds one for longer than WAIT.
    """
    prepared.rows(_CLAIM_KEYS, [list(keys)])


def claim_records(records: Iterable[int]) -> None:
    """Hold these source records (FOR NO KEY UPDATE, in id order) until the transaction ends."""
    prepared.rows(_CLAIM_RECORDS, [list(records)])


# A row is locked, and a lock's function called, above the join with what sets the time to wait.
_PATIENCE = f"WITH patience AS MATERIALIZED (SELECT set_config('lock_timeout', '{WAIT}', true) AS waits)"
_CLAIM_KEYS = f"""{_PATIENCE}
SELECT count(pg_advisory_xact_lock(key)) FROM patience,
  (SELECT DISTINCT key FROM unnest(%s::bigint[]) key ORDER BY key) sorted WHERE waits <> ''
"""
_CLAIM_RECORDS = f"""{_PATIENCE}
SELECT r.id FROM mdm_sourcerecord r, patience WHERE r.id = ANY(%s) AND waits <> '' ORDER BY r.id
FOR NO KEY UPDATE OF r
"""


def take_turn() -> None:
    """Wait until nobody else decides which job may match, and hold that until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", list(_MATCHING))


@contextmanager
def claim_source(source: int, code: str) -> Iterator[None]:
    """Hold the source as its one loader for as long as this session lives. Raises ConflictError naming who holds it.

    However a process ends, its session ends with it and the source is free; so it is not the transaction that holds.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOADING, source])
        (is_held,) = cursor.fetchone() or (False,)
        if not is_held:
            raise ConflictError(
                f"A file of {code} is being loaded already{_loader(source)}.",
                remedy="Wait until it is done, or stop that process; then load this file again.",
                data={"source": code},
            )
        # A machine that vanished without a word is noticed within a minute, not within hours.
        cursor.execute("SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3")
        name = f"{_MARK} {timezone.now():%Y-%m-%dT%H:%M:%S} {os.getpid()} {socket.gethostname()}"
        cursor.execute("SELECT set_config('application_name', %s, false)", [name[:63]])
    try:
        yield
    finally:
        # Of a connection that broke nothing is left to let go of.
        if connection.connection is not None and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOADING, source])
                cursor.execute("RESET application_name")


def is_source_claimed(source: int) -> bool:
    """Whether some session loads a file of the source just now."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {_HOLDERS}", [_LOADING, source])
        (count,) = cursor.fetchone() or (0,)
    return bool(count)


_HOLDERS = (
    "FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory' AND l.granted "
    "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
    "AND l.classid = %s AND l.objid = %s AND l.objsubid = 2"
)


def _loader(source: int) -> str:
    """Who loads, and since when, as its session tells."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT a.application_name {_HOLDERS}", [_LOADING, source])
        name = (cursor.fetchone() or ("",))[0]
    if not name.startswith(_MARK):
        return ""
    since, process, host = name.removeprefix(_MARK).split(maxsplit=2)
    return f", by process {process} on {host} since {since.replace('T', ' ')} UTC"
