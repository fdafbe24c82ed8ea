"""The part of an item's page that says whose it is, what was said of it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from mdm.admin.base import acting_user, address, sees_sensitive
from mdm.admin.desk.acts import DECIDES
from mdm.admin.desk.lines import line
from mdm.ledger.queries import entries_of
from mdm.models import ReviewItem
from mdm.pipeline.stewardship.worklist import look_at
from mdm.steward.listing.queries import assignable
from mdm.steward.worklist.answers import REOPENED
from mdm.steward.worklist.queries import comments_of

# What an item can be about besides records -> the model whose page answers it.
_PAGES = {"proposal": "proposal", "change_request": "changerequest"}


def page(request: HttpRequest, row: ReviewItem) -> Mapping[str, Any]:
    """What the card shows; whoever can answer the item keeps it from others' queues for a while by looking."""
    person, now = acting_user(request), timezone.now()
    may_act = request.user.has_perm(DECIDES)
    is_open = row.state == ReviewItem.State.OPEN
    if may_act and is_open:
        look_at(row.pk, actor=person)
    model, _, pk = row.subject.partition(":")
    return {
        "line": line(row, sources={}, person=person.pk, now=now, sight=sees_sensitive(request)),
        "comments": comments_of(row.pk),
        "may_act": may_act,
        "can_reopen": may_act and not is_open and row.kind in REOPENED,
        "people": assignable() if may_act else [],
        "tomorrow": timezone.localdate(now + timedelta(days=1)),
        "subject_url": address(_PAGES[model], pk) if model in _PAGES else "",
        "customer_url": address("goldenrecord", row.customer) if row.customer else "",
        "entries": entries_of([f"review:{row.pk}"]),
        "here": request.path,
    }
