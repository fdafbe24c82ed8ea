"""Keeping the parameters of a match model as a draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mdm.match import actions
from mdm.match.model import MatchModel
from mdm.pipeline.transactions import unit_of_work


@unit_of_work
def keep(parameters: Mapping[str, Any], report: Mapping[str, Any], note: str) -> int:
    """Keep checked parameters as a draft; returns its version. Raises ModelError."""
    MatchModel.from_json(parameters)
    return actions.add_model(parameters, report=report, note=note).version
