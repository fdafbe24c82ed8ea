"""Match models by version: estimate a draft, put one in force, go back to the one before.

A version number only ever rises, because a comparison made under a higher one is the newer. So going back makes a
new version with the earlier one's parameters. Judgements by people are kept whatever the model; the next nightly job
matches everything anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mdm.errors import ConflictError
from mdm.ledger.actions import enter
from mdm.match import actions, queries
from mdm.match.model import MatchModel
from mdm.match.queries import ModelRow
from mdm.pipeline.identity.training import estimated
from mdm.pipeline.transactions import unit_of_work


def draft(note: str = "") -> int:
    """Estimate a model from the stored records and keep it as a draft; returns its version."""
    parameters, report = estimated()
    return _store(parameters, report, note or "Estimated by hand")


@unit_of_work
def _store(parameters: Mapping[str, Any], report: Mapping[str, Any], note: str) -> int:
    return actions.add_model(parameters, report=report, note=note).version


@unit_of_work
def activate(version: int) -> int:
    """Put a draft in force. Raises NotFoundError, or ConflictError when it is no draft or can't be used."""
    row = queries.model_row(version)
    if row.state != "draft":
        raise ConflictError(
            f"Model {version} is {row.state}.", remedy="Activate a draft; to go back to an earlier model use undo."
        )
    if version < queries.active_version():
        return _in_force(_copied(row, f"As draft {version}"))
    MatchModel.from_json(queries.model_parameters(version))
    return _in_force(version)


@unit_of_work
def undo() -> int:
    """Go back to the model that was in force before; returns the new version with its parameters."""
    before = queries.model_before()
    if before is None:
        raise ConflictError("There is no earlier model to go back to.", remedy="Estimate a draft and activate it.")
    return _in_force(_copied(before, f"As version {before.version} again"))


def _copied(row: ModelRow, note: str) -> int:
    parameters = queries.model_parameters(row.version)
    MatchModel.from_json(parameters)
    report = {name: one for name, one in row.report.items() if name != "job"}
    return actions.add_model(parameters, report=report, note=note).version


def _in_force(version: int) -> int:
    actions.activate_model(version)
    enter("model_activated", f"model:{version}", rule=f"model {version}", details={})
    return version
