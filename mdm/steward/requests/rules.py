"""Which acts need a second person: declared rules, each with who may do without."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from mdm.steward.acts import ActKind


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at of an act: its size, the sensitivities of the attributes it touches, whom it concerns.

    `values`: what the golden records of the customers concerned say, by attribute.
    """

    kind: ActKind
    records: int
    customers: int
    sensitivities: frozenset[str] = frozenset()
    values: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SecondPersonRule:
    """A second person is needed for an act that meets all that is stated here, unless one has an exempt role."""

    act: str = ""
    sensitivity: str = ""
    records: int = 0
    customers: int = 0
    attribute: str = ""
    values: frozenset[str] = frozenset()
    exempt: frozenset[str] = frozenset()
    note: str = ""

    def meets(self, facts: Facts) -> bool:
        """Whether the act is one of those that the rule is about."""
        return (
            self.act in ("", facts.kind)
            and self.sensitivity in ("", *facts.sensitivities)
            and facts.records >= self.records
            and facts.customers >= self.customers
            and (not self.attribute or bool(facts.values.get(self.attribute, frozenset()) & self.values))
        )


def why_second(rules: Sequence[SecondPersonRule], facts: Facts, roles: Collection[str]) -> list[str]:
    """Why the act needs a second person when somebody with these roles wants it, in words; none where it does not."""
    return [one.note for one in rules if one.meets(facts) and not one.exempt & set(roles)]
