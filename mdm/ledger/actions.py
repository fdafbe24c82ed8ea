"""Writing the ledger."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Func, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from mdm import prepared
from mdm.bulk import json_text
from mdm.ledger.models import LedgerEntry

# The number of the database transaction, under which the history keeps what it changes.
_TRANSACTION = Cast(Cast(Func(function="pg_current_xact_id"), TextField()), BigIntegerField())


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
) -> None:
    """Append one act. `subject` is kind:id; `details` holds ids, counts and versions only; `number` was reserved."""
    said = json_text(dict(details or {}))
    prepared.run(_ENTER, (number, timezone.now(), actor_id, act, subject, reason, rule, str(said)))


_ENTER = """
INSERT INTO mdm_ledgerentry (id, at, actor_id, act, subject, reason, rule, details, transaction)
VALUES (coalesce(%s::bigint, nextval(pg_get_serial_sequence('mdm_ledgerentry', 'id'))),
  %s, %s, %s, %s, %s, %s, %s::jsonb, pg_current_xact_id()::text::bigint)
"""


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
        LedgerEntry(
            act=act,
            subject=one,
            actor_id=actor_id,
            reason=reason,
            details=dict(details or {}),
            transaction=_TRANSACTION,
        )
        for one in subjects
    )
