"""Forgetting what nobody needs any more, each thing after the time that the installation declares for it."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.utils import timezone

from mdm.access import actions as access
from mdm.acquire.sent import actions as sent
from mdm.syndicate import actions as syndicate
from mdm.syndicate.feed.queries import bottom
from mdm.syndicate.webhooks import actions as webhooks
from mdm.understand import actions as understand

_DELIVERIES_KEPT = timedelta(days=7)
# Of a file that failed or was cancelled, so that its job can be resumed.
_CONTENTS_KEPT = timedelta(days=7)

# Of a fact that was taken back, in case that was a mistake.
_REMOVED_KEPT = timedelta(days=7)

log = structlog.get_logger(__name__)


def purge(now: datetime | None = None) -> dict[str, int]:
    """Forget what is older than its time; how much of what. Each step commits on its own."""
    now = now or timezone.now()
    gone = {
        "deliveries": webhooks.purge(now - _DELIVERIES_KEPT),
        "answers": access.forget_answers(now - settings.MDM_ANSWERS_KEPT),
        "files": sent.purge(pieces_before=now - _CONTENTS_KEPT, files_before=now - settings.MDM_FILES_KEPT),
        "changes": _forget_changes(now) if settings.MDM_CHANGES_KEPT else 0,
        "texts": _forget_texts(now),
    }
    log.info("purged", **gone)
    return gone


def _forget_texts(now: datetime) -> int:
    """What people wrote of contacts long ago, and in facts that their senders took back."""
    total = understand.forget_removed(now - _REMOVED_KEPT)
    kept = settings.MDM_CONTACT_TEXTS_KEPT
    while kept and (count := understand.forget_texts(now - kept)):
        total += count
    return total


def _forget_changes(now: datetime) -> int:
    total = 0
    while count := syndicate.forget_changes(now - settings.MDM_CHANGES_KEPT):
        total += count
    if total:
        webhooks.forget_before(bottom() + 1)
    return total
