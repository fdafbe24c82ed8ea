"""Mail to people: what it looks like, where its links lead, and the word to workers that there is some.

What is to be told stands in the database and commits with what it tells of. Mail goes out after that, once at least:
where the mail server does not answer it is tried again, for two days.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from smtplib import SMTPException

import structlog
from celery import current_app
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from kombu.exceptions import OperationalError as BrokerError

TELL_TASK = "mdm.tasks.tell"
PAUSE = timedelta(minutes=10)
GIVEN_UP = timedelta(days=2)
FAILURES = (OSError, SMTPException)
_KNOCK_EXPIRES = 60

log = structlog.get_logger(__name__)


def tells(address: str) -> bool:
    """Whether somebody with that address is written to."""
    return bool(address and settings.MDM_MAIL_FROM)


def knock() -> None:
    """Send word that people are to be told. The sweep repeats it, so nothing hangs on it."""
    try:
        current_app.send_task(TELL_TASK, expires=_KNOCK_EXPIRES, ignore_result=True)
    except BrokerError as error:
        log.warning("broker_away", error=type(error).__name__)


def send(to: str, subject: str, lines: Iterable[str]) -> None:
    """Raises one of FAILURES where the mail server does not take it."""
    EmailMessage(
        subject=subject,
        body="\n".join(lines),
        from_email=settings.MDM_MAIL_FROM,
        to=[to],
        # Answers of absent people to a machine help nobody.
        headers={"Auto-Submitted": "auto-generated"},
    ).send()


def page(name: str, *args: object, otherwise: str) -> str:
    """The address of that page, as people outside reach it; `otherwise` where that is not known."""
    host = next(iter(settings.ALLOWED_HOSTS), "")
    if not host or host.startswith((".", "*")):
        return otherwise
    scheme = "https" if settings.SESSION_COOKIE_SECURE else "http"
    return f"{scheme}://{host}{reverse(name, args=args)}"
