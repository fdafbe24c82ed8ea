"""How firmly clusters hang together: the weakest tie of each, on the strongest way through it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree

from mdm.resolve.pairs import MOST_BITS
from mdm.resolve.reasons import Link

# Above the weight of any link, so that a strong one is a short way.
_FAR = 200.0
MOST_SIZE = 50


def size_class(size: int) -> str:
    """Sizes from MOST_SIZE on are one class."""
    return str(min(size, MOST_SIZE))


def sizes(clusters: Sequence[Sequence[int]]) -> dict[str, int]:
    """How many clusters have so many records."""
    return dict(Counter(size_class(len(one)) for one in clusters))


def weakest_ties(clusters: Sequence[Sequence[int]], links: Sequence[Link]) -> Mapping[int, float]:
    """Per cluster (by its place) the weight in bits of the weakest link that it needs to hang together.

    That is the lightest edge of the maximum spanning tree; clusters that no link holds together are left out.
    """
    cluster_of = {record: place for place, one in enumerate(clusters) if len(one) > 1 for record in one}
    inside = [one for one in links if one.low in cluster_of and cluster_of[one.low] == cluster_of.get(one.high)]
    if not inside:
        return {}
    ends = np.array([(one.low, one.high) for one in inside], dtype=np.int64)
    records, places = np.unique(ends, return_inverse=True)
    low, high = places.reshape(ends.shape).T
    ways = _FAR - np.clip([one.weight for one in inside], -MOST_BITS * 2, MOST_BITS * 2)
    tree = minimum_spanning_tree(coo_array((ways, (low, high)), shape=(len(records),) * 2).tocsr()).tocoo()
    weakest: dict[int, float] = {}
    for end, way in zip(tree.row.tolist(), tree.data.tolist(), strict=True):
        place = cluster_of[int(records[end])]
        weakest[place] = min(weakest.get(place, _FAR), _FAR - way)
    return weakest
