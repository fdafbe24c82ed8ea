"""One answer to several items: its effect beforehand, and each answered in a transaction of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mdm.errors import MdmError
from mdm.pipeline.stewardship import answering
from mdm.records import Verdict
from mdm.resolve import queries as resolve
from mdm.resolve.held import HeldKind
from mdm.steward.review.answers import PARTIAL
from mdm.steward.worklist import queries
from mdm.steward.worklist.answers import check
from mdm.steward.worklist.deeds import Moved, Pick
from mdm.steward.worklist.grouping import Grouping

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from mdm.steward.worklist.models import ReviewItem


@dataclass(frozen=True, slots=True)
class Effect:
    """What an answer to several items would come to: who could take it, and how many customers there would be."""

    items: tuple[ReviewItem, ...]
    left_out: tuple[tuple[ReviewItem, str], ...]
    records: int
    customers: int
    customers_after: int

    @property
    def merges(self) -> int:
        """How many customers fewer."""
        return self.customers - self.customers_after


def effect(picks: Sequence[Pick], said: str) -> Effect:
    """What would become of these items' customers; nothing is written. What a veto or a limit holds back shows then."""
    found = queries.items_of([one.item for one in picks])
    taken: list[ReviewItem] = []
    left: list[tuple[ReviewItem, str]] = []
    for item in found:
        problem = _problem(item, said)
        if problem:
            left.append((item, problem))
        else:
            taken.append(item)
    customers = resolve.memberships({record for item in taken for record in item.records})
    groups = Grouping(set(customers.values()))
    if said == Verdict.MATCH:
        for item in taken:
            ends = _ends(item)
            groups.join({customers[one] for one in ends if one in customers})
    return Effect(tuple(taken), tuple(left), len(customers), len(groups.members), groups.count)


def _ends(item: ReviewItem) -> Sequence[int]:
    """The records that a match joins."""
    return item.records if item.kind == HeldKind.OVER_SIZE else [item.facts["left"], item.facts["right"]]


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
    """Answer several items, each in a transaction of its own; those that can't be answered are told with why."""
    moved = Moved()
    for one in picks:
        try:
            answering.answer(one.item, said, actor=actor, reason=reason, version=one.version)
        except MdmError as error:
            moved.refused.append(error)
        else:
            moved.done.append(one.item)
    return moved
