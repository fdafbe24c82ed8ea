"""The answer to an item, whatever its kind: one door for pages and bulk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdm.access.roles import ASSIGNS
from mdm.errors import InvalidInputError
from mdm.ledger.actions import enter
from mdm.pipeline.stewardship import decisions, proposals, second
from mdm.pipeline.transactions import unit_of_work
from mdm.records import Verdict
from mdm.steward.review import standing
from mdm.steward.review.answers import ON_IDENTITY, PARTIAL
from mdm.steward.worklist import actions, queries
from mdm.steward.worklist.answers import ACCEPTED, check

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from mdm.steward.worklist.models import ReviewItem


@unit_of_work
def answer(
    item_id: int,
    said: str,
    *,
    actor: User,
    reason: str = "",
    version: int | None = None,
    seen: standing.Seen | None = None,
) -> None:
    """Answer an item and do what follows from it, in one transaction.

    Raises ConflictError where somebody was faster, changed it since that version or has claimed it, or where its group
    is not as it was `seen`; InvalidInputError for an answer that the item's kind does not take or that lacks its
    reason; NotAllowedError, NotFoundError.
    """
    item = queries.review_item(item_id)
    check(item.kind, said, reason)
    if said == PARTIAL:
        raise InvalidInputError("Groups are stated on the item's own page.", remedy="Open the item.")
    if item.kind in ON_IDENTITY:
        decisions.decide(item_id, Verdict(said), actor=actor, reason=reason, version=version, seen=seen)
        return
    closed = actions.close_item(
        item_id, outcome=said, closed_by_id=actor.pk, version=version, may_overrule=actor.has_perm(ASSIGNS)
    )
    _follow(closed, said, actor, reason)


def _follow(item: ReviewItem, said: str, actor: User, reason: str) -> None:
    if item.subject.startswith("proposal:"):
        settle = proposals.accept if said == ACCEPTED else proposals.reject
        settle(int(item.subject.partition(":")[2]), actor=actor, answer=reason)
    else:
        if item.kind == item.Kind.SECOND_REVIEW:
            second.settle(item, said)
        enter(f"{item.kind}_{said}", f"review:{item.pk}", actor_id=actor.pk, reason=reason)
