"""What people decide about customers, from judgement to golden record and outgoing change in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import combinations, pairwise, product
from typing import TYPE_CHECKING
from uuid import UUID

from mdm.errors import InvalidInputError
from mdm.pipeline.identity.regrouping import Regrouped
from mdm.pipeline.stewardship.acting import (
    Acting,
    begin,
    check_known,
    fellows_of,
    follow_up,
    judged,
    members_of,
)
from mdm.pipeline.stewardship.acting import (
    judge as judge_pairs,
)
from mdm.pipeline.transactions import unit_of_work
from mdm.records import CleanValue, PinKind, Verdict
from mdm.resolve import actions as resolve_actions
from mdm.resolve import queries as resolve
from mdm.resolve.identity import Wish
from mdm.resolve.judging import queries as judging
from mdm.steward.pins import actions as pin_actions
from mdm.steward.pins import queries as pins

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@unit_of_work
def judge(
    pairs: Iterable[tuple[int, int]], verdict: Verdict, *, actor: AbstractBaseUser, reason: str = ""
) -> Regrouped:
    """Judge pairs of source records, whoever asked. Raises NotFoundError for unknown records."""
    return judged(list(pairs), verdict, begin(actor, reason), "judged", "records")


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
    return judged(pairs, Verdict.MATCH, begin(actor, reason), "merged", "customers", wish=Wish(survivor))


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
        return judged(pairs, Verdict.NO_MATCH, acting, "split", f"customer:{entity}")
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
    return judged(pairs, Verdict.MATCH, acting, "moved", f"customer:{home}", seeds=seeds, wish=wish)


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
