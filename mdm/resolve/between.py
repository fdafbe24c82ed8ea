"""Questions between customers: links that were not strong or not clean enough to join them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from mdm.records import Verdict
from mdm.resolve.held import Held, HeldKind
from mdm.resolve.reasons import Link

Pair = tuple[UUID, UUID]


def questions_between(
    links: Iterable[Link],
    customer: Mapping[int, UUID],
    members: Mapping[UUID, Collection[int]],
    judgements: Iterable[tuple[int, int, str]],
    *,
    certain: float,
    asked: Collection[frozenset[UUID]] = (),
) -> tuple[Held, ...]:
    """One question per pair of customers, about its loudest link; none where a person has answered or was asked.

    `customer` and `members` cover both ends of every link that counts; a link with an unknown end is left out.
    """
    answered = {
        frozenset((customer[low], customer[high]))
        for low, high, verdict in judgements
        if verdict != Verdict.MATCH and low in customer and high in customer
    }
    loudest: dict[frozenset[UUID], Link] = {}
    for link in links:
        if link.low not in customer or link.high not in customer:
            continue
        pair = frozenset((customer[link.low], customer[link.high]))
        if len(pair) == 2 and pair not in answered and pair not in asked and _louder(link, loudest.get(pair)):
            loudest[pair] = link
    return tuple(
        _question(link, sorted({one for entity in pair for one in members[entity]}), certain)
        for pair, link in loudest.items()
    )


def _louder(link: Link, other: Link | None) -> bool:
    return other is None or (link.weight, link.low, link.high) > (other.weight, other.low, other.high)


def _question(link: Link, records: list[int], certain: float) -> Held:
    is_vetoed = link.veto != 0 and link.probability >= certain
    return Held(
        kind=HeldKind.VETOED_MATCH if is_vetoed else HeldKind.POSSIBLE_MATCH,
        left=link.low,
        right=link.high,
        records=tuple(records),
        size=len(records),
        probability=link.probability,
        weight=link.weight,
        veto=link.veto,
    )
