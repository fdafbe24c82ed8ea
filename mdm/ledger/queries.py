"""Reading the ledger."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection

from mdm.errors import NotFoundError
from mdm.ledger.models import History, LedgerEntry


def entries_of(subjects: Collection[str], *, limit: int = 20) -> list[LedgerEntry]:
    """The latest acts on any of these subjects (kind:id), the latest first."""
    rows = LedgerEntry.objects.filter(subject__in=list(subjects)).select_related("actor")
    return list(rows.order_by("-id")[:limit])


def entry(number: int) -> LedgerEntry:
    """That act. Raises NotFoundError."""
    found = LedgerEntry.objects.select_related("actor").filter(pk=number).first()
    if found is None:
        raise NotFoundError(f"There is no ledger entry {number}.", remedy="Look it up in the ledger again.")
    return found


def rules_entered(act: str) -> set[tuple[str, str]]:
    """Subject and rule of every entry of that act."""
    return set(LedgerEntry.objects.filter(act=act).values_list("subject", "rule"))


def details_entered(act: str) -> list[dict[str, Any]]:
    """What was kept with every entry of that act, the oldest first."""
    return list(LedgerEntry.objects.filter(act=act).order_by("id").values_list("details", flat=True))


def changes_under(transaction: int | None, *, limit: int = 200) -> list[History]:
    """The rows that one database transaction changed in tables in which people decide, in order; of many the last."""
    if transaction is None:
        return []
    return list(History.objects.filter(transaction=transaction).order_by("-id")[:limit])[::-1]


def entries_under(transaction: int) -> list[LedgerEntry]:
    """The acts that one database transaction entered."""
    return list(LedgerEntry.objects.filter(transaction=transaction).select_related("actor").order_by("id"))


# From one act to the next by the index: there are few among a million entries.
_ACTS = """
WITH RECURSIVE found(act) AS (
  (SELECT act FROM mdm_ledgerentry ORDER BY act LIMIT 1)
  UNION ALL
  SELECT (SELECT act FROM mdm_ledgerentry l WHERE l.act > found.act ORDER BY act LIMIT 1) FROM found
  WHERE act IS NOT NULL
)
SELECT act FROM found WHERE act IS NOT NULL
"""


def acts() -> list[str]:
    """The acts that were ever entered."""
    with connection.cursor() as cursor:
        cursor.execute(_ACTS)
        return [row[0] for row in cursor.fetchall()]
