"""What all acts of people have in common: judgements, a regrouping and a ledger entry, all with one number."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from mdm.errors import InvalidInputError, NotFoundError
from mdm.ledger.actions import enter, reserve
from mdm.pipeline.identity.regrouping import Regrouped, details_of, regroup
from mdm.records import Verdict
from mdm.resolve import actions
from mdm.resolve import queries as resolve
from mdm.resolve.identity import NO_WISH, Wish

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

Pairs = list[tuple[int, int]]

# How many source records a ledger entry lists; an act on more names its subject and their number.
LISTED = 100


@dataclass(frozen=True, slots=True)
class Acting:
    """An act that is being done: by whom, why, and the number of its ledger entry."""

    actor: int | None
    reason: str
    entry: int


def begin(actor: AbstractBaseUser | None, reason: str) -> Acting:
    """A new act, its place in the ledger reserved."""
    return Acting(actor.pk if actor else None, reason, reserve())


def judge(pairs: Pairs, verdict: Verdict, acting: Acting) -> None:
    """Append the judgements. Raises NotFoundError for unknown records, InvalidInputError for a pair of one record."""
    check_known({record for pair in pairs for record in pair})
    if any(low == high for low, high in pairs):
        raise InvalidInputError("A record can't be judged against itself.", remedy="Name two different records.")
    actions.judge(pairs, verdict, author_id=acting.actor, reason=acting.reason, entry=acting.entry)


def check_known(records: Collection[int]) -> None:
    """Raises NotFoundError for a source record that does not exist."""
    missing = set(records) - resolve.stable_values(records).keys()
    if missing:
        raise NotFoundError(f"There is no source record {min(missing)}.")


def members_of(entities: Collection[UUID]) -> dict[UUID, list[int]]:
    """The members of these customers. Raises NotFoundError for a customer without any."""
    found = resolve.members(set(entities))
    for entity in entities:
        if entity not in found:
            raise NotFoundError(f"No live customer has the id {entity}.", remedy="Look the customer up again.")
    return found


def fellows_of(records: Collection[int]) -> set[int]:
    """These records and all that belong to their customers."""
    customers = set(resolve.memberships(records).values())
    return {*records, *(one for group in resolve.members(customers).values() for one in group)}


def follow_up(
    records: Collection[int],
    act: str,
    subject: str,
    acting: Acting,
    *,
    details: Mapping[str, Any] | None = None,
    wish: Wish = NO_WISH,
) -> Regrouped:
    """Regroup around the records and enter the act."""
    regrouped = regroup(records, wish=wish)
    noted = {**(details or {}), **details_of(regrouped), "records": sorted(records)[:LISTED]}
    enter(act, subject, actor_id=acting.actor, reason=acting.reason, details=noted, number=acting.entry)
    return replace(regrouped, entry=acting.entry)


def judged(
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
    """Judge the pairs alike and do what follows for their customers, and for the `seeds`."""
    together = fellows_of({record for pair in pairs for record in pair})
    judge(pairs, verdict, acting)
    noted = {"verdict": str(verdict), "pairs": len(pairs), **(details or {})}
    return follow_up({*together, *seeds}, act, subject, acting, details=noted, wish=wish)
