"""Cutting what must be regrouped into slices that no link, judgement or present customer crosses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Ids = NDArray[np.int64]


def slices_of(seeds: Ids, ties: Sequence[tuple[Ids, Ids]], size: int) -> tuple[Ids, Ids]:
    """The seeds with their slice number, as (slices, seeds).

    `ties` are pairs of record ids that must stay in one slice. A slice holds whole components and about `size` records.
    """
    low = np.concatenate([np.asarray(one, dtype=np.int64) for one, _ in ties])
    high = np.concatenate([np.asarray(other, dtype=np.int64) for _, other in ties])
    records, places = np.unique(np.concatenate([seeds, low, high]), return_inverse=True)
    one, other = places[len(seeds) : len(seeds) + len(low)], places[len(seeds) + len(low) :]
    graph = coo_array((np.ones(len(one), dtype=np.int8), (one, other)), shape=(len(records),) * 2)
    _, component = connected_components(graph, directed=False)
    of_seed = component[places[: len(seeds)]]
    touched = np.unique(of_seed)
    filled = np.cumsum(np.bincount(component)[touched])
    number = (filled - 1) // size
    return number[np.searchsorted(touched, of_seed)], seeds


def same_customer(records: Ids, customers: Ids) -> tuple[Ids, Ids]:
    """Pairs that tie each customer's records together: every record with the next one of its customer."""
    order = np.argsort(customers, kind="stable")
    is_same = customers[order][1:] == customers[order][:-1]
    return records[order][:-1][is_same], records[order][1:][is_same]
