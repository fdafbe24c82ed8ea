"""Keeping what runs came to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils import timezone

from mdm.bulk import copy_arrays
from mdm.match.drawing import DRAWN, Drawn
from mdm.match.runs.models import DrawnPair, ModelRun

# Of each model so many runs are kept, the latest ones.
KEPT = 60


def keep(job: int, version: int, purpose: str, figures: Mapping[str, Any]) -> None:
    """Keep the figures of a run, in place of what the same job kept before."""
    ModelRun.objects.update_or_create(
        job=job,
        defaults={"model_version": version, "purpose": purpose, "figures": dict(figures), "at": timezone.now()},
    )
    beyond = ModelRun.objects.filter(model_version=version).order_by("-job").values_list("job", flat=True)[KEPT:]
    ModelRun.objects.filter(job__in=list(beyond)).delete()


def write_drawn(job: int, bucket: int, drawn: Drawn) -> None:
    """Keep the pairs that a chunk drew; replaces an earlier attempt."""
    DrawnPair.objects.filter(job=job, bucket=bucket).delete()
    same = [job] * len(drawn.low), [bucket] * len(drawn.low)
    names = ("job", "bucket", "stratum", "place", "low", "high", "probability", "is_certain")
    columns = (drawn.stratum, drawn.place, drawn.low, drawn.high, drawn.probability, drawn.is_certain)
    copy_arrays("mdm_drawnpair", names, (*same, *columns))  # type: ignore[arg-type] # lists become Arrow arrays too


def thin_drawn(job: int) -> None:
    """Leave of each stratum the pairs with the lowest lots, and drop what earlier runs of the model drew."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM mdm_drawnpair d USING (SELECT job, low, high, row_number() OVER "
            "(PARTITION BY stratum ORDER BY place, low, high) AS number FROM mdm_drawnpair WHERE job = %s) n "
            "WHERE d.job = n.job AND d.low = n.low AND d.high = n.high AND n.number > %s",
            [job, DRAWN],
        )
        cursor.execute(
            "DELETE FROM mdm_drawnpair WHERE job IN (SELECT job FROM mdm_modelrun WHERE job <> %s AND model_version = "
            "(SELECT model_version FROM mdm_modelrun WHERE job = %s))",
            [job, job],
        )
