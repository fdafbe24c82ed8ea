"""The golden values that groups of records would have, attribute by attribute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Value:
    """A value that would survive in the group of that letter."""

    letter: str
    display: str
    source: str
    reason: str
    is_masked: bool


@dataclass(frozen=True, slots=True)
class Becoming:
    """What would become of the groups: name and number of records of each, and their values by attribute."""

    groups: Sequence[tuple[str, str, int]]
    values: Mapping[str, Sequence[Value]]

    @property
    def attributes(self) -> frozenset[str]:
        return frozenset(self.values)

    @property
    def is_one(self) -> bool:
        """Whether all would be one customer."""
        return len(self.groups) < 2


def becoming(documents: Mapping[str, Mapping[str, Any] | None], sizes: Mapping[str, int]) -> Becoming:
    """The golden documents of the groups, turned attribute first."""
    values: dict[str, list[Value]] = {}
    for letter, document in documents.items():
        for one in document["values"] if document else ():
            if one["display"]:
                shown = Value(letter, one["display"], one["source"], one["reason"], one.get("is_masked", False))
                values.setdefault(one["attribute"], []).append(shown)
    groups = [(letter, one["name"] if one else "", sizes[letter]) for letter, one in documents.items()]
    return Becoming(groups, values)
