"""What clients propose: a correction of a value, or that two customers are one. A person accepts or rejects it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from mdm.errors import InvalidInputError, NotFoundError
from mdm.ledger.actions import enter
from mdm.pipeline.identity.overtaken import signature_of
from mdm.pipeline.identity.regrouping import Regrouped
from mdm.pipeline.stewardship import decisions
from mdm.pipeline.stewardship.values import clean_value
from mdm.pipeline.transactions import unit_of_work
from mdm.records import CleanValue, CustomerKind, PinKind, Verdict
from mdm.resolve import queries as resolve
from mdm.steward.acts import Act, ActKind
from mdm.steward.proposals import actions
from mdm.steward.worklist import actions as worklist

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from mdm.steward.proposals.models import Proposal


@unit_of_work
def propose_correction(
    client: int, customer: UUID, attribute: str, parts: Mapping[str, str], *, reason: str, country: str = ""
) -> Proposal:
    """Propose what a value of the customer should be. The same open proposal is found again, not made twice."""
    entity, records = _members(customer)
    value = clean_value(attribute, parts, CustomerKind(entity.kind), country)
    found = actions.propose(
        client, "correction", customer=customer, record=records[0], attribute=attribute, value=value.as_json(),
        reason=reason,
    )  # fmt: skip
    _put_on_list(found, f"A system proposes another value of {attribute.replace('_', ' ')} for a customer.")
    enter("proposed", f"proposal:{found.pk}", reason=reason, details={"client": client, "attribute": attribute})
    return found


@unit_of_work
def propose_duplicate(client: int, customer: UUID, other: UUID, *, reason: str) -> Proposal:
    """Propose that two customers are one."""
    (one, records), (two, others) = _members(customer), _members(other)
    if one.pk == two.pk:
        raise InvalidInputError(
            "The two are one customer already.", remedy="Nothing has to be done.",
            data={"pointer": "/other_customer_id"},
        )  # fmt: skip
    found = actions.propose(
        client, "duplicate", customer=customer, record=records[0], other=others[0], other_customer=other, reason=reason
    )
    _put_on_list(found, "A system proposes that two customers are one.")
    enter("proposed", f"proposal:{found.pk}", reason=reason, details={"client": client})
    return found


@unit_of_work
def accept(proposal_id: int, *, actor: AbstractBaseUser, answer: str = "") -> Regrouped:
    """Do what was proposed: fix the value, or judge the two to be one. Raises ConflictError where it is settled."""
    found = actions.settle_proposal(proposal_id, "accepted", actor_id=actor.pk, answer=answer)
    if found.kind == found.Kind.CORRECTION:
        value = CleanValue.from_json(found.value)
        done = decisions.pin(found.record_id, PinKind.FIX, value, actor=actor, reason=found.reason)
    else:
        pair = (found.record_id, found.other_id or found.record_id)
        done = decisions.judge([pair], Verdict.MATCH, actor=actor, reason=found.reason)
    _noted(found, "proposal_accepted", actor, answer)
    return done


def acceptance(proposal_id: int) -> Act:
    """Accepting it, as data."""
    return Act(ActKind.ACCEPT, {"proposal": proposal_id})


@unit_of_work
def reject(proposal_id: int, *, actor: AbstractBaseUser, answer: str) -> Proposal:
    """Leave things as they are; the answer is told to the client."""
    if not answer:
        raise InvalidInputError("A rejection needs a reason.", remedy="Say why; the client reads it.")
    found = actions.settle_proposal(proposal_id, "rejected", actor_id=actor.pk, answer=answer)
    _noted(found, "proposal_rejected", actor, answer)
    return found


def _put_on_list(found: Proposal, sentence: str) -> None:
    ends = (found.record_id, found.other_id) if found.other_id else (found.record_id,)
    worklist.open_item(
        worklist.Question(
            signature=signature_of(found.pk),
            kind=found.kind,
            records=ends,
            sentence=sentence,
            priority=3,
            facts={"left": ends[0], "right": ends[1]} if len(ends) == 2 else {"attribute": found.attribute},
            subject=f"proposal:{found.pk}",
            customer=found.customer,
        )
    )


def _noted(found: Proposal, act: str, actor: AbstractBaseUser | None, reason: str) -> None:
    worklist.close_signature(signature_of(found.pk), outcome=found.state, closed_by_id=actor.pk if actor else None)
    enter(act, f"proposal:{found.pk}", actor_id=actor.pk if actor else None, reason=reason)


def _members(customer: UUID) -> tuple[Any, list[int]]:
    entity = resolve.resolve_id(customer)
    records = resolve.members([entity.pk]).get(entity.pk, []) if entity else []
    if entity is None or not records:
        raise NotFoundError("No live customer has this id.", remedy="Look the customer up again.")
    return entity, records
