"""Draws: skewed choice from ranked lists, and names composed of syllables for a tail that grows with the population."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")

LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
SCRAMBLE = 7919  # a prime, so that neighbouring ranks of a tail do not look alike


class Chance(random.Random):
    """A seeded stream of draws. Only `random()` is used underneath: its sequence is the same in every Python."""

    def pick(self, values: Sequence[T]) -> T:
        return values[int(self.random() * len(values))]

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self.random() * (high - low + 1))

    def digits(self, count: int) -> str:
        return f"{int(self.random() * 10**count):0{count}d}"

    def fill(self, pattern: str) -> str:
        """`#` becomes a digit, `N` a digit from 2 to 9, `@` a letter; the rest stays."""
        if pattern.strip("#") == "":
            return self.digits(len(pattern))
        return "".join(map(self._sign, pattern))

    def _sign(self, sign: str) -> str:
        if sign == "#":
            return self.digits(1)
        if sign == "N":
            return str(self.between(2, 9))
        return self.pick(LETTERS) if sign == "@" else sign

    def choose(self, shares: Sequence[tuple[T, float]]) -> T:
        """One of the values by their shares, which sum to 1."""
        left = self.random()
        for value, share in shares:
            left -= share
            if left < 0:
                return value
        return shares[-1][0]

    def rank(self, count: int, flatness: float) -> int:
        """A rank from 0 to `count` - 1 with a frequency of about 1 / (rank + flatness): Zipf and Mandelbrot's law."""
        return int(flatness * ((count + flatness) / flatness) ** self.random() - flatness)


def joined(start: str, end: str) -> str:
    """Both as one word: no capital after a letter."""
    return start + end[:1].lower() + end[1:] if start[-1:].isalpha() else start + end


@dataclass(frozen=True, slots=True)
class Tail:
    """Composed names by rank: head and end for the first ranks, with a middle for the later ones."""

    heads: tuple[str, ...]
    ends: tuple[str, ...]
    middles: tuple[str, ...] = ("",)

    def __len__(self) -> int:
        return len(self.heads) * len(self.ends) * len(self.middles)

    def compose(self, rank: int) -> str:
        plain = len(self.heads) * len(self.ends)
        middle, position = divmod(rank, plain)
        head, end = divmod(position * SCRAMBLE % plain, len(self.ends))
        return joined(joined(self.heads[head], self.middles[middle]), self.ends[end])


@dataclass(frozen=True, slots=True)
class Ranked(Generic[T]):
    """A list in order of frequency, drawn accordingly."""

    values: tuple[T, ...]
    flatness: float = 10.0

    def draw(self, chance: Chance) -> T:
        return self.values[chance.rank(len(self.values), self.flatness)]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Known words in order of frequency, and a share of composed ones behind them."""

    known: Ranked[str]
    tail: Tail
    tail_share: float
    tail_flatness: float = field(default=150.0)

    def draw(self, chance: Chance) -> str:
        if chance.random() < self.tail_share:
            return self.tail.compose(chance.rank(len(self.tail), self.tail_flatness))
        return self.known.draw(chance)


def words(text: str) -> tuple[str, ...]:
    """A declared list, separated by blanks."""
    return tuple(text.split())


def phrases(text: str) -> tuple[str, ...]:
    """A declared list, separated by commas."""
    return tuple(" ".join(one.split()) for one in text.split(",") if one.strip())


def table(text: str) -> tuple[tuple[str, ...], ...]:
    """A declared table: one row a line, cells separated by |."""
    return tuple(tuple(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines())
