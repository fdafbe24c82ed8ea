"""Doing acts that are data: each kind with the decision that does it and the records that it is about."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from mdm.errors import NotFoundError
from mdm.pipeline.identity.regrouping import Regrouped
from mdm.pipeline.stewardship import decisions, entering, judging, model_acts, proposals, run_undoing, undoing
from mdm.pipeline.stewardship.acting import begin, fellows_of, members_of
from mdm.records import CleanValue, CustomerKind, PinKind, Verdict
from mdm.resolve import queries as resolve
from mdm.steward.acts import OF_MODELS, Act, ActKind
from mdm.steward.pins import queries as pins
from mdm.steward.proposals import queries as proposed
from mdm.steward.review.answers import PARTIAL
from mdm.steward.worklist import queries as items
from mdm.steward.worklist.deeds import Pick

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Said = Mapping[str, Any]
_LOOKING = "Looking."


def do(act: Act, *, actor: User, reason: str) -> Regrouped:
    """Do it, in the caller's transaction."""
    return _DOING[act.kind](act.arguments, actor, reason)


def look(act: Act, *, actor: User) -> Regrouped:
    """Do it to look at it, in a transaction that is rolled back; of a run a sample, of a model nothing to customers."""
    if act.kind in OF_MODELS:
        model_acts.look(act, actor)
        return Regrouped()
    if act.kind is not ActKind.UNDO_RUN:
        return do(act, actor=actor, reason=_LOOKING)
    run_undoing.undo_part(act.arguments["run"], run_undoing.sample(act.arguments["run"]), actor=actor, reason=_LOOKING)
    return Regrouped()


def about(act: Act) -> set[int]:
    """The records of all customers that the act is about, of a run of its sample; none of a match model.

    Raises NotFoundError where there is none, but for a customer who is entered and like nobody.
    """
    if act.kind in OF_MODELS:
        return set()
    found = fellows_of(_ABOUT[act.kind](act.arguments))
    if not found and act.kind is not ActKind.ENTER:
        raise NotFoundError("Nobody is left whom this is about.", remedy="Look the customer up again.")
    return found


def _merge(said: Said, actor: User, reason: str) -> Regrouped:
    survivor = UUID(said["survivor"]) if said["survivor"] else None
    return decisions.merge(list(map(UUID, said["customers"])), actor=actor, reason=reason, survivor=survivor)


def _unmerge(said: Said, actor: User, reason: str) -> Regrouped:
    return decisions.split(UUID(said["customer"]), said["records"], actor=actor, reason=reason, apart=said["apart"])


def _dissolve(said: Said, actor: User, reason: str) -> Regrouped:
    return decisions.dissolve(UUID(said["customer"]), actor=actor, reason=reason, apart=said["apart"])


def _move(said: Said, actor: User, reason: str) -> Regrouped:
    return decisions.move(said["records"], UUID(said["to"]), actor=actor, reason=reason)


def _answer(said: Said, actor: User, reason: str) -> Regrouped:
    if said["verdict"] == PARTIAL:
        return judging.decide_partition(said["items"][0], said["groups"], actor=actor, reason=reason)
    picks = [Pick(item) for item in said["items"]]
    return judging.decide_all(picks, Verdict(said["verdict"]), actor=actor, reason=reason)


def _pin(said: Said, actor: User, reason: str) -> Regrouped:
    return decisions.pin(
        said["record"],
        PinKind(said["kind"]),
        CleanValue.from_json(said["value"]),
        actor=actor,
        reason=reason,
        expires_at=datetime.fromisoformat(said["expires_at"]) if said["expires_at"] else None,
        until_changed=said["until_changed"],
    )


def _unpin(said: Said, actor: User, reason: str) -> Regrouped:
    return decisions.unpin(said["pin"], actor=actor, reason=reason)


def _undo(said: Said, actor: User, reason: str) -> Regrouped:
    return undoing.undo(said["entry"], actor=actor, reason=reason)


def _undo_run(said: Said, actor: User, reason: str) -> Regrouped:
    acting = begin(actor, reason)
    run_undoing.start(said["run"], actor=actor, acting=acting)
    return Regrouped(entry=acting.entry)


def _enter(said: Said, actor: User, reason: str) -> Regrouped:
    entry = begin(actor, reason).entry
    kind = CustomerKind(said["customer_kind"])
    taken = entering.enter_customer(
        kind, said["said"], actor=actor, reason=reason, key=said["key"], version=said["version"], entry=entry
    )
    return Regrouped(customers={taken.record: taken.customer} if taken.customer else {}, entry=entry)


_DOING: Mapping[ActKind, Callable[[Said, User, str], Regrouped]] = {
    ActKind.MERGE: _merge,
    ActKind.UNMERGE: _unmerge,
    ActKind.DISSOLVE: _dissolve,
    ActKind.MOVE: _move,
    ActKind.ANSWER: _answer,
    ActKind.PIN: _pin,
    ActKind.UNPIN: _unpin,
    ActKind.UNDO: _undo,
    ActKind.UNDO_RUN: _undo_run,
    ActKind.ENTER: _enter,
    ActKind.ACCEPT: lambda said, actor, reason: proposals.accept(said["proposal"], actor=actor, answer=reason),
    ActKind.ACTIVATE: model_acts.activate,
    ActKind.UNDO_MODEL: model_acts.take_back,
}


def _members(customers: Collection[str]) -> list[int]:
    return [one for group in members_of(list(map(UUID, customers))).values() for one in group]


def _of_customers(customers: Collection[UUID]) -> list[int]:
    return [one for group in resolve.members(set(customers)).values() for one in group]


def _pinned_record(said: Said) -> list[int]:
    return [pins.pin_record(said["pin"])]


def _moved(said: Said) -> list[int]:
    return [*said["records"], *_members([said["to"]])]


_ABOUT: Mapping[ActKind, Callable[[Said], Collection[int]]] = {
    ActKind.MERGE: lambda said: _members(said["customers"]),
    ActKind.UNMERGE: lambda said: _members([said["customer"]]),
    ActKind.DISSOLVE: lambda said: _members([said["customer"]]),
    ActKind.MOVE: _moved,
    ActKind.ANSWER: lambda said: [one for item in said["items"] for one in items.review_item(item).records],
    ActKind.PIN: lambda said: [said["record"]],
    ActKind.UNPIN: _pinned_record,
    ActKind.UNDO: lambda said: sorted(undoing.undoable(said["entry"]).records),
    ActKind.UNDO_RUN: lambda said: _of_customers(run_undoing.sample(said["run"])),
    ActKind.ENTER: lambda said: entering.concerned(CustomerKind(said["customer_kind"]), said["said"], key=said["key"]),
    ActKind.ACCEPT: lambda said: proposed.concerned(said["proposal"])[0],
}


def attributes_of(act: Act) -> frozenset[str]:
    """The attributes whose values the act itself states, bars or takes back."""
    said = act.arguments
    match act.kind:
        case ActKind.PIN:
            return frozenset({said["value"]["attribute"]})
        case ActKind.UNPIN:
            return frozenset(pins.attributes_of([said["pin"]]))
        case ActKind.UNDO:
            plan = undoing.plan_of(said["entry"])
            written = entering.attributes_written(plan.put_back) if plan.put_back else set()
            return frozenset(pins.attributes_of([*plan.end_pins, *plan.set_pins]) | written)
        case ActKind.ACCEPT:
            return frozenset({proposed.concerned(said["proposal"])[1]} - {""})
        case ActKind.ENTER:
            return frozenset(entering.changed_attributes(said["said"], said["key"]))
        case _:
            return frozenset()
