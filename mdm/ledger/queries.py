"""Reading the ledger."""

from __future__ import annotations

from collections.abc import Collection

from mdm.errors import NotFoundError
from mdm.ledger.models import LedgerEntry


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
