"""What is known of pairs of source records, as columns: how they scored, and what people judged of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from mdm.records import Verdict

MATCH, NO_MATCH, UNSURE = 1, -1, 0
VERDICT_CODES = {Verdict.MATCH: MATCH, Verdict.NO_MATCH: NO_MATCH, Verdict.UNSURE: UNSURE}


class Scores(Protocol):
    """Scored pairs, whoever scored them. Record ids; probability 0 to 1; weight in bits; veto 0 where none."""

    @property
    def left(self) -> NDArray[np.int64]: ...
    @property
    def right(self) -> NDArray[np.int64]: ...
    @property
    def probability(self) -> NDArray[np.float64]: ...
    @property
    def weight(self) -> NDArray[np.float64]: ...
    @property
    def veto(self) -> NDArray[np.int8]: ...


@dataclass(frozen=True, slots=True)
class Links:
    """Scored pairs as plain columns."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    probability: NDArray[np.float64]
    weight: NDArray[np.float64]
    veto: NDArray[np.int8]

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, float, float, int]]) -> Links:
        """Links from rows of left, right, probability, weight, veto."""
        left, right, probability, weight, veto = zip(*rows, strict=True) if (rows := list(rows)) else ((),) * 5
        return cls(
            np.array(left, dtype=np.int64),
            np.array(right, dtype=np.int64),
            np.array(probability, dtype=np.float64),
            np.array(weight, dtype=np.float64),
            np.array(veto, dtype=np.int8),
        )


@dataclass(frozen=True, slots=True)
class Judgements:
    """Live judgements, one a pair; `verdict` holds MATCH, NO_MATCH or UNSURE. Unsure has no force."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    verdict: NDArray[np.int8]

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, Verdict | str]] = ()) -> Judgements:
        """Judgements from rows of left, right, verdict."""
        left, right, verdict = zip(*rows, strict=True) if (rows := list(rows)) else ((),) * 3
        codes = [VERDICT_CODES[Verdict(one)] for one in verdict]
        return cls(np.array(left, dtype=np.int64), np.array(right, dtype=np.int64), np.array(codes, dtype=np.int8))
