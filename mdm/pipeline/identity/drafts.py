"""Keeping the parameters of a match model as a draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mdm.ledger.actions import enter
from mdm.match import actions
from mdm.match.model import MatchModel
from mdm.pipeline.transactions import unit_of_work


@unit_of_work
def keep(parameters: Mapping[str, Any], report: Mapping[str, Any], note: str, *, actor_id: int | None = None) -> int:
    """Keep checked parameters as a draft; returns its version. Raises ModelError."""
    MatchModel.from_json(parameters)
    version = actions.add_model(parameters, report=report, note=note).version
    enter("model_drafted", f"model:{version}", actor_id=actor_id, reason=note, rule=f"model {version}")
    return version
