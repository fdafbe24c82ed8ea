"""Keeping what is looked at again, and the second answer."""

from __future__ import annotations

from django.utils import timezone

from mdm.steward.reviewing.queries import Drawn
from mdm.steward.worklist.models import SecondReview


def put(item_id: int, drawn: Drawn) -> None:
    """The item asks a second person what the first one, or nobody, answered."""
    SecondReview.objects.create(item_id=item_id, of_id=drawn.of, kind=drawn.kind, first=drawn.first)


def answer(item_id: int, said: str) -> SecondReview:
    """Keep the second answer."""
    second = SecondReview.objects.select_for_update(no_key=True).get(item=item_id)
    second.second, second.answered_at = said, timezone.now()
    second.save(update_fields=["second", "answered_at"])
    return second
