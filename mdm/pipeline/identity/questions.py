"""Review items follow the groups: opened where a person must decide, closed where there is nothing left to decide."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from mdm.resolve import queries as resolve
from mdm.resolve.between import questions_between
from mdm.resolve.held import Held, HeldKind
from mdm.resolve.reasons import Link
from mdm.steward.worklist import actions
from mdm.steward.worklist import queries as worklist
from mdm.steward.worklist.queries import Asked
from mdm.steward.worklist.triage import triage

BETWEEN = frozenset({HeldKind.POSSIBLE_MATCH, HeldKind.VETOED_MATCH})
WITHIN = frozenset(HeldKind) - BETWEEN


class Standing(Protocol):
    """What a regrouping looked at."""

    @property
    def records(self) -> frozenset[int]: ...
    @property
    def links(self) -> tuple[Link, ...]: ...
    @property
    def judgements(self) -> tuple[tuple[int, int, str], ...]: ...


class Book(Protocol):
    """Where it stands who is who."""

    def memberships(self, records: Collection[int]) -> Mapping[int, UUID]: ...
    def members(self, entities: Collection[UUID]) -> Mapping[UUID, Sequence[int]]: ...


def asked(standing: Standing) -> list[Asked]:
    """What is asked about the records now."""
    return worklist.asked(standing.records, WITHIN | BETWEEN)


def settle_within(standing: Standing, held: Sequence[Held], found: Collection[Asked]) -> tuple[int, int]:
    """Make the open items about groups (contradictions, cut and over-large ones) those held; (opened, closed).

    `found` is what was `asked` before.
    """
    questions = [_question(one) for one in held if one.kind in WITHIN]
    return actions.settle(sorted(standing.records), questions, WITHIN, found)


def settle_between(
    standing: Standing, customers: Mapping[int, UUID], found: Collection[Asked], *, certain: float
) -> tuple[int, int]:
    """Make the open items about pairs of customers those that the links ask for; (opened, closed).

    Both customers must be there: units of work that make them at the same time don't see one another, so the nightly
    job asks when all of them are done.
    """
    ends = [{one.left, one.right} for one in found if one.kind in WITHIN]
    within = {frozenset(customers[one] for one in pair) for pair in ends if customers.keys() >= pair}
    questions = [_question(one) for one in between(standing, customers, within, certain, resolve)]
    return actions.settle(sorted(standing.records), questions, BETWEEN, found)


def between(
    standing: Standing, customers: Mapping[int, UUID], asked: Collection[frozenset[UUID]], certain: float, book: Book
) -> tuple[Held, ...]:
    """What the links ask about pairs of customers, but for pairs that are `asked` already."""
    crossing = [link for link in standing.links if _crosses(link, customers)]
    if not crossing:
        return ()
    ends = {record for link in crossing for record in (link.low, link.high)}
    outside = book.memberships(ends - customers.keys())
    members = book.members({*outside.values(), *(customers[one] for one in ends if one in customers)})
    judgements = [*standing.judgements, *resolve.live_judgements([one for group in members.values() for one in group])]
    return questions_between(
        crossing,
        {record: entity for entity, records in members.items() for record in records},
        members,
        judgements,
        certain=certain,
        asked=asked,
    )


def _crosses(link: Link, customers: Mapping[int, UUID]) -> bool:
    """Whether the link leads out of a customer."""
    one, other = customers.get(link.low), customers.get(link.high)
    return one is None or one != other


def _question(held: Held) -> actions.Question:
    ticket = triage(held)
    return actions.Question(
        signature=held.signature,
        kind=str(held.kind),
        records=held.records,
        sentence=ticket.sentence,
        probability=held.probability,
        priority=ticket.priority,
        facts={"left": held.left, "right": held.right, "size": held.size, "veto": held.veto, "path": list(held.path)},
    )
