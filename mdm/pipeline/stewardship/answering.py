"""The answer to an item, whatever its kind: one door for pages and bulk."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from mdm.access.roles import ASSIGNS
from mdm.errors import NotFoundError
from mdm.ledger.actions import enter
from mdm.pipeline.identity.regrouping import Regrouped
from mdm.pipeline.stewardship import alone, approvals, judging, proposals, second
from mdm.pipeline.transactions import unit_of_work
from mdm.records import Verdict
from mdm.steward.acts import Act, ActKind
from mdm.steward.review.answers import ON_IDENTITY, PARTIAL
from mdm.steward.worklist import actions, queries
from mdm.steward.worklist.answers import ACCEPTED, check
from mdm.steward.worklist.deeds import Pick

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from mdm.steward.worklist.models import ReviewItem

Groups = Collection[Collection[int]]


@unit_of_work
def answer(pick: Pick, said: str, *, actor: User, reason: str = "", groups: Groups = ()) -> int | None:
    """Answer an item and do what follows from it, in one transaction. `groups` are those of a partial answer.

    Returns the number of the ledger entry that can be undone, where the answer decides about customers.

    Raises ConflictError where somebody was faster, changed it since it was picked or has claimed it, or where its group
    is not as it was seen; InvalidInputError for an answer that the item's kind does not take or that lacks its
    reason; NotAllowedError, whose data say why, where it needs a second person; NotFoundError.
    """
    item = queries.review_item(pick.item)
    check(item.kind, said, reason)
    if item.kind in ON_IDENTITY:
        approvals.check_answer(item.records, actor)
        return _judge(pick, said, actor, reason, groups).entry
    closed = actions.close_item(
        pick.item,
        outcome=said,
        closed_by_id=actor.pk,
        version=pick.version,
        may_overrule=actor.has_perm(ASSIGNS),
    )
    return _follow(closed, said, actor, reason)


def _judge(pick: Pick, said: str, actor: User, reason: str, groups: Groups) -> Regrouped:
    seen, version = pick.seen, pick.version
    if said == PARTIAL:
        return judging.decide_partition(pick.item, groups, actor=actor, reason=reason, seen=seen, version=version)
    return judging.decide(pick.item, Verdict(said), actor=actor, reason=reason, seen=seen, version=version)


@unit_of_work
def accept(proposal: int, *, actor: User, answer: str) -> Regrouped:
    """Do what a client proposed. Raises NotAllowedError, whose data say why, where it needs a second person."""
    alone.check(proposals.acceptance(proposal), actor)
    return proposals.accept(proposal, actor=actor, answer=answer)


def why_together(items: Sequence[ReviewItem], actor: User) -> list[str]:
    """Why answers to these items, given together, need a second person; none where this person may give them."""
    records = {record for one in items if one.kind in ON_IDENTITY for record in one.records}
    return approvals.why_answer(records, actor) if records else []


def why_second(item: ReviewItem, actor: User) -> list[str]:
    """Why answering this item needs a second person; none where this person may do it alone."""
    proposal = proposal_of(item)
    try:
        return alone.why_not(proposals.acceptance(proposal), actor) if proposal else why_together([item], actor)
    except NotFoundError:  # what it is about is gone; answering says so
        return []


def proposal_of(item: ReviewItem) -> int | None:
    """The proposal of another system that the item asks about."""
    model, _, pk = item.subject.partition(":")
    return int(pk) if model == "proposal" else None


def act_of(items: Sequence[ReviewItem], said: str, groups: Groups = ()) -> Act | None:
    """The act that an answer to these items comes to; None where it changes nothing of customers."""
    if all(one.kind in ON_IDENTITY for one in items):
        parts = [sorted(one) for one in groups if one]
        told = {"items": [one.pk for one in items], "verdict": said}
        return Act(ActKind.ANSWER, told | ({"groups": parts} if parts else {}))
    proposal = proposal_of(items[0]) if len(items) == 1 and said == ACCEPTED else None
    return proposals.acceptance(proposal) if proposal else None


def _follow(item: ReviewItem, said: str, actor: User, reason: str) -> int | None:
    proposal = proposal_of(item)
    if proposal and said == ACCEPTED:
        return accept(proposal, actor=actor, answer=reason).entry
    if proposal:
        proposals.reject(proposal, actor=actor, answer=reason)
        return None
    if item.kind == item.Kind.SECOND_REVIEW:
        second.settle(item, said)
    enter(f"{item.kind}_{said}", f"review:{item.pk}", actor_id=actor.pk, reason=reason)
    return None
