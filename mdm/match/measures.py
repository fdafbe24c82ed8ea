"""How good clusters are, given the truth: pairwise and B-cubed precision, recall and F1. Counted, never enumerated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Precision, recall and their harmonic mean; 1 where there was nothing to get wrong."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean; 0 when both are 0."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Measures:
    """Clusters against the truth. Pairs are counts after closure: true ones found, falsely merged, missed."""

    pairwise: Accuracy
    b_cubed: Accuracy
    true_pairs: int
    false_pairs: int
    missed_pairs: int
    records: int
    clusters: int
    customers: int

    def as_json(self) -> dict[str, Any]:
        """The figures by name."""
        return {
            "pairwise": _as_json(self.pairwise),
            "b_cubed": _as_json(self.b_cubed),
            "true_pairs": self.true_pairs,
            "false_pairs": self.false_pairs,
            "missed_pairs": self.missed_pairs,
            "records": self.records,
            "clusters": self.clusters,
            "customers": self.customers,
        }


def _as_json(one: Accuracy) -> dict[str, float]:
    return {"precision": one.precision, "recall": one.recall, "f1": one.f1}


def measure(labels: Sequence[Any] | NDArray[Any], truth: Sequence[Any] | NDArray[Any]) -> Measures:
    """Compare cluster labels with true labels, both one a record in the same order."""
    if len(labels) != len(truth):
        raise ValueError("labels and truth must be of one length")
    found, real = _numbered(labels), _numbered(truth)
    found_sizes, real_sizes = np.bincount(found), np.bincount(real)
    cells, sizes = np.unique(found * max(len(real_sizes), 1) + real, return_counts=True)
    of_found, of_real = np.divmod(cells, max(len(real_sizes), 1))
    both, merged, wanted = _pairs(sizes), _pairs(found_sizes), _pairs(real_sizes)
    count = len(found)
    squares = sizes.astype(np.float64) ** 2
    return Measures(
        pairwise=Accuracy(_share(both, merged), _share(both, wanted)),
        b_cubed=Accuracy(
            _share(float((squares / found_sizes[of_found]).sum()), count),
            _share(float((squares / real_sizes[of_real]).sum()), count),
        ),
        true_pairs=both,
        false_pairs=merged - both,
        missed_pairs=wanted - both,
        records=count,
        clusters=int((found_sizes > 0).sum()),
        customers=int((real_sizes > 0).sum()),
    )


def _numbered(labels: Sequence[Any] | NDArray[Any]) -> NDArray[np.int64]:
    index: dict[Any, int] = {}
    return np.array([index.setdefault(label, len(index)) for label in labels], dtype=np.int64)


def _pairs(sizes: NDArray[np.int64]) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else 1.0
