"""Proposals that the data overtakes: noted in the transaction that overtakes them."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from typing import TYPE_CHECKING

from mdm.errors import ConflictError
from mdm.ledger.actions import enter
from mdm.resolve import queries as resolve
from mdm.steward.proposals import actions, queries
from mdm.steward.worklist import actions as worklist
from mdm.survive import queries as survive

if TYPE_CHECKING:
    from mdm.steward.proposals.models import Proposal

ANSWER = "The data says so by now."


def settle(records: Collection[int]) -> None:
    """End the open proposals about these records that have nothing left to propose."""
    for one in queries.open_about(records):
        if _is_overtaken(one):
            # A person who answers it at this moment is heard first.
            with suppress(ConflictError):
                _end(one.pk)


def signature_of(proposal: int) -> str:
    """What its question on the work list is known by."""
    return f"proposal:{proposal}"


def _end(proposal: int) -> None:
    found = actions.settle_proposal(proposal, "superseded", actor_id=None, answer=ANSWER)
    worklist.close_signature(signature_of(proposal), outcome=found.state, closed_by_id=None)
    enter("proposal_superseded", f"proposal:{proposal}")


def _is_overtaken(found: Proposal) -> bool:
    records = [found.record_id, *([found.other_id] if found.other_id else [])]
    customers = resolve.memberships(records)
    if len(customers) < len(records):
        return True
    if found.other_id:
        return len(set(customers.values())) == 1
    return survive.says_already(customers[found.record_id], found.attribute, found.value["clean"])
