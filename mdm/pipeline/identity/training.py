"""Estimating the match model from the stored records, without labels."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import numpy as np
import structlog
from django.conf import settings

from mdm.ledger.actions import enter
from mdm.match import actions, queries
from mdm.match.columns import Ids, positions_of
from mdm.match.evaluation import pairs_in_memory
from mdm.match.judged import Judged
from mdm.match.versions import queries as versions
from mdm.pipeline.identity.drafts import keep
from mdm.pipeline.transactions import unit_of_work
from mdm.records import Verdict
from mdm.resolve.judging.queries import judged_by_people
from mdm.steward.sampling.queries import sampled_answers

log = structlog.get_logger(__name__)

# With fewer records the shipped parameters know more than the data can tell.
TRAIN_FROM = 100
# A model estimated from few records is estimated anew when they have grown by this factor; from enough, it is not.
OUTGROWN, ENOUGH = 4, 20_000
# Enough for every parameter; more changes the third digit and costs memory, some 250 MB for these.
SAMPLE = 100_000
SEED = 1


def is_due() -> bool:
    """Whether the records ask for a first model of their own, or have outgrown one that saw few of them."""
    then = versions.most_trained_on()
    return then < ENOUGH and queries.has_clean(max(TRAIN_FROM, OUTGROWN * then))


def train(job: int) -> dict[str, Any]:
    """Estimate a model; returns what the job's result says of it.

    The first of an installation comes into force, for there is nothing to hold it against. A later one stays a draft,
    which a shadow run tries once the night is over, unless MDM_MODELS_UNSEEN says otherwise.
    Where the data does not carry an estimate, its gates keep the shipped parameters and the report says so; what is
    frozen with the version (value frequencies, over-shared keys) is taken from the data all the same.
    """
    noted = versions.model_of_job(job)
    if noted is not None:
        return {"model": noted}
    parameters, report = estimated()
    return {"model": _keep(job, parameters, report)}


def estimated(rules_off: Collection[int] | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Parameters estimated from the stored records, and the report; without these blocking rules.

    Where none are named, it does without those that the model in force does without.
    """
    from mdm.match.estimation import estimate

    off = frozenset(queries.active_model().rules_off if rules_off is None else rules_off)
    columns = queries.all_columns(SAMPLE).columns
    keyed = queries.keys_table(columns.ids, without=sorted(off))
    low, high, wide = pairs_in_memory(columns, keyed, stop=np.zeros(0, dtype=np.int64))
    left, right = positions_of(columns.ids, low), positions_of(columns.ids, high)
    model, report = estimate(columns, left, right, seed=SEED, judged=_judged(columns.ids))
    declared = replace(model, stop_keys=frozenset(wide.keys.tolist()), rules_off=off)
    return declared.as_json(), report.as_json()


def _judged(records: Ids) -> Judged:
    """What people have said of pairs of these records: by judgements, else as stewards of a random sample."""
    said = {(low, high): verdict == Verdict.MATCH for low, high, verdict in (*sampled_answers(), *judged_by_people())}
    pairs = np.array(list(said), dtype=np.int64).reshape(-1, 2)
    here = np.isin(pairs, records).all(axis=1)
    left, right = (positions_of(records, side) for side in pairs[here].T)
    return Judged(left, right, np.array(list(said.values()), dtype=np.bool_)[here])


@unit_of_work
def _keep(job: int, parameters: dict[str, Any], report: dict[str, Any]) -> int:
    is_first = not versions.most_trained_on()
    version = keep(parameters, {**report, "job": job}, f"Estimated by job {job}")
    if is_first or settings.MDM_MODELS_UNSEEN:
        actions.activate_model(version)
        enter("model_activated", f"model:{version}", rule=f"model {version}", details={"job": job})
        log.info("model_activated", model=version, job=job)
    return version
