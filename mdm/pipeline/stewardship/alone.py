"""Whether a person may do an act alone, and whether all still stands as it did when somebody looked at it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from mdm import locks
from mdm.pipeline.stewardship import acts, approvals, model_acts, run_undoing
from mdm.pipeline.stewardship.acting import fellows_of
from mdm.pipeline.stewardship.standings import Standing, moved_on, standing_of
from mdm.pipeline.transactions import unit_of_work
from mdm.resolve import queries as resolve
from mdm.steward.acts import OF_MODELS, Act, ActKind

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# Whom these are about shows when they are tried again.
_TRIED_AGAIN = frozenset({ActKind.UNDO_RUN, ActKind.ENTER, *OF_MODELS})


@unit_of_work
def standing_for(act: Act) -> Standing:
    """How all stands that the act depends on. What it is about is held until the transaction ends, but for a model, and
    for a run: its records go back in chunks, each where it is still as the run left it.
    """
    if act.kind in OF_MODELS:
        return model_acts.standing(act)
    if act.kind is ActKind.UNDO_RUN:
        return run_undoing.standing(act.arguments["run"])
    return standing_of(claimed(acts.about(act)))


@unit_of_work
def changes_since(act: Act, standing: Standing) -> list[str]:
    """What is not as it was, in sentences; what is looked at is held until the transaction ends."""
    if act.kind in _TRIED_AGAIN:
        return moved_on(standing, standing_for(act))
    return moved_on(standing, standing_of(claimed(standing.records)))


def why_not(act: Act, actor: User) -> list[str]:
    """Why this person needs a second one for it, in words; none where they may do it alone."""
    if approvals.is_ruled(act.kind) or not approvals.is_in_role(act.kind, actor):
        return approvals.why_not_alone(act, standing_for(act), actor)
    return []


def check(act: Act, actor: User) -> None:
    """Raises NotAllowedError, whose data say why, where this person needs a second one for it."""
    approvals.refuse(why_not(act, actor))


def claimed(records: Collection[int]) -> set[int]:
    """These records and all of their customers, held until the transaction ends."""
    locks.claim_records(resolve.hanging_together(records))
    return fellows_of(records)
