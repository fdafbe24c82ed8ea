"""Reading the match models, version by version."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from mdm.errors import NotFoundError
from mdm.match.models import MatchModel as StoredModel


class ModelRow(NamedTuple):
    """A model as it is listed."""

    version: int
    state: str
    note: str
    created_at: datetime
    activated_at: datetime | None
    report: dict[str, Any]


def model_rows(limit: int = 50) -> list[ModelRow]:
    """The latest models, the newest first."""
    return [ModelRow(*row) for row in StoredModel.objects.order_by("-version").values_list(*ModelRow._fields)[:limit]]


def model_row(version: int) -> ModelRow:
    """The model of that version. Raises NotFoundError."""
    row = StoredModel.objects.filter(version=version).values_list(*ModelRow._fields).first()
    if row is None:
        raise NotFoundError(f"There is no match model {version}.", remedy="List them with manage.py models.")
    return ModelRow(*row)


def model_before() -> ModelRow | None:
    """The model that was in force before the active one."""
    retired = StoredModel.objects.filter(state=StoredModel.State.RETIRED).order_by("-activated_at", "-version")
    row = retired.values_list(*ModelRow._fields).first()
    return ModelRow(*row) if row else None


def model_parameters(version: int) -> dict[str, Any]:
    """The stored form of a model."""
    parameters: dict[str, Any] = StoredModel.objects.values_list("parameters", flat=True).get(version=version)
    return parameters


def most_trained_on() -> int:
    """The most of the stored records that any model was estimated from, in force or not; 0 before the first."""
    reports = StoredModel.objects.values_list("report", flat=True)
    return max((_records(report) for report in reports), default=0)


def _records(report: dict[str, Any]) -> int:
    return sum(int(one["records"]) for one in report.values() if isinstance(one, dict) and "records" in one)


def draft_of_job(job: int) -> int | None:
    """The version of the model that the job has estimated, while nobody has tried it or put it in force."""
    own = StoredModel.objects.filter(report__job=job, state=StoredModel.State.DRAFT)
    return own.values_list("version", flat=True).first()


def model_of_job(job: int) -> int | None:
    """The version of the model that the job has estimated already, if it has."""
    return StoredModel.objects.filter(report__job=job).values_list("version", flat=True).first()
