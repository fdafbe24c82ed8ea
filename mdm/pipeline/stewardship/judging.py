"""Answers to questions of who is who, from judgement to golden record and outgoing change in one transaction.

Whether the person may give the answer alone is asked before (`answering`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import combinations, pairwise, product
from typing import TYPE_CHECKING

from mdm import locks
from mdm.access.roles import ASSIGNS
from mdm.errors import ConflictError
from mdm.ledger.actions import enter_each
from mdm.pipeline.identity.regrouping import Regrouped
from mdm.pipeline.stewardship.acting import LISTED, Acting, Pairs, begin, follow_up, judge, judged
from mdm.pipeline.transactions import unit_of_work
from mdm.records import Verdict
from mdm.resolve.held import HeldKind
from mdm.resolve.judging import queries as judgements
from mdm.steward.review import answers, standing
from mdm.steward.review import queries as review
from mdm.steward.worklist import actions as item_actions
from mdm.steward.worklist import queries as items
from mdm.steward.worklist.deeds import Pick

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from mdm.steward.worklist.models import ReviewItem


@unit_of_work
def decide(
    item_id: int,
    verdict: Verdict,
    *,
    actor: User,
    reason: str = "",
    seen: standing.Seen | None = None,
    version: int | None = None,
) -> Regrouped:
    """Answer a review item. Raises ConflictError when it is no longer open, is somebody else's or was changed since
    that version, or its group is not as it was `seen`; NotFoundError when it never was.

    Match says that the whole group is one: said of its ends alone, what speaks against other pairs would tear them out
    of their customers. No match keeps apart what the item is about, unsure leaves things as they are and asks no more.
    """
    acting = begin(actor, reason)
    pairs = _answered(Pick(item_id, version, seen), verdict, acting, actor)
    return judged(pairs, verdict, acting, "decided", f"review:{item_id}")


@unit_of_work
def decide_all(picks: Collection[Pick], verdict: Verdict, *, actor: User, reason: str = "") -> Regrouped:
    """Answer several review items alike, as one act. Raises as `decide` does, and then answers none of them."""
    acting, ids = begin(actor, reason), sorted({one.item for one in picks})
    for one in picks:
        check_as_picked(one)
    pairs = [pair for item in ids for pair in _answered(Pick(item), verdict, acting, actor)]
    subjects = [f"review:{item}" for item in ids]
    if len(ids) == 1:
        return judged(pairs, verdict, acting, "decided", subjects[0])
    enter_each("decided", subjects, actor_id=actor.pk, reason=reason, details={"entry": acting.entry})
    return judged(pairs, verdict, acting, "decided", "reviews", details={"items": ids[:LISTED]})


def _answered(pick: Pick, verdict: Verdict, acting: Acting, actor: User) -> Pairs:
    """Close the item; the pairs that its answer judges."""
    item = items.review_item(pick.item)
    answers.check(item.kind, verdict, acting.reason)
    group = _close(item, verdict, actor, pick)
    if item.kind == HeldKind.CONTRADICTION and verdict is Verdict.NO_MATCH:
        judge(list(pairwise(item.facts["path"])), Verdict.UNSURE, acting)
    return _all_one(group) if verdict is Verdict.MATCH else [(item.facts["left"], item.facts["right"])]


def _all_one(records: Sequence[int]) -> Pairs:
    """A chain through the records, and whatever was judged among them before: it may have been judged otherwise."""
    return sorted({*pairwise(records), *judgements.live_pairs(records)})


@unit_of_work
def decide_partition(
    item_id: int,
    groups: Collection[Collection[int]],
    *,
    actor: User,
    reason: str = "",
    seen: standing.Seen | None = None,
    version: int | None = None,
) -> Regrouped:
    """Answer a review item with "these together, those apart": a match within each group, no match across them.

    Records of the question in no group stay with whom the evidence ties them. Raises as `decide` does.
    """
    acting, item = begin(actor, reason), items.review_item(item_id)
    answers.check(item.kind, answers.PARTIAL, reason)
    parts = answers.parted(groups, {one.record for one in review.group_of(item.records)})
    _close(item, answers.PARTIAL, actor, Pick(item_id, version, seen))
    together = [pair for part in parts for pair in combinations(part, 2)]
    apart = [pair for one, other in combinations(parts, 2) for pair in product(one, other)]
    for pairs, verdict in ((together, Verdict.MATCH), (apart, Verdict.NO_MATCH)):
        judge(pairs, verdict, acting)
    records = {record for part in parts for record in part}
    details = {"verdict": answers.PARTIAL, "pairs": len(together) + len(apart), "groups": parts}
    return follow_up(records, "decided", f"review:{item_id}", acting, details=details)


def _close(item: ReviewItem, outcome: str, actor: User, pick: Pick) -> list[int]:
    """Close the item once its group is held, so that it stays what was seen until the transaction ends; the group."""
    group = _held(item, pick) if item.state == item.State.OPEN else []
    may_overrule = actor.has_perm(ASSIGNS)
    item_actions.close_item(
        item.pk, outcome=outcome, closed_by_id=actor.pk, version=pick.version, may_overrule=may_overrule
    )
    return group


def _held(item: ReviewItem, pick: Pick) -> list[int]:
    locks.claim_records({one.record for one in review.group_of(item.records)} | (pick.seen or {}).keys())
    group = review.group_of(item.records)
    changed = standing.changes(pick.seen, group) if pick.seen is not None else ()
    if changed:
        raise ConflictError(
            f"Review item {item.pk} is about something else now.",
            remedy="Look at it again.",
            data={"changes": list(changed)},
        )
    return [one.record for one in group]


def check_as_picked(pick: Pick) -> None:
    """Raises ConflictError where the item or its group is not as it was picked; the group is held from then on."""
    item = items.review_item(pick.item)
    if item.state == item.State.OPEN:
        _held(item, pick)
    if pick.version is not None and pick.version != item.version:
        raise ConflictError(
            f"Review item {item.pk} changed while you looked: {items.happened(item)}.", remedy="Look at it again."
        )
