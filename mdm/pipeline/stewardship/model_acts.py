"""Putting a match model in force and taking one back as acts of people: what they hang on, and how much they move."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from mdm.cleanse.queries import last_revision
from mdm.errors import ConflictError, NotFoundError
from mdm.jobs import queries as jobs
from mdm.match import queries as match
from mdm.match.runs import queries as runs
from mdm.match.runs.queries import Run
from mdm.match.versions import queries as versions
from mdm.pipeline.identity import models
from mdm.pipeline.identity.regrouping import Regrouped
from mdm.pipeline.starting import MATCHING
from mdm.pipeline.stewardship import model_undoing
from mdm.pipeline.stewardship.acting import begin
from mdm.pipeline.stewardship.standings import Standing, rules_now
from mdm.steward.acts import Act, ActKind

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Said = Mapping[str, Any]
# After changes of so many records, as a share of all, what a shadow run told is of the past.
_MOVED_SHARE = 0.05
_MOVED = ("merged", "split", "changed", "created", "retired")


def activation(version: int) -> Act:
    """Putting the draft in force as its latest shadow run tells of it. Raises NotFoundError without such a run."""
    run = runs.latest(version, "shadow")
    if run is None:
        raise NotFoundError(f"No shadow run tells what model {version} would change.", remedy="Start one on its page.")
    return Act(ActKind.ACTIVATE, {"version": version, "run": run.job})


def report_of(act: Act) -> Run:
    """The shadow run that a request to put a model in force goes by. Raises NotFoundError."""
    found = runs.of_job(act.arguments["run"])
    if found is None or found.model_version != act.arguments["version"]:
        raise NotFoundError("The shadow run that this goes by is kept no more.", remedy="Start it on the model's page.")
    return found


def activate(said: Said, actor: User, reason: str) -> Regrouped:
    """Put the model in force. Raises ConflictError where the run that was looked at is not the latest."""
    latest = runs.latest(said["version"], "shadow")
    if latest is None or latest.job != said["run"]:
        raise ConflictError("There is a later shadow run of this model.", remedy="Look at the model's page again.")
    entry = begin(actor, reason).entry
    models.activate(said["version"], actor_id=actor.pk, reason=reason, entry=entry)
    return Regrouped(entry=entry)


def take_back(said: Said, actor: User, reason: str) -> Regrouped:
    """Put the model before in force and match everything anew. Raises ConflictError, JobError."""
    check_in_force(said)
    entry = begin(actor, reason).entry
    model_undoing.take_back(actor=actor, reason=reason, entry=entry)
    return Regrouped(entry=entry)


def look(act: Act, actor: User) -> None:
    """Raise what doing it would raise, in a transaction that is rolled back; no job is started."""
    if act.kind is ActKind.ACTIVATE:
        activate(act.arguments, actor, "Looking.")
    else:
        check_in_force(act.arguments)
        models.undo(actor_id=actor.pk)


def check_in_force(said: Said) -> None:
    """Raises ConflictError where it is not this model that would be taken back."""
    if said["version"] != match.active_version():
        raise ConflictError(f"Model {said['version']} is not in force.", remedy="Look at the list of models.")


def standing(act: Act) -> Standing:
    """How all stands that the act hangs on, as a fingerprint."""
    told = json.dumps(_activation(act.arguments) if act.kind is ActKind.ACTIVATE else _undoing())
    return Standing({}, {}, (), (), rules_now(), sha256(told.encode()).hexdigest())


def _activation(said: Said) -> list[Any]:
    """The latest shadow run, and how often the share of the records that makes it old has changed since."""
    latest = runs.latest(said["version"], "shadow")
    figures = latest.figures if latest else {}
    since = last_revision() - figures["revision"] if "revision" in figures else 0
    parts = int(since / max(1.0, _MOVED_SHARE * figures.get("records", 0)))
    return [versions.model_row(said["version"]).state == "retired", latest.job if latest else None, parts]


def _undoing() -> list[Any]:
    """The model that would come back, and the runs under the one in force."""
    before, active = versions.model_before(), versions.model_row(match.active_version())
    return [before and before.version, jobs.since(MATCHING, active.activated_at) if active.activated_at else []]


def size(act: Act) -> tuple[int, int]:
    """How many records and how many customers the act is about."""
    if act.kind is ActKind.ACTIVATE:
        figures = report_of(act).figures
        return figures.get("records", 0), sum(figures["changes"].get(name, 0) for name in _MOVED)
    plan = model_undoing.plan()
    return plan.records, plan.merged + plan.split
