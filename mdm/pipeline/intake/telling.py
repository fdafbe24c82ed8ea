"""Writing to a source's owner that a delivery was out of line: what was found, and where to decide; no customer's data.

What is to be told stands in the database with the alert and commits with it. Mail goes out after that, once at least:
where the mail server does not answer it is tried again, for two days.
"""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPException
from typing import TYPE_CHECKING

import structlog
from celery import current_app
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from kombu.exceptions import OperationalError as BrokerError

from mdm.grade.deliveries import actions, queries
from mdm.ledger.actions import enter

if TYPE_CHECKING:
    from mdm.models import BatchQuality

TELL_TASK = "mdm.tasks.tell"
_KNOCK_EXPIRES = 60
_PAUSE = timedelta(minutes=10)
_GIVEN_UP = timedelta(days=2)

log = structlog.get_logger(__name__)


def tells(address: str) -> bool:
    """Whether an owner with that address is written to."""
    return bool(address and settings.MDM_MAIL_FROM)


def knock() -> None:
    """Send word that owners are to be told. The sweep repeats it, so nothing hangs on it."""
    if not queries.has_untold():
        return
    try:
        current_app.send_task(TELL_TASK, expires=_KNOCK_EXPIRES, ignore_result=True)
    except BrokerError as error:
        log.warning("broker_away", error=type(error).__name__)


def tell_owners() -> int:
    """Write to every owner who is to be told now; how many were."""
    told = 0
    while (became := _tell_one()) is not None:
        told += became
    return told


@transaction.atomic
def _tell_one() -> bool | None:
    """Whether the next one was told; None where nobody is to be told now."""
    now = timezone.now()
    row = actions.claim_untold(now)
    if row is None:
        return None
    if not tells(row.source.owner_email):
        actions.tell_again(row.batch_id, None)
        return False
    try:
        _message(row).send()
    except (OSError, SMTPException) as error:
        is_over = now - row.at > _GIVEN_UP
        actions.tell_again(row.batch_id, None if is_over else now + _PAUSE)
        log.warning("owner_not_told", batch=row.batch_id, error=type(error).__name__, given_up=is_over)
        return False
    actions.tell_again(row.batch_id, None)
    enter("owner_told", f"batch:{row.batch_id}", actor_id=None, details={"findings": len(row.findings)})
    return True


def _message(row: BatchQuality) -> EmailMessage:
    is_held = row.decision == row.Decision.WAITING
    label = " ".join(row.source.label.split())
    what = "held" if is_held else "out of line"
    follows = (
        "Nothing of it counts, and later files of this source are refused, until somebody decides."
        if is_held
        else "It was taken all the same."
    )
    lines = (
        f"A delivery of {label} is {what}. {follows}",
        "",
        f"Batch {row.batch_id}, {row.rows:,} rows. Compared with earlier deliveries:",
        *(f"  - {capfirst(one['sentence'])}" for one in row.findings),
        "",
        f"Look at it: {_place(row.batch_id)}",
    )
    return EmailMessage(
        subject=f"Delivery {what}: {label}, batch {row.batch_id}",
        body="\n".join(lines),
        from_email=settings.MDM_MAIL_FROM,
        to=[row.source.owner_email],
        # Answers of absent people to a machine help nobody.
        headers={"Auto-Submitted": "auto-generated"},
    )


def _place(batch: int) -> str:
    host = next(iter(settings.ALLOWED_HOSTS), "")
    if not host or host.startswith((".", "*")):
        return "manage.py deliveries"
    scheme = "https" if settings.SESSION_COOKIE_SECURE else "http"
    return f"{scheme}://{host}{reverse('admin:mdm_batchquality_change', args=[batch])}"
