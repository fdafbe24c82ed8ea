"""Cutting all blocking keys into ranges, a chunk of work each."""

from __future__ import annotations

from typing import Any

KEYS_CHUNK = 400_000
PAIRS_CHUNK = 50_000
_FIRST_KEY, _LAST_KEY = -(2**63), 2**63 - 1


def key_ranges(keys: int) -> list[dict[str, Any]]:
    """Ranges that hold about KEYS_CHUNK of so many keys each: number, first and last key, and into how many buckets
    the pairs that they bring are spread.
    """
    count = max(1, keys // KEYS_CHUNK)
    edges = [_FIRST_KEY + (2**64 * number) // count for number in range(count)]
    ends = [*(edge - 1 for edge in edges[1:]), _LAST_KEY]
    buckets = max(1, keys // (4 * PAIRS_CHUNK))
    return [
        {"number": number, "first": first, "last": last, "buckets": buckets}
        for number, (first, last) in enumerate(zip(edges, ends, strict=True))
    ]
