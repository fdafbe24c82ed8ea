"""Greedy additive edge contraction: the two groups with the most evidence in common become one, again and again.

Evidence between groups is the sum over all their pairs, for and against, so a single strong pair does not outweigh
many that disagree. Groups that are forbidden each other never meet.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bond:
    """What is known between two groups: evidence, whether any pair is certain, whether they are forbidden."""

    steps: int = 0
    is_certain: bool = False
    is_forbidden: bool = False

    def __add__(self, other: Bond) -> Bond:
        return Bond(
            self.steps + other.steps,
            self.is_certain or other.is_certain,
            self.is_forbidden or other.is_forbidden,
        )

    @property
    def joins(self) -> bool:
        return self.is_certain and not self.is_forbidden and self.steps > 0


NO_BOND = Bond()


class Contraction:
    """The state of one contraction. `groups` maps a group's name to its members; bonds are between names."""

    def __init__(
        self,
        groups: Mapping[int, Sequence[int]],
        bonds: Iterable[tuple[int, int, Bond]],
        *,
        tiebreak: Mapping[int, int],
        size_limit: int,
    ) -> None:
        self.members = {name: list(members) for name, members in groups.items()}
        self.bonds: dict[int, dict[int, Bond]] = {name: {} for name in groups}
        self.tie = {name: min(tiebreak[one] for one in members) for name, members in self.members.items()}
        self.size_limit = size_limit
        self.refused: list[tuple[int, int]] = []
        self._version = dict.fromkeys(groups, 0)
        self._queue: list[tuple[int, int, int, int, int, int]] = []
        for one, other, bond in bonds:
            self._tie_together(one, other, self.bonds[one].get(other, NO_BOND) + bond)
        for one, others in self.bonds.items():
            for other in others:
                if one < other:
                    self._enqueue(one, other)

    def run(self) -> list[list[int]]:
        """Contract until nothing joins; the members of each group."""
        while self._queue:
            _, _, _, one, other, version = heapq.heappop(self._queue)
            if self._age(one, other) == version and self.bonds[one][other].joins:
                self._meet(one, other)
        return list(self.members.values())

    def _age(self, one: int, other: int) -> int:
        """Grows with every change to either group, so that queued entries about former groups are recognised."""
        if one not in self._version or other not in self._version:
            return -1
        return self._version[one] + self._version[other]

    def _tie_together(self, one: int, other: int, bond: Bond) -> None:
        self.bonds[one][other] = bond
        self.bonds[other][one] = bond

    def _enqueue(self, one: int, other: int) -> None:
        bond = self.bonds[one][other]
        if bond.joins:
            low, high = sorted((self.tie[one], self.tie[other]))
            heapq.heappush(self._queue, (-bond.steps, low, high, one, other, self._age(one, other)))

    def _meet(self, one: int, other: int) -> None:
        if len(self.members[one]) + len(self.members[other]) > self.size_limit:
            self.refused.append((self.members[one][0], self.members[other][0]))
            self._tie_together(one, other, self.bonds[one][other] + Bond(is_forbidden=True))
        else:
            self._merge(one, other)

    def _merge(self, one: int, other: int) -> None:
        self.members[one] += self.members.pop(other)
        self._version[one] += 1 + self._version.pop(other)
        self.tie[one] = min(self.tie[one], self.tie[other])
        for third, bond in self.bonds.pop(other).items():
            del self.bonds[third][other]
            if third != one:
                self._tie_together(one, third, self.bonds[one].get(third, NO_BOND) + bond)
        for third in self.bonds[one]:
            self._enqueue(one, third)
