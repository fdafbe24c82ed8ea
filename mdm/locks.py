"""Claims. All is claimed in sorted order and until the transaction ends, so that units of work wait but never deadlock.

A unit of work that brings in a record claims its blocking keys first and looks for candidates after that: two records
that could be one customer wait for each other, strangers never do. Then it claims the source records that it will
regroup. All live members of a customer are always claimed together, which claims the customer.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

WAIT = "15s"


def claim_keys(keys: Iterable[int]) -> None:
    """Wait for and hold the blocking keys (signed 64-bit) until the transaction ends.

    Raises django.db.utils.OperationalError when another unit of work holds one for longer than WAIT.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SET LOCAL lock_timeout = '{WAIT}'; "
            "SELECT count(pg_advisory_xact_lock(key)) "
            "FROM (SELECT DISTINCT key FROM unnest(%s::bigint[]) key ORDER BY key) sorted",
            [list(keys)],
        )


def claim_records(records: Iterable[int]) -> None:
    """Hold these source records (FOR NO KEY UPDATE, in id order) until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SET LOCAL lock_timeout = '{WAIT}'; "
            "SELECT id FROM mdm_sourcerecord WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
            [list(records)],
        )
