"""Writing the ledger."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection

from mdm.ledger.models import LedgerEntry


def reserve() -> int:
    """The number of an entry to come, so that what an act writes can bear it before the act is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('mdm_ledgerentry', 'id'))")
        return int(cursor.fetchone()[0])


def enter(
    act: str,
    subject: str,
    *,
    actor_id: int | None = None,
    reason: str = "",
    rule: str = "",
    details: Mapping[str, Any] | None = None,
    number: int | None = None,
) -> LedgerEntry:
    """Append one act. `subject` is kind:id; `details` holds ids, counts and versions only; `number` was reserved."""
    return LedgerEntry.objects.create(
        pk=number, act=act, subject=subject, actor_id=actor_id, reason=reason, rule=rule, details=dict(details or {})
    )


def enter_each(
    act: str,
    subjects: Collection[str],
    *,
    actor_id: int | None,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Append the same act on each of these subjects."""
    LedgerEntry.objects.bulk_create(
        LedgerEntry(act=act, subject=one, actor_id=actor_id, reason=reason, details=dict(details or {}))
        for one in subjects
    )
