"""Matching records in memory, apart from any database.

Grouping the links into customers is the next stage's work; the caller composes both.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mdm.match.blocking import CAP, Oversized, blocking_keys, candidate_pairs, oversized, second_keys
from mdm.match.columns import Columns, Ids, positions_of
from mdm.match.defaults import DEFAULT_MODEL
from mdm.match.gates import EstimationReport
from mdm.match.model import MatchModel
from mdm.match.scoring import Links, score_pairs
from mdm.match.untrained import settled
from mdm.records import Comparable


@dataclass(frozen=True, slots=True)
class Keyed:
    """Blocking keys of records, one row a key."""

    keys: Ids
    records: Ids
    rules: NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Matched:
    """What matching in memory came to. `report` is there when the model was estimated here."""

    columns: Columns
    model: MatchModel
    links: Links
    oversized: Oversized
    report: EstimationReport | None
    seconds: Mapping[str, float] = field(default_factory=dict)


def key_records(ids: Sequence[int], rows: Sequence[Comparable]) -> Keyed:
    """The blocking keys of these records."""
    found = [(key, record, rule) for record, row in zip(ids, rows, strict=True) for rule, key in blocking_keys(row)]
    table = np.array(found, dtype=np.int64).reshape(-1, 3)
    return Keyed(table[:, 0], table[:, 1], table[:, 2].astype(np.int16))


def pairs_in_memory(columns: Columns, keyed: Keyed, *, stop: Ids, cap: int = CAP) -> tuple[Ids, Ids, Oversized]:
    """Candidate pairs as record ids, and the blocks that had to be split."""
    wide = oversized(keyed.keys, keyed.records, stop=stop, cap=cap)
    second = second_keys(columns.take(positions_of(columns.ids, wide.records))) if len(wide) else None
    low, high = candidate_pairs(keyed.keys, keyed.records, stop=stop, cap=cap, second=second)
    return low, high, wide


def evaluate_in_memory(
    ids: Sequence[int],
    rows: Sequence[Comparable],
    *,
    model: MatchModel | None = None,
    untrained: bool = False,
    seed: int = 1,
    progress: Callable[[str], None] = lambda _: None,
) -> Matched:
    """Block, estimate where no model is given, and score. Estimating loads recordlinkage; `untrained` only counts."""
    seconds: dict[str, float] = {}

    def timed(stage: str, work: Callable[[], Any]) -> Any:
        progress(stage)
        started = time.process_time()
        result = work()
        seconds[stage] = time.process_time() - started
        return result

    columns = timed("columns", lambda: Columns.from_comparables(ids, rows))
    if model is None and untrained:
        model = timed("count", lambda: settled(DEFAULT_MODEL, columns))
    keyed = timed("keys", lambda: key_records(ids, rows))
    stop = np.array(sorted(model.stop_keys) if model else (), dtype=np.int64)
    low, high, wide = timed("pairs", lambda: pairs_in_memory(columns, keyed, stop=stop))
    left, right = positions_of(columns.ids, low), positions_of(columns.ids, high)
    report = None
    if model is None:
        from mdm.match.estimation import estimate

        model, report = timed("estimate", lambda: estimate(columns, left, right, seed=seed))
    links = timed("score", lambda: score_pairs(model, columns, left, right))
    return Matched(columns, model, links, wide, report, seconds)
