"""A column of numbers: its range, its quartiles and what lies far outside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np

from mdm.grade.profiling.sketches import EvenSample

# Quartiles, bars and outliers are of an even sample of at most twice this size; least and greatest are of all numbers.
_SAMPLED = 20_000
_BARS = 20
# From this share of other texts on it is no column of numbers.
_OTHERS_AT_MOST = 0.1
# Beyond three times the middle half's span a number is an outlier.
_FAR = 3.0


@dataclass(frozen=True, slots=True)
class Numbers:
    """Least, quartiles, greatest; how many lie far outside; how many fall into each of equally wide bars."""

    least: float
    low: float
    middle: float
    high: float
    greatest: float
    outliers: int
    bars: tuple[int, ...]


class NumberTally:
    """Gathers a column as long as it is one of numbers."""

    def __init__(self) -> None:
        self._sample: EvenSample | None = EvenSample(_SAMPLED)
        self._least, self._greatest = np.inf, -np.inf
        self._count = 0

    def add(self, texts: Sequence[str]) -> None:
        if self._sample is None:
            return
        found = _numbers(texts)
        if not found or len(found) < (1 - _OTHERS_AT_MOST) * len(texts):
            self._sample = None
            return
        self._least, self._greatest = min(self._least, *found), max(self._greatest, *found)
        self._count += len(found)
        self._sample.add(found)

    def figures(self) -> Numbers | None:
        """What was counted; None for a column that holds other things too."""
        if self._sample is None or not self._count:
            return None
        values = np.array(self._sample.items)
        low, middle, high = (float(one) for one in np.quantile(values, (0.25, 0.5, 0.75)))
        reach = _FAR * (high - low)
        outside = ((values < low - reach) | (values > high + reach)).mean() if reach else 0.0
        bars = np.histogram(values, bins=_BARS)[0] if self._least < self._greatest else np.array([len(values)])
        outliers = round(float(outside) * self._count)
        return Numbers(self._least, low, middle, high, self._greatest, outliers, tuple(int(one) for one in bars))


def _numbers(texts: Sequence[str]) -> list[float]:
    try:
        return list(filter(isfinite, map(float, texts)))
    except ValueError:
        return [number for text in texts if (number := _number(text)) is not None]


def _number(text: str) -> float | None:
    for form in (text, text.replace(".", "").replace(",", ".")):
        try:
            number = float(form)
        except ValueError:
            continue
        return number if isfinite(number) else None
    return None
