"""The shipped parameters, fit to the number of records and to how often values occur among them, to nothing else."""

from __future__ import annotations

from dataclasses import replace

from mdm.match.columns import Columns
from mdm.match.counting import count_frequencies
from mdm.match.model import MatchModel

# Duplicates per record that are assumed before any data was seen, and the highest share of matches among pairs.
USUAL_DUPLICATES, MOST_MATCHES = 0.5, 0.2


def settled(shipped: MatchModel, columns: Columns) -> MatchModel:
    """The model for these records, as far as counting them tells it.

    Each record has a usual number of duplicates, so the share of matches among all pairs falls as records grow in
    number: one share for a hundred records and for a million would be wrong by a factor of ten thousand.
    """
    kinds = {
        kind: replace(one, prior=usual_prior(int(columns.is_kind(kind).sum()), one.prior))
        for kind, one in shipped.kinds.items()
    }
    frequencies = {**shipped.frequencies, **count_frequencies(columns, shipped.frequencies)}
    return replace(shipped, kinds=kinds, frequencies=frequencies)


def usual_prior(records: int, otherwise: float) -> float:
    """The share of matches among all pairs of so many records; with fewer than two, what is said otherwise."""
    return min(USUAL_DUPLICATES / records, MOST_MATCHES) if records > 1 else otherwise
