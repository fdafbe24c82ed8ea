"""Writing to authors whose pins ended without them: which attribute, why and where to look; no customer's data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.utils import timezone

from mdm.catalogue.queries import catalogue
from mdm.ledger.actions import enter
from mdm.pipeline import mailing
from mdm.steward.pins import actions, queries

if TYPE_CHECKING:
    from mdm.models import Pin

log = structlog.get_logger(__name__)


def knock() -> None:
    """Send word where authors are to be told."""
    if queries.has_untold():
        mailing.knock()


def tell_authors() -> int:
    """Write to every author who is to be told now, one mail about all of their pins; how many were."""
    return sum(iter(_tell_one, None))


@transaction.atomic
def _tell_one() -> bool | None:
    """Whether the next author was told; None where nobody is to be told now."""
    now = timezone.now()
    ended = actions.claim_untold(now)
    if not ended:
        return None
    ids, author = [one.pk for one in ended], ended[0].author
    news = [one for one in ended if one.ended_by is None or one.ended_by.actor_id != one.author_id]
    if author is None or not author.is_active or not mailing.tells(author.email) or not news:
        actions.tell_again(ids, None)
        return False
    try:
        mailing.send(author.email, _subject(news), _lines(news))
    except mailing.FAILURES as error:
        fresh = [one.pk for one in news if one.retired_at and now - one.retired_at <= mailing.GIVEN_UP]
        actions.tell_again(ids, None)
        actions.tell_again(fresh, now + mailing.PAUSE)
        log.warning("author_not_told", pins=len(news), error=type(error).__name__)
        return False
    actions.tell_again(ids, None)
    enter("author_told", f"user:{author.pk}", actor_id=None, details={"pins": [one.pk for one in news]})
    return True


def _subject(news: Sequence[Pin]) -> str:
    return "A pin of yours ended" if len(news) == 1 else f"{len(news)} pins of yours ended"


def _lines(news: Sequence[Pin]) -> list[str]:
    place = mailing.page("admin:mdm_pin_changelist", otherwise="the page Pins")
    return [
        f"{_subject(news)} without you. What they held back stands for election again.",
        "",
        *(f"  - Pin {one.pk}, {_label(one)}: {one.get_retired_because_display()}." for one in news),
        "",
        f"Look at them: {place}",
    ]


def _label(pin: Pin) -> str:
    found = catalogue().attributes.get(pin.attribute)
    return found.label if found else pin.attribute
