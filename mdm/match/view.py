"""Pairs of records as the comparisons look at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from mdm.match.columns import Codes, Columns, Derived, Levels, Lexicon, Numbers, Positions
from mdm.match.frequencies import NO_FREQUENCIES, Frequencies


@dataclass(frozen=True, slots=True)
class Evidence:
    """Per pair the level reached, 0 for missing, and the chance of reaching it where the value tells; else 0."""

    levels: Levels
    chance: Numbers


@dataclass(frozen=True, slots=True)
class View:
    """Pairs by their positions in the columns, and the frequencies in force."""

    columns: Columns
    left: Positions
    right: Positions
    frequencies: Mapping[str, Frequencies]
    derived: Derived = field(default_factory=Derived)

    def __len__(self) -> int:
        return len(self.left)

    def codes(self, name: str) -> tuple[Codes, Codes]:
        """Both sides' codes of a column."""
        codes = self.columns[name].codes
        return codes[self.left], codes[self.right]

    def meets(self, name: str) -> bool:
        """Whether both sides of any pair state that column."""
        left, right = self.codes(name)
        return bool(np.any((left > 0) & (right > 0)))

    def nothing(self) -> Evidence:
        """Missing in every pair."""
        return Evidence(np.zeros(len(self), dtype=np.int8), np.zeros(len(self)))

    def chance(self, field_name: str, lexicon: Lexicon) -> Numbers:
        """The chance of every text of a lexicon under the frequencies of that field."""
        return self.frequencies.get(field_name, NO_FREQUENCIES).of(lexicon)
