"""Declaring what facts may name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdm.ledger.actions import enter
from mdm.pipeline.transactions import unit_of_work
from mdm.understand.terms import actions
from mdm.understand.terms.actions import Term

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

__all__ = ["Term", "bring_in", "declare"]

bring_in = unit_of_work(actions.bring_in)


@unit_of_work
def declare(term: Term, *, actor: AbstractBaseUser | None) -> None:
    """Add a channel, purpose or type of relationship, or change what it is called and how it counts."""
    actions.declare(term)
    enter("term_declared", f"{term._meta.model_name}:{term.code}", actor_id=actor.pk if actor else None)  # noqa: SLF001
