"""Finding and comparing pairs, for one record online and for the nightly job's chunks: by the same keys and scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mdm import locks
from mdm.editions.queries import look_again
from mdm.match import actions, queries
from mdm.match.blocking import (
    SecondKeys,
    Telling,
    candidate_pairs,
    oversized,
    second_keys,
    second_keys_beside,
)  # fmt: skip
from mdm.match.columns import positions_of
from mdm.match.drawing import weight_counts
from mdm.match.model import MatchModel
from mdm.match.queries import Block, Stored
from mdm.match.scoring import Links, score_pairs

Ids = NDArray[np.int64]


def stop_keys(model: MatchModel) -> Ids:
    """The model's over-shared keys as an array."""
    return np.array(sorted(model.stop_keys), dtype=np.int64)


def candidates(block: Block, model: MatchModel) -> tuple[Ids, Ids, int]:
    """Distinct pairs with a due record that share a key, as (low, high), and how many blocks were too wide.

    Wide blocks are split by further keys of their records, which are read for these alone.
    """
    stop = stop_keys(model)
    wide = oversized(block.keys, block.records, stop=stop)
    second = second_keys(queries.columns_of(wide.records).columns) if len(wide) else None
    low, high = candidate_pairs(block.keys, block.records, stop=stop, is_due=block.is_due, second=second)
    return low, high, len(wide)


class Compared(NamedTuple):
    """How many pairs were compared, how many of them kept, and how many have such a weight, in whole bits."""

    compared: int = 0
    kept: int = 0
    weights: Mapping[str, int] = MappingProxyType({})


def compare(low: Ids, high: Ids, model: MatchModel, version: int) -> Compared:
    """Score these pairs and store those worth keeping."""
    if not len(low):
        return Compared()
    stored = queries.columns_of(np.union1d(low, high))
    known = np.isin(low, stored.columns.ids) & np.isin(high, stored.columns.ids)
    low, high = low[known], high[known]
    ids = stored.columns.ids
    links = score_pairs(model, stored.columns, positions_of(ids, low), positions_of(ids, high))
    kept = links.take(links.probability >= model.possible)
    actions.write_links(_rows(kept, stored, model, version))
    return Compared(len(low), len(kept), weight_counts(links.weight))


def _rows(links: Links, stored: Stored, model: MatchModel, version: int) -> Iterator[Sequence[Any]]:
    revisions = dict(zip(stored.columns.ids.tolist(), stored.revisions.tolist(), strict=True))
    columns = (links.left, links.right, links.weight, links.probability, links.veto)
    for low, high, weight, probability, veto in zip(*(column.tolist() for column in columns), strict=True):
        zone = model.zone(probability, veto)
        yield low, high, revisions[low], revisions[high], version, weight, probability, veto, str(zone)


def compare_online(record: int, keys: Sequence[int], version: int) -> int:
    """Compare one record with everybody in its blocks, under claims on these; returns the number of candidates.

    Two records that could be one customer share a key, so the second waits here and then finds the first.
    """
    model = queries.model_of(version)
    block = queries.blocks_of(keys, due=record, without=sorted(model.rules_off))
    stop = stop_keys(model)
    wide = oversized(block.keys, block.records, stop=stop)
    second = _second_beside(record, queries.tellings_of(wide.records)) if len(wide) else None
    low, high = candidate_pairs(block.keys, block.records, stop=stop, is_due=block.is_due, second=second)
    return compare(low, high, model, version).compared


def _second_beside(record: int, tellings: dict[int, Telling]) -> SecondKeys | None:
    own = tellings.get(record)
    return second_keys_beside(own, record, tellings) if own else None


def claim(keys: Sequence[int]) -> None:
    """Hold the blocks with these keys until the transaction ends, before anything is looked up in them."""
    locks.claim_keys(keys)
    look_again()
