"""Reading what runs of models came to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from mdm.match.runs.models import DrawnPair, ModelRun


class Run(NamedTuple):
    """A run with its figures."""

    job: int
    model_version: int
    purpose: str
    at: datetime
    figures: Mapping[str, Any]


class Pair(NamedTuple):
    """A pair drawn at random from its stratum."""

    low: int
    high: int
    stratum: int
    probability: float
    is_certain: bool


def latest(version: int, purpose: str | None = None) -> Run | None:
    """The model's latest run, of that purpose where one is named."""
    rows = ModelRun.objects.filter(model_version=version, **({"purpose": purpose} if purpose else {}))
    row = rows.order_by("-job").values_list(*Run._fields).first()
    return Run(*row) if row else None


def of_job(job: int) -> Run | None:
    """What the job kept."""
    row = ModelRun.objects.filter(job=job).values_list(*Run._fields).first()
    return Run(*row) if row else None


def runs_of(version: int, limit: int = 20) -> list[Run]:
    """The model's latest runs, the latest first."""
    rows = ModelRun.objects.filter(model_version=version).order_by("-job").values_list(*Run._fields)
    return [Run(*row) for row in rows[:limit]]


def drawn(job: int) -> list[Pair]:
    """The pairs that the run drew, by stratum and lot."""
    rows = DrawnPair.objects.filter(job=job).order_by("stratum", "place", "low", "high").values_list(*Pair._fields)
    return [Pair(*row) for row in rows]
