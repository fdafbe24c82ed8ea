"""Writing the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mdm.ledger.models import LedgerEntry


def enter(
    act: str,
    subject: str,
    *,
    actor_id: int | None = None,
    reason: str = "",
    rule: str = "",
    details: Mapping[str, Any] | None = None,
) -> LedgerEntry:
    """Append one act. `subject` is kind:id; `details` holds ids, counts and versions only."""
    return LedgerEntry.objects.create(
        act=act, subject=subject, actor_id=actor_id, reason=reason, rule=rule, details=dict(details or {})
    )
