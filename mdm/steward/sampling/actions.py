"""Keeping which pairs measure which run."""

from __future__ import annotations

from collections.abc import Collection

from mdm.steward.sampling.models import SampledPair

# Run, low, high, stratum, review item.
Row = tuple[int, int, int, int, int]


def keep(rows: Collection[Row]) -> int:
    """Keep these pairs, each once a run; returns how many were given."""
    SampledPair.objects.bulk_create(
        [
            SampledPair(run=run, low=low, high=high, stratum=stratum, item_id=item)
            for run, low, high, stratum, item in rows
        ],
        ignore_conflicts=True,
    )
    return len(rows)
