"""Scores for pairs that no blocking key brought together: the second look inside a group."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mdm.match import queries
from mdm.match.columns import positions_of
from mdm.match.model import MatchModel
from mdm.match.scoring import score_pairs
from mdm.resolve.clusters import Evidence
from mdm.resolve.links import Scores


def evidence(model: MatchModel) -> Evidence:
    """Scores any pairs of records by the model, reading their columns when asked."""

    def score(pairs: NDArray[np.int64]) -> Scores:
        columns = queries.columns_of(np.unique(pairs)).columns
        return score_pairs(
            model, columns, positions_of(columns.ids, pairs[:, 0]), positions_of(columns.ids, pairs[:, 1])
        )

    return score
