"""How often a value occurs by chance: what an agreement on it is worth. Frozen in the match model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from mdm.match.columns import Lexicon, Numbers


# eq=False: compared and hashed by identity, so that a lexicon can keep what it looked up in it.
@dataclass(frozen=True, slots=True, eq=False)
class Frequencies:
    """Chance of agreeing on a value: `shares` of those that stand out, `rest` of all others.

    A rest of 0 leaves the others to the comparison level's own chance.
    """

    shares: Mapping[str, float]
    rest: float = 0.0

    def of(self, lexicon: Lexicon) -> Numbers:
        """The chance of every text of the lexicon."""
        return lexicon.derived.once(
            self,
            lambda: np.fromiter(
                (self.shares.get(text, self.rest) for text in lexicon.texts), dtype=np.float64, count=len(lexicon)
            ),
        )

    def as_json(self) -> dict[str, Any]:
        """The stored form."""
        return {"rest": self.rest, "shares": dict(self.shares)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Frequencies:
        """Inverse of `as_json`."""
        return cls({str(text): float(share) for text, share in stored["shares"].items()}, float(stored["rest"]))


NO_FREQUENCIES = Frequencies({})
