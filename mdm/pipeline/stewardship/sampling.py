"""Measuring a match model by people: pairs drawn at random by its shadow run, answered blind, reckoned up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import sqrt

from mdm.errors import ConflictError, InvalidInputError
from mdm.match.drawing import EDGES, HELD_BACK, stratum_words
from mdm.match.runs import queries as runs
from mdm.match.runs.queries import Pair, Run
from mdm.pipeline.stewardship import second
from mdm.pipeline.transactions import unit_of_work
from mdm.steward.reviewing.queries import Drawn
from mdm.steward.sampling import actions, queries
from mdm.steward.sampling.estimates import Stratum, Suggestion, allocation, suggest
from mdm.steward.worklist.rules import SAMPLE

# Below 1 % there are so many pairs that no sample can tell the few matches among them.
FIRST_STRATUM = 1
MOST = 3_000


@unit_of_work
def put(version: int, wanted: int) -> int:
    """Put so many pairs of the model's latest shadow run on the work list; returns how many are new to it.

    Raises ConflictError where the model has had no shadow run, InvalidInputError for an impossible number.
    """
    if not 0 < wanted <= MOST:
        raise InvalidInputError(f"{wanted} pairs can't be drawn.", remedy=f"Draw 1 to {MOST:,}.")
    run = _run(version)
    known = queries.sampled(run.job)
    waiting: dict[int, list[Pair]] = defaultdict(list)
    for pair in runs.drawn(run.job):
        if pair.stratum >= FIRST_STRATUM and (pair.low, pair.high) not in known:
            waiting[pair.stratum].append(pair)
    sizes = {int(name): count for name, count in run.figures["strata"].items()}
    plan = allocation({one: len(rows) for one, rows in waiting.items()}, sizes, _SPREAD, wanted)
    return _ask(run.job, [pair for stratum, count in plan.items() for pair in waiting[stratum][:count]])


def _ask(run: int, pairs: Sequence[Pair]) -> int:
    second.draw([Drawn(SAMPLE, one.low, one.high, "match" if one.is_certain else "no_match") for one in pairs])
    signature = {one: second.signature_of(Drawn(SAMPLE, one.low, one.high, "")) for one in pairs}
    items = queries.items_of(list(signature.values()))
    return actions.keep(
        [(run, one.low, one.high, one.stratum, items[signature[one]]) for one in pairs if signature[one] in items]
    )


_SPREAD = {
    stratum: sqrt(max(1e-4, middle * (1 - middle)))
    for stratum, middle in ((one, (EDGES[one] + EDGES[one + 1]) / 2) for one in range(len(EDGES) - 1))
} | {HELD_BACK: 0.5}


def strata(run: Run) -> list[Stratum]:
    """What was asked and answered of the run's pairs, stratum by stratum, but for the hopeless ones."""
    counted = Counter({int(name): count for name, count in run.figures["strata"].items()})
    answered = queries.counted(run.job)
    found = []
    for stratum in range(FIRST_STRATUM, HELD_BACK + 1):
        _, yes, no, _ = answered.get(stratum, (0, 0, 0, 0))
        low = None if stratum == HELD_BACK else EDGES[stratum]
        found.append(Stratum(stratum_words(stratum), low, counted[stratum], yes, no))
    return found


def suggestion(version: int, wished: float) -> tuple[list[Stratum], Suggestion]:
    """The strata of the model's latest shadow run, and the threshold for a wished precision."""
    if not 0.5 <= wished < 1.0:
        raise InvalidInputError(f"A precision of {wished} can't be wished.", remedy="Name one from 0.5 to below 1.")
    found = strata(_run(version))
    return found, suggest(found, wished, [one for one in EDGES if 0.5 <= one < 1.0])


def _run(version: int) -> Run:
    run = runs.latest(version, "shadow")
    if run is None:
        remedy = f"Run manage.py models shadow {version}."
        raise ConflictError(f"Model {version} has had no shadow run, which draws the pairs.", remedy=remedy)
    return run
