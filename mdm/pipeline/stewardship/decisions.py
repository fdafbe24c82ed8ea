"""What people decide, from judgement to golden record and outgoing change in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import combinations, pairwise, product
from typing import TYPE_CHECKING, Any
from uuid import UUID

from mdm import locks
from mdm.access.roles import ASSIGNS
from mdm.errors import ConflictError, InvalidInputError
from mdm.pipeline.identity.regrouping import Regrouped
from mdm.pipeline.stewardship.acting import (
    LISTED,
    Acting,
    Pairs,
    begin,
    check_known,
    fellows_of,
    follow_up,
    members_of,
)
from mdm.pipeline.stewardship.acting import (
    judge as judge_pairs,
)
from mdm.pipeline.stewardship.approvals import check_answer
from mdm.pipeline.transactions import unit_of_work
from mdm.records import CleanValue, PinKind, Verdict
from mdm.resolve import actions as resolve_actions
from mdm.resolve import queries as resolve
from mdm.resolve.held import HeldKind
from mdm.resolve.identity import NO_WISH, Wish
from mdm.resolve.judging import queries as judging
from mdm.steward.pins import actions as pin_actions
from mdm.steward.pins import queries as pins
from mdm.steward.review import answers, standing
from mdm.steward.review import queries as review
from mdm.steward.worklist import actions as item_actions
from mdm.steward.worklist import queries as items

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, User

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
    that version, NotFoundError when it never was.

    Match joins what the item is about, no match keeps it apart, unsure leaves things as they are and asks no more.
    With the group as it was `seen`, an answer is refused (ConflictError) where that has changed, and a match is said
    of the whole group: said of its ends alone, what speaks against other pairs would tear them out of their customers.
    """
    acting = begin(actor, reason)
    check_answer(item_id, verdict, items.review_item(item_id).records, actor)
    return _judged(
        _answered(item_id, verdict, acting, actor=actor, seen=seen, version=version),
        verdict,
        acting,
        "decided",
        f"review:{item_id}",
    )


@unit_of_work
def decide_all(item_ids: Collection[int], verdict: Verdict, *, actor: User, reason: str = "") -> Regrouped:
    """Answer several review items alike, as one act. Raises ConflictError when one of them is no longer open."""
    acting = begin(actor, reason)
    pairs = [pair for item_id in sorted(set(item_ids)) for pair in _answered(item_id, verdict, acting, actor=actor)]
    return _judged(pairs, verdict, acting, "decided", "reviews", details={"items": sorted(item_ids)[:LISTED]})


def _answered(
    item_id: int,
    verdict: Verdict,
    acting: Acting,
    *,
    actor: User,
    seen: standing.Seen | None = None,
    version: int | None = None,
) -> Pairs:
    """Close the item; the pairs that its answer judges."""
    item = items.review_item(item_id)
    answers.check(item.kind, verdict, acting.reason)
    _close(item, verdict, actor, seen, version)
    if item.kind == HeldKind.CONTRADICTION and verdict is Verdict.NO_MATCH:
        judge_pairs(list(pairwise(item.facts["path"])), Verdict.UNSURE, acting)
    if seen is not None and verdict is Verdict.MATCH:
        return _all_one(sorted(seen))
    return _pairs_about(item.kind, item.records, item.facts, verdict)


def _all_one(records: Sequence[int]) -> Pairs:
    """A chain through the records, and whatever was judged among them before: it may have been judged otherwise."""
    return sorted({*pairwise(records), *judging.live_pairs(records)})


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
    check_answer(item_id, answers.PARTIAL, item.records, actor)
    parts = answers.parted(groups, {one.record for one in review.group_of(item.records)})
    _close(item, answers.PARTIAL, actor, seen, version)
    together = [pair for part in parts for pair in combinations(part, 2)]
    apart = [pair for one, other in combinations(parts, 2) for pair in product(one, other)]
    for pairs, verdict in ((together, Verdict.MATCH), (apart, Verdict.NO_MATCH)):
        judge_pairs(pairs, verdict, acting)
    records = {record for part in parts for record in part}
    details = {"verdict": answers.PARTIAL, "pairs": len(together) + len(apart), "groups": parts}
    return follow_up(records, "decided", f"review:{item_id}", acting, details=details)


def _close(item: ReviewItem, outcome: str, actor: User, seen: standing.Seen | None, version: int | None) -> None:
    """Close the item once its group is held, so that it is the group that was seen until the transaction ends."""
    if seen is not None and item.state == item.State.OPEN:
        locks.claim_records({one.record for one in review.group_of(item.records)} | seen.keys())
        changed = standing.changes(seen, review.group_of(item.records))
        if changed:
            raise ConflictError(
                f"Review item {item.pk} is about something else now.",
                remedy="Look at it again.",
                data={"changes": list(changed)},
            )
    may_overrule = actor.has_perm(ASSIGNS)
    item_actions.close_item(item.pk, outcome=outcome, closed_by_id=actor.pk, version=version, may_overrule=may_overrule)


def _pairs_about(kind: str, records: Collection[int], facts: Mapping[str, Any], verdict: Verdict) -> Pairs:
    """The pairs of source records that an answer judges."""
    if kind == HeldKind.OVER_SIZE and verdict is Verdict.MATCH:
        return list(pairwise(sorted(records)))
    return [(facts["left"], facts["right"])]


@unit_of_work
def judge(
    pairs: Iterable[tuple[int, int]], verdict: Verdict, *, actor: AbstractBaseUser, reason: str = ""
) -> Regrouped:
    """Judge pairs of source records, whoever asked. Raises NotFoundError for unknown records."""
    return _judged(list(pairs), verdict, begin(actor, reason), "judged", "records")


@unit_of_work
def merge(
    entities: Collection[UUID], *, actor: AbstractBaseUser, reason: str, survivor: UUID | None = None
) -> Regrouped:
    """Declare these customers one; the `survivor` among them keeps its id, else the oldest.

    All their records are judged one: between the first ones alone, whatever speaks against other pairs would tear them
    out of their customers. Raises NotFoundError for a customer without members.
    """
    members = members_of(sorted(set(entities)))
    if len(members) < 2:
        raise InvalidInputError("Merging takes two different customers.", remedy="Name at least two customer ids.")
    if survivor and survivor not in entities:
        raise InvalidInputError("The surviving customer is not among them.", remedy="Choose one of the customers.")
    pairs = list(pairwise(sorted(record for records in members.values() for record in records)))
    return _judged(pairs, Verdict.MATCH, begin(actor, reason), "merged", "customers", wish=Wish(survivor))


@unit_of_work
def split(
    entity: UUID, records: Collection[int], *, actor: AbstractBaseUser, reason: str, apart: bool = True
) -> Regrouped:
    """Declare these members of a customer somebody else than the rest of it. Unmerge is no more than that.

    Not `apart`, only what people said for a match between the two is taken back, and the evidence decides.
    """
    parted, rest = _parted(entity, records)
    return _unmerged([parted, rest], entity, begin(actor, reason), apart=apart)


@unit_of_work
def dissolve(entity: UUID, *, actor: AbstractBaseUser, reason: str, apart: bool = True) -> Regrouped:
    """Declare every record of the customer somebody else than all others."""
    members = members_of([entity])[entity]
    if len(members) < 2:
        raise InvalidInputError("This customer is one source record.", remedy="There is nothing to take apart.")
    return _unmerged([[one] for one in members], entity, begin(actor, reason), apart=apart)


def _parted(entity: UUID, records: Collection[int]) -> tuple[list[int], list[int]]:
    members = set(members_of([entity])[entity])
    parted = members & set(records)
    if not parted or parted == members or len(parted) < len(set(records)):
        raise InvalidInputError(
            "A split takes some of the customer's source records, and leaves some.",
            remedy="Name source records that belong to the customer now, but not all of them.",
        )
    return sorted(parted), sorted(members - parted)


def _unmerged(parts: list[list[int]], entity: UUID, acting: Acting, *, apart: bool) -> Regrouped:
    pairs = [pair for one, other in combinations(parts, 2) for pair in product(one, other)]
    if apart:
        return _judged(pairs, Verdict.NO_MATCH, acting, "split", f"customer:{entity}")
    said = [one for two in combinations(parts, 2) for one in judging.live_between(*two, Verdict.MATCH)]
    resolve_actions.take_back(said, entry=acting.entry)
    members = {record for part in parts for record in part}
    return follow_up(members, "split", f"customer:{entity}", acting, details={"taken_back": len(said)})


@unit_of_work
def move(records: Collection[int], to: UUID, *, actor: AbstractBaseUser, reason: str) -> Regrouped:
    """Declare these members of one customer members of another. Raises NotFoundError for one without members."""
    check_known(records)
    homes = {resolve.memberships(records).get(one) for one in records}
    home = homes.pop() if len(homes) == 1 else None
    if home is None or home == to:
        raise InvalidInputError(
            "Records are moved from one customer to another.", remedy="Name members of one customer, and another one."
        )
    acting, moved = begin(actor, reason), sorted(records)
    rest = sorted(set(members_of([home])[home]) - set(moved))
    judge_pairs(list(product(moved, rest)), Verdict.NO_MATCH, acting)
    pairs = list(pairwise([*moved, *members_of([to])[to]]))
    seeds = fellows_of([*moved, *rest])
    wish = Wish(to, {home: rest[0]} if rest else {})
    return _judged(pairs, Verdict.MATCH, acting, "moved", f"customer:{home}", seeds=seeds, wish=wish)


@unit_of_work
def pin(
    record: int,
    kind: PinKind,
    value: CleanValue,
    *,
    actor: AbstractBaseUser,
    reason: str,
    expires_at: datetime | None = None,
    until_changed: bool = False,
) -> Regrouped:
    """Fix or bar a value of the customer that the source record belongs to.

    It holds until it is taken back, until `expires_at`, or `until_changed`: as long as the record says what it says.
    """
    check_known([record])
    acting = begin(actor, reason)
    stored = pin_actions.set_pin(
        record,
        kind,
        value.as_json(),
        reason=reason,
        author_id=actor.pk,
        expires_at=expires_at,
        until_changed=until_changed,
        entry=acting.entry,
    )
    return follow_up([record], "pinned", f"pin:{stored.pk}", acting, details={"attribute": value.attribute})


@unit_of_work
def unpin(pin_id: int, *, actor: AbstractBaseUser, reason: str = "") -> Regrouped:
    """Take a pin back; the values stand for election again."""
    acting, record = begin(actor, reason), pins.pin_record(pin_id)
    pin_actions.retire_pins([pin_id], "taken_back", entry=acting.entry)
    return follow_up([record], "unpinned", f"pin:{pin_id}", acting)


def _judged(
    pairs: Pairs,
    verdict: Verdict,
    acting: Acting,
    act: str,
    subject: str,
    *,
    seeds: Collection[int] = (),
    wish: Wish = NO_WISH,
    details: Mapping[str, Any] | None = None,
) -> Regrouped:
    together = fellows_of({record for pair in pairs for record in pair})
    judge_pairs(pairs, verdict, acting)
    noted = {"verdict": str(verdict), "pairs": len(pairs), **(details or {})}
    return follow_up({*together, *seeds}, act, subject, acting, details=noted, wish=wish)
