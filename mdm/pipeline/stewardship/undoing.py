"""Taking back what people decided. Undoing is itself an act: it stands in the ledger and can be undone.

An act's judgements and pins bear the number of its ledger entry, and the entry says which versions of the desk's own
record stood before and after it. What somebody has decided anew since then is left as
it is and reported; the rest goes back to what was said before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from mdm.errors import ConflictError
from mdm.ledger import queries as ledger
from mdm.pipeline.identity.regrouping import Regrouped
from mdm.pipeline.stewardship import entering
from mdm.pipeline.stewardship.acting import begin, fellows_of, follow_up
from mdm.pipeline.stewardship.entering import Wrote
from mdm.pipeline.transactions import unit_of_work
from mdm.records import Verdict
from mdm.resolve import actions
from mdm.resolve.judging import queries as judging
from mdm.resolve.judging.queries import Judged
from mdm.steward.pins import actions as pin_actions
from mdm.steward.pins import queries as pins

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True, slots=True)
class Undoing:
    """What undoing an act would do, and what it must leave because things have moved on."""

    entry: int
    at: datetime
    take_back: tuple[Judged, ...]
    say_again: tuple[Judged, ...]
    left: tuple[Judged, ...]
    end_pins: tuple[int, ...]
    set_pins: tuple[int, ...]
    pins_left: int
    records: frozenset[int]
    joined_since: tuple[int, ...]
    wrote: Wrote | None = None
    is_rewritten: bool = False
    """Whether somebody has written the desk's record anew since."""

    @property
    def put_back(self) -> Wrote | None:
        """What is to be put back of the desk's records."""
        return None if self.is_rewritten else self.wrote

    @property
    def is_empty(self) -> bool:
        """Whether nothing of the act is left to undo."""
        return not (self.take_back or self.say_again or self.end_pins or self.set_pins or self.put_back)

    @property
    def remarks(self) -> list[str]:
        """What has changed since and can't be undone blindly, in sentences."""
        found = []
        if self.left:
            found.append(
                f"{_count(len(self.left), 'judgement')} of it were decided anew since, and stay as they are now."
            )
        if self.pins_left:
            found.append(f"{_count(self.pins_left, 'pin')} of it ended or were replaced since, and stay so.")
        if self.is_rewritten:
            found.append("What it entered has been edited or taken back since, and stays as it is now.")
        if self.joined_since:
            found.append(
                f"{_count(len(self.joined_since), 'source record')} joined these customers since; the evidence decides "
                "where they go."
            )
        return found


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number != 1 else ''}"


def undoable(entry_id: int) -> Undoing:
    """The plan. Raises ConflictError where nothing is left to undo."""
    plan = plan_of(entry_id)
    if plan.is_empty:
        raise ConflictError(
            "Nothing of this act is left to undo.",
            remedy="It decided nothing about customers, or somebody has undone it or decided anew; see the ledger.",
        )
    return plan


def plan_of(entry_id: int) -> Undoing:
    """What undoing that act would do. Raises NotFoundError for an act that is not in the ledger."""
    entry = ledger.entry(entry_id)
    made, ended = judging.made_by(entry_id), judging.ended_by(entry_id)
    passing = {one.id for one in made} & {one.id for one in ended}
    made = [one for one in made if one.id not in passing]
    ended = [one for one in ended if one.id not in passing]
    still = {one.id for one in made if one.live == one.id}
    again = [one for one in ended if one.live is None or one.live in still]
    set_pins, ended_pins = pins.set_by(entry_id), pins.ended_by(entry_id)
    live_pins = [pin for pin in set_pins if pin.retired_at is None]
    records = {record for one in (*made, *ended) for record in (one.low, one.high)}
    records |= {pin.record_id for pin in (*set_pins, *ended_pins)}
    wrote = entering.wrote(entry.details)
    records |= {wrote.record} if wrote else set()
    return Undoing(
        entry=entry_id,
        at=entry.at,
        take_back=tuple(one for one in made if one.id in still),
        say_again=tuple(again),
        left=(*(one for one in made if one.id not in still), *(one for one in ended if one not in again)),
        end_pins=tuple(pin.pk for pin in live_pins),
        set_pins=tuple(pin.pk for pin in ended_pins),
        pins_left=len(set_pins) - len(live_pins),
        records=frozenset(records),
        joined_since=tuple(judging.joined_since(sorted(records - ({wrote.record} if wrote else set())), entry.at)),
        wrote=wrote,
        is_rewritten=wrote is not None and not entering.stands(wrote),
    )


@unit_of_work
def undo(entry_id: int, *, actor: User, reason: str) -> Regrouped:
    """Undo an act of the ledger, as far as nobody decided anew. Raises ConflictError where nothing is left to undo."""
    plan, acting = undoable(entry_id), begin(actor, reason)
    together = fellows_of(plan.records)
    actions.take_back([one.id for one in plan.take_back], entry=acting.entry)
    for verdict in Verdict:
        pairs = [(one.low, one.high) for one in plan.say_again if one.verdict == verdict]
        actions.judge(pairs, verdict, author_id=acting.actor, reason=reason, entry=acting.entry)
    pin_actions.retire_pins(plan.end_pins, "taken_back", entry=acting.entry)
    pin_actions.set_again(plan.set_pins, author_id=acting.actor, entry=acting.entry)
    details = {"judgements": len(plan.take_back) + len(plan.say_again), "left": len(plan.left) + plan.pins_left}
    if plan.put_back:
        details |= entering.put_back(plan.put_back, actor=actor).as_details()
    return follow_up(together, "undone", f"entry:{entry_id}", acting, details=details)
