"""Writing to a source's owner that a delivery was out of line: what was found, where to decide, no customer's data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst

from mdm.grade.deliveries import actions, queries
from mdm.ledger.actions import enter
from mdm.pipeline import mailing

if TYPE_CHECKING:
    from mdm.models import BatchQuality

log = structlog.get_logger(__name__)


def knock() -> None:
    """Send word where owners are to be told."""
    if queries.has_untold():
        mailing.knock()


def tell_owners() -> int:
    """Write to every owner who is to be told now; how many were."""
    return sum(iter(_tell_one, None))


@transaction.atomic
def _tell_one() -> bool | None:
    """Whether the next one was told; None where nobody is to be told now."""
    now = timezone.now()
    row = actions.claim_untold(now)
    if row is None:
        return None
    if not mailing.tells(row.source.owner_email):
        actions.tell_again(row.batch_id, None)
        return False
    try:
        _send(row)
    except mailing.FAILURES as error:
        is_over = now - row.at > mailing.GIVEN_UP
        actions.tell_again(row.batch_id, None if is_over else now + mailing.PAUSE)
        log.warning("owner_not_told", batch=row.batch_id, error=type(error).__name__, given_up=is_over)
        return False
    actions.tell_again(row.batch_id, None)
    enter("owner_told", f"batch:{row.batch_id}", actor_id=None, details={"findings": len(row.findings)})
    return True


def _send(row: BatchQuality) -> None:
    is_held = row.decision == row.Decision.WAITING
    label = " ".join(row.source.label.split())
    what = "held" if is_held else "out of line"
    follows = (
        "Nothing of it counts, and later files of this source are refused, until somebody decides."
        if is_held
        else "It was taken all the same."
    )
    place = mailing.page("admin:mdm_batchquality_change", row.batch_id, otherwise="manage.py deliveries")
    lines = (
        f"A delivery of {label} is {what}. {follows}",
        "",
        f"Batch {row.batch_id}, {row.rows:,} rows. Compared with earlier deliveries:",
        *(f"  - {capfirst(one['sentence'])}" for one in row.findings),
        "",
        f"Look at it: {place}",
    )
    mailing.send(row.source.owner_email, f"Delivery {what}: {label}, batch {row.batch_id}", lines)
