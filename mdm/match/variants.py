"""Which given names are said for one another."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from mdm.cleanse.nicknames import nickname_roots
from mdm.match.columns import Codes, Lexicon, Mask


def _relation(words: Lexicon) -> NDArray[np.int64]:
    """Sorted pairs of codes, packed, of words that may stand for one formal name."""
    by_root: dict[str, list[int]] = defaultdict(list)
    for code, word in enumerate(words.texts):
        for root in nickname_roots(word) if word else ():
            by_root[root].append(code)
    pairs = {(one << 32) | other for codes in by_root.values() for one, other in combinations(codes, 2)}
    return np.array(sorted(pairs), dtype=np.int64)


def is_related(words: Lexicon, left: Codes, right: Codes) -> Mask:
    """Whether the words stand for one another."""
    relation = words.derived.once("nicknames", lambda: _relation(words))
    if not len(relation):
        return np.zeros(len(left), dtype=np.bool_)
    wanted = (np.minimum(left, right).astype(np.int64) << 32) | np.maximum(left, right)
    places = np.minimum(np.searchsorted(relation, wanted), len(relation) - 1)
    return np.asarray(relation[places] == wanted, dtype=np.bool_)
