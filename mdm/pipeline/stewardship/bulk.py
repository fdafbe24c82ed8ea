"""One answer to several items: its effect beforehand, and the answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mdm.errors import MdmError
from mdm.pipeline.stewardship import answering, approvals, judging
from mdm.records import Verdict
from mdm.steward.review.answers import ON_IDENTITY, PARTIAL
from mdm.steward.review.queries import group_of
from mdm.steward.review.standing import Member, stamp
from mdm.steward.worklist import queries
from mdm.steward.worklist.answers import check
from mdm.steward.worklist.deeds import Moved, Pick
from mdm.steward.worklist.grouping import Grouping

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from mdm.steward.worklist.models import ReviewItem


@dataclass(frozen=True, slots=True)
class Effect:
    """What an answer to several items would come to: who could take it, and how many customers there would be.

    `items` come with the stamp of their group as it is looked at. `why_second`: why it needs a second person.
    """

    items: tuple[tuple[ReviewItem, str], ...]
    left_out: tuple[tuple[ReviewItem, str], ...]
    records: int
    customers: int
    customers_after: int
    why_second: tuple[str, ...] = ()

    @property
    def merges(self) -> int:
        """How many customers fewer."""
        return self.customers - self.customers_after


def effect(picks: Sequence[Pick], said: str, *, actor: User) -> Effect:
    """What would become of these items' customers; nothing is written. What a veto or a limit holds back shows then."""
    taken: list[ReviewItem] = []
    left: list[tuple[ReviewItem, str]] = []
    for item in queries.items_of([one.item for one in picks]):
        problem = _problem(item, said)
        if problem:
            left.append((item, problem))
        else:
            taken.append(item)
    members = group_of({record for item in taken for record in item.records})
    parts = [_group(item, members) for item in taken]
    groups = Grouping({one.customer for one in members if one.customer})
    for part in parts if said == Verdict.MATCH else ():
        groups.join({one.customer for one in part if one.customer})
    return Effect(
        items=tuple((item, stamp(part)) for item, part in zip(taken, parts, strict=True)),
        left_out=tuple(left),
        records=len(members),
        customers=len(groups.members),
        customers_after=groups.count,
        why_second=tuple(answering.why_together(taken, actor)),
    )


def _group(item: ReviewItem, members: Sequence[Member]) -> list[Member]:
    """The whole group of an item, as its own page shows it."""
    named = set(item.records)
    customers = {one.customer for one in members if one.record in named and one.customer}
    return [one for one in members if one.record in named or one.customer in customers]


def _problem(item: ReviewItem, said: str) -> str:
    if item.state != item.State.OPEN:
        return f"It is no longer open: {queries.happened(item)}."
    if said == PARTIAL:
        return "Groups are stated on the item's own page."
    try:
        check(item.kind, said, "any")
    except MdmError as error:
        return str(error)
    return ""


def answer_each(picks: Sequence[Pick], said: str, *, actor: User, reason: str = "") -> Moved:
    """Answer several items; those that can't be answered are told with why.

    Items that share a customer are one act, for the answer to one changes what the other is about; each of the rest is
    answered in a transaction of its own. Raises NotAllowedError where answering them all needs a second person.
    """
    found = {one.pk: one for one in queries.items_of([pick.item for pick in picks])}
    approvals.refuse(answering.why_together(list(found.values()), actor))
    moved = Moved()
    for part in _together(picks, found):
        try:
            if len(part) == 1:
                answering.answer(part[0], said, actor=actor, reason=reason)
            else:
                judging.decide_all(part, Verdict(said), actor=actor, reason=reason)
        except MdmError as error:
            moved.refused.append(error)
        else:
            moved.done += [one.item for one in part]
    return moved


def _together(picks: Sequence[Pick], found: Mapping[int, ReviewItem]) -> list[list[Pick]]:
    """The picks, those whose questions of who is who share a customer together."""
    owners = {
        pick.item: {one for _, one in (pick.seen or {}).values() if one}
        for pick in picks
        if pick.item in found and found[pick.item].kind in ON_IDENTITY
    }
    groups = Grouping({one for own in owners.values() for one in own})
    for own in owners.values():
        groups.join(own)
    parts: dict[object, list[Pick]] = {}
    for pick in picks:
        mine = owners.get(pick.item)
        parts.setdefault(groups.of(min(mine)) if mine else pick.item, []).append(pick)
    return list(parts.values())
