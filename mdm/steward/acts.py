"""Acts of people as data: what is previewed, done, proposed to a second person and undone is one and the same value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mdm.errors import InvalidInputError


class ActKind(StrEnum):
    """What a person can do to customers, one by one or by the match model that groups them."""

    MERGE = "merge"
    UNMERGE = "unmerge"
    DISSOLVE = "dissolve"
    MOVE = "move"
    ANSWER = "answer"
    PIN = "pin"
    UNPIN = "unpin"
    UNDO = "undo"
    UNDO_RUN = "undo_run"
    ENTER = "enter"
    ACCEPT = "accept"
    ACTIVATE = "activate"
    UNDO_MODEL = "undo_model"


# Acts that concern all customers; what they change is not looked at by doing them.
OF_MODELS = frozenset({ActKind.ACTIVATE, ActKind.UNDO_MODEL})


# What each act is told by, and may be told by. Ids and versions only, but for the value of a pin and what is entered.
ARGUMENTS: Mapping[ActKind, frozenset[str]] = {
    ActKind.MERGE: frozenset({"customers", "survivor"}),
    ActKind.UNMERGE: frozenset({"customer", "records", "apart"}),
    ActKind.DISSOLVE: frozenset({"customer", "apart"}),
    ActKind.MOVE: frozenset({"records", "to"}),
    ActKind.ANSWER: frozenset({"items", "verdict"}),
    ActKind.PIN: frozenset({"record", "kind", "value", "expires_at", "until_changed"}),
    ActKind.UNPIN: frozenset({"pin"}),
    ActKind.UNDO: frozenset({"entry"}),
    ActKind.UNDO_RUN: frozenset({"run"}),
    ActKind.ENTER: frozenset({"customer_kind", "said", "key", "version"}),
    ActKind.ACCEPT: frozenset({"proposal"}),
    ActKind.ACTIVATE: frozenset({"version", "run"}),
    ActKind.UNDO_MODEL: frozenset({"version"}),
}

_OPTIONAL: Mapping[ActKind, frozenset[str]] = {ActKind.ANSWER: frozenset({"groups"})}

LABELS: Mapping[ActKind, str] = {
    ActKind.MERGE: "Merge customers",
    ActKind.UNMERGE: "Unmerge",
    ActKind.DISSOLVE: "Take a customer apart",
    ActKind.MOVE: "Move records to another customer",
    ActKind.ANSWER: "Answer review items",
    ActKind.PIN: "Pin a value",
    ActKind.UNPIN: "Take a pin back",
    ActKind.UNDO: "Undo an act",
    ActKind.UNDO_RUN: "Take a run back",
    ActKind.ENTER: "Enter or edit a customer",
    ActKind.ACCEPT: "Accept another system's proposal",
    ActKind.ACTIVATE: "Put a match model in force",
    ActKind.UNDO_MODEL: "Take a match model back",
}


# What a user must be allowed to do for each kind of act.
NEEDS: Mapping[ActKind, str] = {
    ActKind.MERGE: "mdm.add_judgement",
    ActKind.UNMERGE: "mdm.add_judgement",
    ActKind.DISSOLVE: "mdm.add_judgement",
    ActKind.MOVE: "mdm.add_judgement",
    ActKind.ANSWER: "mdm.change_reviewitem",
    ActKind.PIN: "mdm.add_pin",
    ActKind.UNPIN: "mdm.change_pin",
    ActKind.UNDO: "mdm.add_judgement",
    ActKind.UNDO_RUN: "mdm.change_job",
    ActKind.ENTER: "mdm.add_sourcerecord",
    ActKind.ACCEPT: "mdm.change_proposal",
    ActKind.ACTIVATE: "mdm.change_matchmodel",
    ActKind.UNDO_MODEL: "mdm.change_matchmodel",
}


# Acts that may be proposed with less than doing them needs: then the second person must be allowed to do them.
_PROPOSED_WITH: Mapping[ActKind, str] = {ActKind.UNDO_RUN: "mdm.add_judgement"}


def needs_to_propose(kind: ActKind) -> str:
    """What a user must be allowed to do to propose acts of that kind."""
    return _PROPOSED_WITH.get(kind, NEEDS[kind])


@dataclass(frozen=True, slots=True)
class Act:
    """One act with its arguments, in a form that can be stored as JSON."""

    kind: ActKind
    arguments: Mapping[str, Any]

    @property
    def label(self) -> str:
        """The act in a few words."""
        return LABELS[self.kind]

    def as_json(self) -> dict[str, Any]:
        """The stored form."""
        return {"kind": str(self.kind), "arguments": dict(self.arguments)}


def act_of(stored: Mapping[str, Any]) -> Act:
    """Inverse of `as_json`. Raises InvalidInputError for an act that is not known or is told by the wrong arguments."""
    try:
        kind = ActKind(stored["kind"])
    except ValueError:
        raise InvalidInputError("There is no such act.", remedy=f"Known are: {', '.join(ActKind)}.") from None
    arguments = dict(stored["arguments"])
    if arguments.keys() - _OPTIONAL.get(kind, frozenset()) != ARGUMENTS[kind]:
        raise InvalidInputError(
            f"{LABELS[kind]} is told by {', '.join(sorted(ARGUMENTS[kind]))}.", remedy="State these, and no others."
        )
    return Act(kind, arguments)
