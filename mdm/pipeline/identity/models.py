"""Match models by version: estimate a draft, try it as a shadow, put it in force, go back to the one before.

A version number only ever rises, because a comparison made under a higher one is the newer. So going back makes a
new version with the earlier one's parameters. Judgements by people are kept whatever the model; the next nightly job
matches everything anew.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from mdm.errors import ConflictError, InvalidInputError
from mdm.ledger.actions import enter
from mdm.match import actions, queries
from mdm.match.model import MatchModel
from mdm.match.rules import RULES
from mdm.match.runs import queries as runs
from mdm.match.versions import queries as versions
from mdm.match.versions.queries import ModelRow
from mdm.pipeline.identity.drafts import keep
from mdm.pipeline.identity.training import estimated
from mdm.pipeline.transactions import unit_of_work


@dataclass(frozen=True, slots=True)
class Declared:
    """What a draft is told, beside what is estimated. `like` takes another version's parameters as they are.

    None leaves a threshold or the rules as they are in `like`, else as shipped, or as in the model in force.
    """

    note: str = ""
    like: int | None = None
    certain: float | None = None
    possible: float | None = None
    rules_off: Collection[int] | None = None


NOTHING_DECLARED = Declared()


def draft(declared: Declared = NOTHING_DECLARED, *, actor_id: int | None = None) -> int:
    """Estimate a model from the stored records, or copy one, and keep it as a draft; returns its version.

    Raises NotFoundError, InvalidInputError for rules that are not there, ModelError for impossible thresholds.
    """
    unknown = sorted(set(declared.rules_off or ()) - RULES.keys())
    if unknown:
        raise InvalidInputError(
            f"There is no blocking rule {unknown[0]}.", remedy=f"Rules have these numbers: {sorted(RULES)}."
        )
    if declared.like is None:
        parameters, report = estimated(declared.rules_off)
        note = "Estimated by hand"
    else:
        row = versions.model_row(declared.like)
        parameters, report = versions.model_parameters(declared.like), _report_of(row)
        note = f"Like version {declared.like}"
    told = {name: value for name in ("certain", "possible") if (value := getattr(declared, name)) is not None}
    if declared.rules_off is not None:
        told["rules_off"] = sorted(declared.rules_off)
    return keep({**parameters, **told}, report, declared.note or note, actor_id=actor_id)


@unit_of_work
def activate(
    version: int, *, unseen: bool = False, actor_id: int | None = None, reason: str = "", entry: int | None = None
) -> int:
    """Put a draft in force that a shadow run has reported on beside the present model, or any if `unseen`.

    `entry`: the number reserved for it in the ledger.

    Raises NotFoundError, or ConflictError when it is no draft, can't be used, or nobody could see what it changes.
    """
    row = versions.model_row(version)
    if row.state not in {"draft", "shadow"}:
        raise ConflictError(
            f"Model {version} is {row.state}.", remedy="Activate a draft; to go back to an earlier model use undo."
        )
    if not unseen:
        _check_seen(version)
    if version < queries.active_version():
        return _in_force(_copied(row, f"As draft {version}"), actor_id, reason, entry)
    MatchModel.from_json(versions.model_parameters(version))
    return _in_force(version, actor_id, reason, entry)


def is_seen(version: int) -> bool:
    """Whether a shadow run beside the present model says what this one would change."""
    run = runs.latest(version, "shadow")
    return run is not None and run.figures["beside"] == queries.active_version()


def _check_seen(version: int) -> None:
    run = runs.latest(version, "shadow")
    if run is None:
        raise ConflictError(
            f"Nobody has seen yet what model {version} would change.",
            remedy=f"Run it beside the present one: manage.py models shadow {version}.",
        )
    if run.figures["beside"] != queries.active_version():
        raise ConflictError(
            f"The shadow run of model {version} was held against model {run.figures['beside']}, which is in force no "
            "more.",
            remedy=f"Run it again: manage.py models shadow {version}.",
        )


def model_before() -> ModelRow:
    """The model that was in force before. Raises ConflictError where there is none."""
    before = versions.model_before()
    if before is None:
        raise ConflictError("There is no earlier model to go back to.", remedy="Estimate a draft and activate it.")
    return before


@unit_of_work
def undo(*, actor_id: int | None = None, reason: str = "", entry: int | None = None) -> int:
    """Go back to the model that was in force before; returns the new version with its parameters."""
    before = model_before()
    return _in_force(_copied(before, f"As version {before.version} again"), actor_id, reason, entry)


def _copied(row: ModelRow, note: str) -> int:
    parameters = versions.model_parameters(row.version)
    MatchModel.from_json(parameters)
    return actions.add_model(parameters, report=_report_of(row), note=note).version


def _report_of(row: ModelRow) -> dict[str, Any]:
    return {name: one for name, one in row.report.items() if name != "job"}


def _in_force(version: int, actor_id: int | None, reason: str, entry: int | None) -> int:
    actions.activate_model(version)
    enter(
        "model_activated", f"model:{version}", actor_id=actor_id, reason=reason, rule=f"model {version}", number=entry
    )
    return version
