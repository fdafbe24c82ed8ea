"""What people decide, from judgement to golden record and outgoing change in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from itertools import combinations, pairwise, product
from typing import TYPE_CHECKING, Any
from uuid import UUID

from mdm import locks
from mdm.access.roles import ASSIGNS
from mdm.errors import ConflictError, InvalidInputError, NotFoundError
from mdm.ledger.actions import enter
from mdm.pipeline.identity.regrouping import Regrouped, details_of, regroup
from mdm.pipeline.transactions import unit_of_work
from mdm.records import CleanValue, PinKind, Verdict
from mdm.resolve import actions as resolve_actions
from mdm.resolve import queries as resolve
from mdm.resolve.held import HeldKind
from mdm.steward.pins import actions as pin_actions
from mdm.steward.pins import queries as pins
from mdm.steward.review import answers, standing
from mdm.steward.review import queries as review
from mdm.steward.worklist import actions as item_actions
from mdm.steward.worklist import queries as items

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, User

    from mdm.steward.worklist.models import ReviewItem

Pairs = list[tuple[int, int]]

# How many source records a ledger entry lists; an act on more names its subject and their number.
LISTED = 100


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
    With the group as it was `seen`, an answer is refused (ConflictError) where that has changed.
    """
    item = items.review_item(item_id)
    answers.check(item.kind, verdict, reason)
    _close(item, verdict, actor, seen, version)
    pairs = _pairs_about(item.kind, item.records, item.facts, verdict)
    if item.kind == HeldKind.CONTRADICTION and verdict is Verdict.NO_MATCH:
        _judge(list(pairwise(item.facts["path"])), Verdict.UNSURE, actor, reason)
    return _judged(pairs, verdict, actor=actor, reason=reason, act="decided", subject=f"review:{item_id}")


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
    item = items.review_item(item_id)
    answers.check(item.kind, answers.PARTIAL, reason)
    parts = answers.parted(groups, {one.record for one in review.group_of(item.records)})
    _close(item, answers.PARTIAL, actor, seen, version)
    together = [pair for part in parts for pair in combinations(part, 2)]
    apart = [pair for one, other in combinations(parts, 2) for pair in product(one, other)]
    for pairs, verdict in ((together, Verdict.MATCH), (apart, Verdict.NO_MATCH)):
        _judge(pairs, verdict, actor, reason)
    records = {record for part in parts for record in part}
    details = {"verdict": answers.PARTIAL, "pairs": len(together) + len(apart), "groups": parts}
    return _followed_up(records, "decided", f"review:{item_id}", actor=actor, reason=reason, details=details)


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
    return _judged(list(pairs), verdict, actor=actor, reason=reason, act="judged", subject="records")


@unit_of_work
def merge(entities: Collection[UUID], *, actor: AbstractBaseUser, reason: str) -> Regrouped:
    """Declare these customers one. Raises NotFoundError for a customer without members."""
    firsts = [records[0] for records in _members(entities).values()]
    if len(firsts) < 2:
        raise InvalidInputError("Merging takes two different customers.", remedy="Name at least two customer ids.")
    return _judged(list(pairwise(firsts)), Verdict.MATCH, actor=actor, reason=reason, act="merged", subject="customers")


@unit_of_work
def split(entity: UUID, records: Collection[int], *, actor: AbstractBaseUser, reason: str) -> Regrouped:
    """Declare these members of a customer somebody else than the rest of it. Unmerge is no more than that."""
    members = set(_members([entity])[entity])
    parted = members & set(records)
    if not parted or parted == members or len(parted) < len(set(records)):
        raise InvalidInputError(
            "A split takes some of the customer's source records, and leaves some.",
            remedy="Name source records that belong to the customer now, but not all of them.",
        )
    pairs = list(product(sorted(parted), sorted(members - parted)))
    return _judged(pairs, Verdict.NO_MATCH, actor=actor, reason=reason, act="split", subject=f"customer:{entity}")


@unit_of_work
def pin(
    record: int,
    kind: PinKind,
    value: CleanValue,
    *,
    actor: AbstractBaseUser,
    reason: str,
    expires_at: datetime | None = None,
) -> Regrouped:
    """Fix or bar a value of the customer that the source record belongs to."""
    _check_known([record])
    stored = pin_actions.set_pin(
        record, kind, value.as_json(), reason=reason, author_id=actor.pk, expires_at=expires_at
    )
    details = {"attribute": value.attribute}
    return _followed_up([record], "pinned", f"pin:{stored.pk}", actor=actor, reason=reason, details=details)


@unit_of_work
def unpin(pin_id: int, *, actor: AbstractBaseUser, reason: str = "") -> Regrouped:
    """Take a pin back; the values stand for election again."""
    record = pins.pin_record(pin_id)
    pin_actions.retire_pin(pin_id)
    return _followed_up([record], "unpinned", f"pin:{pin_id}", actor=actor, reason=reason)


def _members(entities: Collection[UUID]) -> dict[UUID, list[int]]:
    found = resolve.members(set(entities))
    for entity in entities:
        if entity not in found:
            raise NotFoundError(f"No live customer has the id {entity}.", remedy="Look the customer up again.")
    return found


def _check_known(records: Collection[int]) -> None:
    missing = set(records) - resolve.stable_values(records).keys()
    if missing:
        raise NotFoundError(f"There is no source record {min(missing)}.")


def _judge(pairs: Pairs, verdict: Verdict, actor: AbstractBaseUser, reason: str) -> None:
    resolve_actions.judge(pairs, verdict, author_id=actor.pk, reason=reason)


def _judged(
    pairs: Pairs, verdict: Verdict, *, actor: AbstractBaseUser, reason: str, act: str, subject: str
) -> Regrouped:
    records = {record for pair in pairs for record in pair}
    _check_known(records)
    if any(low == high for low, high in pairs):
        raise InvalidInputError("A record can't be judged against itself.", remedy="Name two different records.")
    before = resolve.memberships(records)
    _judge(pairs, verdict, actor, reason)
    together = {record for entity in set(before.values()) for record in resolve.members([entity])[entity]}
    details = {"verdict": str(verdict), "pairs": len(pairs)}
    return _followed_up(records | together, act, subject, actor=actor, reason=reason, details=details)


def _followed_up(
    records: Collection[int],
    act: str,
    subject: str,
    *,
    actor: AbstractBaseUser,
    reason: str,
    details: Mapping[str, Any] | None = None,
) -> Regrouped:
    regrouped = regroup(records)
    noted = {**(details or {}), **details_of(regrouped), "records": sorted(records)[:LISTED]}
    enter(act, subject, actor_id=actor.pk, reason=reason, details=noted)
    return regrouped
