"""A survivorship policy: a versioned table of rules that can be read aloud.

The first rule that fits an attribute, the customer's kind and country is the one that counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mdm.errors import PolicyError
from mdm.records import Catalogue, CustomerKind
from mdm.survive.declaration import Entry, rule_as_json, rule_from_entry
from mdm.survive.rules import ANY, Rule, Take


@dataclass(frozen=True, slots=True)
class Policy:
    """All rules under one version. `sources` is their general order, best first; the others follow by their trust.

    `refuse` lists flags whose values never survive. `name_from` lists, per kind, the attributes that name a customer.
    """

    version: int
    label: str
    rules: tuple[Rule, ...]
    sources: tuple[str, ...] = ()
    refuse: frozenset[str] = frozenset()
    name_from: tuple[tuple[CustomerKind, tuple[str, ...]], ...] = ()
    # Remembered answers of `rule_for`: hashing a whole policy for lru_cache would cost more than the search.
    _found: dict[tuple[str, CustomerKind, str], Rule] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], catalogue: Catalogue | None = None) -> Policy:
        """Read a declaration. Raises PolicyError naming the entry and the remedy."""
        entry = Entry("policy", stored)
        entry.knows("version", "label", "sources", "refuse", "name_from", "rules")
        names = entry.entry("name_from") if "name_from" in stored else Entry("policy.name_from", {})
        names.knows(*CustomerKind)
        policy = cls(
            version=entry.whole("version", least=1),
            label=entry.text("label", default=""),
            rules=tuple(rule_from_entry(one) for one in entry.entries("rules")),
            sources=entry.texts("sources"),
            refuse=frozenset(entry.texts("refuse")),
            name_from=tuple((kind, names.texts(kind)) for kind in CustomerKind if kind in names.stored),
        )
        _require_sense(policy, catalogue)
        return policy

    def as_json(self) -> dict[str, Any]:
        """The declaration that reads back as this policy."""
        return {
            "version": self.version,
            "label": self.label,
            "sources": list(self.sources),
            "refuse": sorted(self.refuse),
            "name_from": {str(kind): list(attributes) for kind, attributes in self.name_from},
            "rules": [rule_as_json(one) for one in self.rules],
        }

    def rule_for(self, attribute: str, kind: CustomerKind, country: str) -> Rule:
        """The rule that counts; there is one for everything."""
        sought = (attribute, kind, country)
        if sought not in self._found:
            self._found[sought] = next(rule for rule in self.rules if rule.fits(*sought))
        return self._found[sought]


def _require_sense(policy: Policy, catalogue: Catalogue | None) -> None:
    last = policy.rules[-1] if policy.rules else None
    if last is None or ANY not in last.attributes or last.kinds != frozenset(CustomerKind) or last.countries:
        raise PolicyError(
            "The policy's last rule does not hold for everything.",
            remedy=f'End "rules" with a rule whose "attributes" is ["{ANY}"], without "kinds" and "countries".',
            data={"entry": "policy.rules"},
        )
    if catalogue is not None:
        for place, rule in enumerate(policy.rules):
            _require_known(rule.attributes, catalogue, f"policy.rules[{place}].attributes")
            _require_multiple(rule, catalogue, f"policy.rules[{place}]")
        for kind, attributes in policy.name_from:
            _require_known(attributes, catalogue, f"policy.name_from.{kind}")


def _require_known(attributes: tuple[str, ...], catalogue: Catalogue, place: str) -> None:
    unknown = sorted(set(attributes) - catalogue.attributes.keys() - {ANY})
    if unknown:
        raise PolicyError(
            f"{place} names {', '.join(unknown)}, which the attribute catalogue does not have.",
            remedy="Correct the code, or add the attribute to the catalogue first.",
            data={"entry": place, "attributes": unknown},
        )


def _require_multiple(rule: Rule, catalogue: Catalogue, place: str) -> None:
    single = sorted(one for one in rule.attributes if one != ANY and not catalogue.attributes[one].is_multiple)
    if rule.take is Take.UNION and rule.limit > 1 and single:
        raise PolicyError(
            f"{place} keeps several values of {', '.join(single)}, of which a customer has one.",
            remedy='Take "best", or declare the attribute as multiple in the catalogue.',
            data={"entry": place, "attributes": single},
        )
