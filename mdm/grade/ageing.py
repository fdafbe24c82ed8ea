"""How long values hold: half-lives as the survivorship policy declares them, attribute by attribute. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mdm.records import CustomerKind

ANY = "*"
_DECAY = "trust_decay"

# Attribute, kind of customer and source -> days.
HalfLives = Mapping[tuple[str, str, str], float]


@dataclass(frozen=True, slots=True)
class HalfLife:
    """Days in which a value loses half its trust: as declared, else `default`."""

    default: float
    declared: HalfLives = field(default_factory=dict)

    def of(self, attribute: str, kind: str, source: str) -> float:
        """The half-life of such a value."""
        return self.declared.get((attribute, kind, source), self.default)


def half_lives(policy: Mapping[str, Any], attributes: Collection[str]) -> dict[tuple[str, str, str], float]:
    """What a policy's declaration says of these attributes. Rules for some countries only are left aside."""
    return {
        (attribute, str(kind), source): float(decay["half_life_days"])
        for attribute in attributes
        for kind in CustomerKind
        for source, decay in _decays(policy, attribute, kind)
    }


def _decays(policy: Mapping[str, Any], attribute: str, kind: CustomerKind) -> Iterator[tuple[str, Mapping[str, Any]]]:
    fitting = (
        one
        for one in policy.get("rules", ())
        if (attribute in one["attributes"] or ANY in one["attributes"])
        and kind in (one.get("kinds") or list(CustomerKind))
        and not one.get("countries")
    )
    counting: Mapping[str, Any] = next(fitting, {})
    for criterion in counting.get("order", ()):
        if isinstance(criterion, Mapping) and criterion.get("by") == _DECAY:
            yield from criterion.get("sources", {}).items()
