"""What the nightly job sees of the model in force, kept with the model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mdm.match import queries
from mdm.match.runs import actions


def keep_figures(job: int, counted: Mapping[str, Mapping[str, Any]]) -> None:
    """Keep with the model in force what a nightly job saw of it; nothing where it compared and grouped nothing."""
    figures = {name: one for stage in counted.values() for name, one in stage.get("figures", {}).items()}
    if figures:
        pair, compare = counted.get("pair", {}), counted.get("compare", {})
        pairs = {
            "candidates": pair.get("candidates", 0), "split_blocks": pair.get("wide_blocks", 0),
            "compared": compare.get("compared", 0), "linked": compare.get("linked", 0),
        }  # fmt: skip
        actions.keep(job, queries.active_version(), "nightly", {**figures, "pairs": pairs})
