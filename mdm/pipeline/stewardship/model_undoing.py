"""Taking a match model's activation back, with the merges and splits that it made.

Customers depend on records, judgements and the model. So the model before comes back into force and one run matches all
anew under it at once: whatever only the later model joined or parted returns, with its ids, and nobody is judged apart
who was never judged. What people judged since stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mdm.errors import InvalidInputError
from mdm.jobs import queries as jobs
from mdm.match import queries as match
from mdm.match.versions import queries as versions
from mdm.pipeline.identity import models
from mdm.pipeline.starting import MATCHING, NIGHTLY, start
from mdm.pipeline.stewardship import run_undoing
from mdm.pipeline.transactions import unit_of_work
from mdm.resolve.judging import queries as judging

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from mdm.jobs.models import Job


@dataclass(frozen=True, slots=True)
class ModelUndoing:
    """What the model in force has done since its activation: runs under it, customers they merged and split.

    `records` are those still where these runs put them, `moved_on` those that are not; `judged` the pairs that people
    have judged since, which stand.
    """

    version: int
    before: int
    runs: tuple[int, ...]
    merged: int
    split: int
    records: int
    moved_on: int
    judged: int

    @property
    def lines(self) -> list[str]:
        """The report in sentences."""
        done = f"merged {self.merged:,} customers and split {self.split:,}"
        found = [
            f"Model {self.version} goes, and what model {self.before} was told comes back under a new number.",
            f"Runs since its activation ({len(self.runs)}) {done}; {self.records:,} records stand where they put them.",
        ]
        if self.moved_on:
            found.append(f"{self.moved_on:,} records have moved on since; the evidence decides where they belong.")
        if self.judged:
            found.append(f"{self.judged:,} pairs were judged by people since; these judgements stand.")
        return found


def plan() -> ModelUndoing:
    """What going back would come to. Raises ConflictError where there is no earlier model."""
    active, before = versions.model_row(match.active_version()), models.model_before()
    runs = jobs.since(MATCHING, active.activated_at) if active.activated_at else []
    plans = [run_undoing.plan_of(one) for one in runs]
    return ModelUndoing(
        version=active.version,
        before=before.version,
        runs=tuple(runs),
        merged=len({one for plan in plans for one in plan.merged}),
        split=len({one for plan in plans for one in plan.split}),
        records=sum(one.records for one in plans),
        moved_on=sum(one.moved_on for one in plans),
        judged=judging.judged_by_people_since(active.activated_at) if active.activated_at else 0,
    )


@unit_of_work
def take_back(*, actor: AbstractBaseUser | None = None, reason: str = "", entry: int | None = None) -> tuple[int, Job]:
    """Go back to the model before, and match everything anew: the new version, and the job that does it.

    `entry`: the number reserved for it in the ledger. Raises ConflictError where there is no earlier model, JobError
    where a nightly job runs.
    """
    if actor is not None and not reason:
        raise InvalidInputError("Taking a model back needs a reason.", remedy="Say why, for whoever comes after you.")
    version = models.undo(actor_id=actor.pk if actor else None, reason=reason, entry=entry)
    return version, start(NIGHTLY, {"train": False}, actor=actor)
