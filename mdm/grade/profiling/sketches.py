"""Counting in bounded memory. What is no longer exact says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Prints = NDArray[np.int64]

# Up to so many distinct values are counted exactly; beyond that the count is estimated within about 1 %.
DISTINCT_KEPT = 2**16
# Distinct values whose frequency is counted. Beyond that the rarest are dropped, and counts are lower bounds.
VALUES_COUNTED = 20_000
# Rows over which repetitions are found exactly.
PRINTS_KEPT = 2_000_000
_SPACE = 2.0**64


def prints(texts: Collection[str]) -> Prints:
    """A 64-bit print of each text, comparable within this process only."""
    return np.fromiter(map(hash, texts), np.int64, len(texts))


class Distinct:
    """How many distinct prints there were: the smallest are kept, and their density tells the number of all."""

    def __init__(self, kept: int = DISTINCT_KEPT) -> None:
        self._limit = kept
        self._kept: Prints = np.empty(0, np.int64)
        self._waiting: list[Prints] = []
        self._waiting_count = 0
        self.is_exact = True

    def add(self, found: Prints) -> None:
        if not self.is_exact:
            found = found[found < self._kept[-1]]
        self._waiting.append(found)
        self._waiting_count += len(found)
        if self._waiting_count > self._limit:
            self._settle()

    @property
    def count(self) -> int:
        """The number of distinct values, exact or estimated."""
        self._settle()
        if self.is_exact:
            return len(self._kept)
        reach = (float(self._kept[-1]) + _SPACE / 2) / _SPACE
        return round((len(self._kept) - 1) / reach)

    def _settle(self) -> None:
        if not self._waiting:
            return
        merged = np.unique(np.concatenate((self._kept, *self._waiting)))
        self._waiting, self._waiting_count = [], 0
        self.is_exact = self.is_exact and len(merged) <= self._limit
        self._kept = merged[: self._limit].copy()


class Frequencies:
    """The frequent texts with their counts. Once texts were dropped, counts may miss at most `missed` each."""

    def __init__(self, limit: int = VALUES_COUNTED) -> None:
        self._limit = limit
        self._counts: Counter[str] = Counter()
        self.missed = 0

    def add(self, counts: Mapping[str, int]) -> None:
        self._counts.update(counts)
        if len(self._counts) > self._limit:
            rarest = self._rarest()
            self.missed += rarest
            self._counts = Counter({text: count for text, count in self._counts.items() if count > rarest})

    def _rarest(self) -> int:
        """The count up to which texts are dropped, so that at most half of the limit stay."""
        left = len(self._counts)
        for count, texts in sorted(Counter(self._counts.values()).items()):
            left -= texts
            if left <= self._limit // 2:
                return count
        return 0

    @property
    def is_exact(self) -> bool:
        return self.missed == 0

    def top(self, number: int) -> list[tuple[str, int]]:
        """The most frequent texts; of equals the first in the alphabet."""
        return sorted(self._counts.items(), key=lambda one: (-one[1], one[0]))[:number]

    def items(self) -> Iterable[tuple[str, int]]:
        return self._counts.items()

    def __len__(self) -> int:
        return len(self._counts)


class Repeats:
    """How many prints stood there before, counted exactly over the first PRINTS_KEPT of them."""

    def __init__(self, limit: int = PRINTS_KEPT) -> None:
        self._limit = limit
        self._chunks: list[Prints] = []
        self.seen = 0

    def add(self, found: Prints) -> None:
        room = self._limit - self.seen
        if room > 0 and len(found):
            self._chunks.append(found[:room])
            self.seen += len(found[:room])

    def surplus(self) -> int:
        """Prints beyond the first of each kind."""
        return self.seen - len(np.unique(np.concatenate(self._chunks))) if self._chunks else 0

    def groups(self) -> int:
        """Prints that occur more than once, each counted once."""
        if not self._chunks:
            return 0
        return int((np.unique(np.concatenate(self._chunks), return_counts=True)[1] > 1).sum())


class EvenSample:
    """Items spread evenly over a stream of unknown length: every n-th, with n doubled whenever there are too many."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._step = 1
        self._next = 0
        self._at = 0
        self.items: list[Any] = []

    def add(self, chunk: list[Any]) -> None:
        while self._next < self._at + len(chunk):
            self.items.append(chunk[self._next - self._at])
            self._next += self._step
            if len(self.items) >= 2 * self._limit:
                self.items = self.items[::2]
                self._step *= 2
                self._next = self._step * len(self.items)
        self._at += len(chunk)
