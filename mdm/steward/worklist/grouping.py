"""How many customers are left when some of them become one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID


class Grouping:
    """Customers, joined step by step (union-find)."""

    def __init__(self, members: Iterable[UUID]) -> None:
        self.members = frozenset(members)
        self._parent = {one: one for one in self.members}

    def join(self, together: Collection[UUID]) -> None:
        """Make these one."""
        roots = sorted({self._root(one) for one in together})
        for root in roots[1:]:
            self._parent[root] = roots[0]

    @property
    def count(self) -> int:
        """How many there are now."""
        return sum(parent == one for one, parent in self._parent.items())

    def of(self, one: UUID) -> UUID:
        """What stands for the group of that customer."""
        return self._root(one)

    def _root(self, one: UUID) -> UUID:
        while self._parent[one] != one:
            self._parent[one] = self._parent[self._parent[one]]
            one = self._parent[one]
        return one
