"""Declaring the rules of the desk: checked against what they are about, each change with its ledger row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

from mdm.catalogue.queries import catalogue
from mdm.errors import InvalidInputError
from mdm.ledger.actions import enter
from mdm.pipeline.transactions import unit_of_work
from mdm.records import AttributeKind
from mdm.steward.deskrules import actions
from mdm.steward.review.answers import ON_IDENTITY
from mdm.steward.worklist.rules import AUTOMATIC, Worth

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from mdm.steward.worklist.models import DeskRule


def _authorities() -> Collection[str]:
    return {one.authority for one in catalogue().attributes.values() if one.authority}


def _check_worth(line: str) -> None:
    """Raises InvalidInputError for a line that names no kind, number or value of a code or text."""
    worth, known = Worth.of(line), catalogue().attributes
    kinds = frozenset({AttributeKind.CODE, AttributeKind.TEXT} if worth.value else {AttributeKind.NUMBER})
    fitting = sorted(code for code, one in known.items() if one.kind in kinds)
    if worth.attribute not in fitting:
        told = "Codes and texts, as attribute=value" if worth.value else "Numbers"
        remedy = f"{told}: {', '.join(fitting) or 'nothing declared yet'}."
        raise InvalidInputError("No value is told by this attribute.", remedy=remedy, data={"field": "of"})
    if worth.kind and worth.kind not in {str(one) for one in known[worth.attribute].applies_to}:
        remedy = "See the attribute catalogue."
        raise InvalidInputError("This kind has no such attribute.", remedy=remedy, data={"field": "of"})


# What -> of what it can be, the least and the most amount.
_KNOWN: Mapping[str, tuple[Callable[[], Collection[str]], float, float]] = {
    "due_days": (lambda: {"1", "2", "3", "4"}, 0.1, 365),
    "lease_minutes": (lambda: {""}, 1, 480),
    "second_share": (lambda: ON_IDENTITY, 0, 1),
    "second_most": (lambda: ON_IDENTITY | {AUTOMATIC}, 0, 1000),
    "identifier_limit": (_authorities, 0, 1000),
    "value_attribute": (tuple, 0, 10),
}


def check_rule(what: str, of: str, amount: float) -> None:
    """Raises InvalidInputError, whose data names the field, for a line that means nothing."""
    if what not in _KNOWN:
        raise InvalidInputError("There is no such rule.", remedy="Choose one.", data={"field": "what"})
    names, least, most = _KNOWN[what]
    known = sorted(names())
    if what == "value_attribute":
        _check_worth(of)
    elif of not in known:
        remedy = "Leave it empty." if known == [""] else f"It is one of: {', '.join(known) or 'nothing declared yet'}."
        raise InvalidInputError("This rule is of nothing of that name.", remedy=remedy, data={"field": "of"})
    if not least <= amount <= most:
        raise InvalidInputError(
            "The amount is out of bounds.", remedy=f"Give {least:g} to {most:g}.", data={"field": "amount"}
        )


@unit_of_work
def declare_rule(what: str, of: str, amount: float, *, actor: AbstractBaseUser) -> DeskRule:
    """Keep a line; it holds for what is opened and drawn from now on. Raises InvalidInputError."""
    check_rule(what, of, amount)
    row = actions.save_rule(what, of, amount)
    enter("desk_rule_declared", f"desk_rule:{what}", actor_id=actor.pk, details={"of": of, "amount": amount})
    return row
