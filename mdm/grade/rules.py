"""Quality rules as declared data, checked as a whole before they count."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mdm.errors import RuleError
from mdm.grade.ageing import HalfLives
from mdm.grade.language import Node, Reader
from mdm.records import AttributeKind, Catalogue, CustomerKind


class Dimension(StrEnum):
    """What is graded."""

    COMPLETENESS = "completeness"
    VALIDITY = "validity"
    CONSISTENCY = "consistency"
    UNIQUENESS = "uniqueness"
    TIMELINESS = "timeliness"
    ACCURACY = "accuracy"


class Severity(StrEnum):
    """What a failure leads to: it is told, it is told loudly, the row is refused, a person is asked."""

    INFORM = "inform"
    WARN = "warn"
    REJECT = "reject"
    REVIEW = "review"


class Scope(StrEnum):
    """What is tested: each value of the attribute, or the record once."""

    VALUE = "value"
    RECORD = "record"


KIND_MARK = "kind:"
MOST_PER_ATTRIBUTE = 31
# In the order in which people read a rule.
_ORDER = (
    "code", "label", "dimension", "scope", "targets", "kinds", "countries", "sources", "when", "holds", "severity",
    "weight", "due_days", "message", "remedy", "owner",
)  # fmt: skip
_FIELDS = frozenset(_ORDER)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `holds` must be true of every value (or record) that `when`, kinds, countries and sources name."""

    code: str
    version: int
    label: str
    dimension: Dimension
    severity: Severity
    scope: Scope
    targets: tuple[str, ...]
    attributes: tuple[str, ...]
    holds: Node
    when: Node | None
    kinds: frozenset[str]
    countries: frozenset[str]
    sources: frozenset[str]
    weight: int
    message: str
    remedy: str
    owner: str
    due_days: int
    fingerprint: str

    def concerns(self, kind: str, country: str, source: str) -> bool:
        """Whether the rule speaks of such a record at all."""
        return (
            (not self.kinds or kind in self.kinds)
            and (not self.countries or country in self.countries)
            and (not self.sources or source in self.sources)
        )

    def lists(self) -> frozenset[str]:
        """The reference lists that its conditions ask."""
        return frozenset(code for node in (self.holds, self.when) if node for code in node.lists())

    def operations(self) -> frozenset[str]:
        """The operations that its conditions use."""
        return self.holds.operations() | (self.when.operations() if self.when else frozenset())


def rule_from_json(
    stated: Mapping[str, Any],
    catalogue: Catalogue,
    *,
    version: int = 1,
    lists: Collection[str] = (),
    sources: Collection[str] | None = None,
    half_lives: HalfLives | None = None,
) -> Rule:
    """Read a declaration. Raises RuleError naming the entry and the remedy."""
    place = f"rule {stated.get('code', '')}".strip()
    _known(stated, _FIELDS, place, "entry")
    scope = _choice(stated, "scope", Scope, place, Scope.VALUE)
    targets = _texts(stated, "targets", place)
    reader = Reader(catalogue, frozenset(lists), scope, half_lives or {})
    if "holds" not in stated:
        raise RuleError(f"{place} has no condition.", remedy='State what must be true under "holds".')
    return Rule(
        code=_text(stated, "code", place),
        version=version,
        label=_text(stated, "label", place),
        dimension=_choice(stated, "dimension", Dimension, place),
        severity=_choice(stated, "severity", Severity, place, Severity.INFORM),
        scope=scope,
        targets=targets,
        attributes=_attributes(targets, catalogue, f"{place}.targets"),
        holds=reader.condition(stated["holds"], f"{place}.holds"),
        when=reader.condition(stated["when"], f"{place}.when") if stated.get("when") else None,
        kinds=_those(stated, "kinds", list(CustomerKind), place, "kind of customer"),
        countries=frozenset(_texts(stated, "countries", place)),
        sources=_those(stated, "sources", sources, place, "source system"),
        weight=_whole(stated, "weight", place, least=1, most=10, default=1),
        message=_text(stated, "message", place),
        remedy=_text(stated, "remedy", place),
        owner=str(stated.get("owner", "")),
        due_days=_whole(stated, "due_days", place, least=1, most=365, default=14),
        fingerprint=fingerprint(stated),
    )


# What is known only at night: who shares a value, what the customer's other records say, when the record was loaded.
_OF_THE_NIGHT = frozenset({"fact", "golden"})


def check_refusing(rule: Rule) -> None:
    """Raises RuleError for a rule that refuses rows by what nobody knows when they come in."""
    if rule.severity is not Severity.REJECT:
        return
    nodes = [node for node in (rule.holds, rule.when) if node]
    asked = {name for node in nodes for name in node.operations() & _OF_THE_NIGHT}
    asked |= {name for node in nodes for name in ("age", "record") if "loaded" in node.names(name)}
    if asked:
        raise RuleError(
            f'rule {rule.code} refuses rows by "{min(asked)}", which is known at night only.',
            remedy='Let it "review" or "warn", or ask for what the row itself says.',
        )


def _those(
    stated: Mapping[str, Any], entry: str, known: Collection[str] | None, place: str, what: str
) -> frozenset[str]:
    """What the entry names, of what is known; anything where that is not told."""
    named = _texts(stated, entry, place)
    _known(named, named if known is None else known, f"{place}.{entry}", what)
    return frozenset(named)


def in_order(stated: Mapping[str, Any]) -> dict[str, Any]:
    """The declaration with its entries in the order in which people read them."""
    return {name: stated[name] for name in (*_ORDER, *(set(stated) - _FIELDS)) if name in stated}


def fingerprint(stated: Mapping[str, Any]) -> str:
    """The same for the same declaration, in every process."""
    return hashlib.blake2b(json.dumps(stated, sort_keys=True).encode(), digest_size=8).hexdigest()


def _attributes(targets: tuple[str, ...], catalogue: Catalogue, place: str) -> tuple[str, ...]:
    """Codes of attributes; "kind:email" stands for every attribute of that kind."""
    if not targets:
        raise RuleError(f"{place} names no attribute.", remedy='Name attributes, or a kind of them: "kind:email".')
    found: list[str] = []
    for target in targets:
        if target.startswith(KIND_MARK):
            kind = target.removeprefix(KIND_MARK)
            _known([kind], frozenset(map(str, AttributeKind)), place, "kind of attribute")
            found += [one.code for one in catalogue.of_kind(AttributeKind(kind))]
        else:
            _known([target], frozenset(catalogue.attributes), place, "attribute")
            found.append(target)
    return tuple(dict.fromkeys(found))


def _known(named: Iterable[str], known: Collection[str], place: str, what: str) -> None:
    for one in named:
        if one not in known:
            raise RuleError(
                f'{place} names the {what} "{one[:40]}", which there is not.',
                remedy=f"Known: {', '.join(sorted(known))}.",
            )


def _text(stated: Mapping[str, Any], name: str, place: str) -> str:
    text = stated.get(name)
    if not isinstance(text, str) or not text.strip():
        raise RuleError(f"{place} states no {name}.", remedy=f'State a text under "{name}".')
    return text.strip()


def _texts(stated: Mapping[str, Any], name: str, place: str) -> tuple[str, ...]:
    texts = stated.get(name, ())
    if not isinstance(texts, (list, tuple)) or not all(isinstance(one, str) for one in texts):
        raise RuleError(f"{place}.{name} is no list of texts.", remedy='Write ["a", "b"].')
    return tuple(texts)


def _whole(stated: Mapping[str, Any], name: str, place: str, *, least: int, most: int, default: int) -> int:
    number = stated.get(name, default)
    if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
        raise RuleError(
            f"{place}.{name} is no whole number from {least} to {most}.",
            remedy=f"State one, or leave it out for {default}.",
        )
    return number


def _choice(stated: Mapping[str, Any], name: str, choices: type[Any], place: str, default: Any = None) -> Any:
    try:
        return choices(stated[name]) if name in stated or default is None else default
    except (KeyError, ValueError):
        known = ", ".join(str(one) for one in choices)
        raise RuleError(f"{place}.{name} is none of those there are.", remedy=f"Choose one of: {known}.") from None


@dataclass(frozen=True, slots=True)
class Group:
    """The rules tested together on one attribute's values, or on records; each has two bits in the group's outcome."""

    number: int
    attribute: str
    tests: tuple[tuple[Rule, str], ...]


@dataclass(frozen=True, slots=True)
class Ruleset:
    """Rules in force, by what they are tested on. `digest` tells one state of the rules from another."""

    rules: tuple[Rule, ...]
    groups: tuple[Group, ...]
    digest: str

    def of_severity(self, severity: Severity) -> tuple[Rule, ...]:
        """The rules whose failure leads to that."""
        return tuple(one for one in self.rules if one.severity is severity)

    def asks(self, operation: str) -> frozenset[str]:
        """What any condition asks that operation for."""
        return frozenset(name for node in self._nodes() for name in node.names(operation))

    def lists(self) -> frozenset[str]:
        """The reference lists that any condition asks."""
        return frozenset(code for rule in self.rules for code in rule.lists())

    def _nodes(self) -> list[Node]:
        return [node for rule in self.rules for node in (rule.holds, rule.when) if node]


def ruleset(rules: Iterable[Rule]) -> Ruleset:
    """The rules as a set that can be applied. Raises RuleError when an attribute has more rules than fit."""
    ordered = tuple(sorted(rules, key=lambda one: one.code))
    by_attribute: dict[str, list[tuple[Rule, str]]] = {}
    of_records: list[tuple[Rule, str]] = []
    for rule in ordered:
        for attribute in rule.attributes:
            if rule.scope is Scope.RECORD:
                of_records.append((rule, attribute))
            else:
                by_attribute.setdefault(attribute, []).append((rule, attribute))
    for attribute, tests in by_attribute.items():
        if len(tests) > MOST_PER_ATTRIBUTE:
            raise RuleError(
                f"{attribute} has {len(tests)} rules.",
                remedy=f"Retire some: at most {MOST_PER_ATTRIBUTE} fit one attribute.",
            )
    chunks = [of_records[at : at + MOST_PER_ATTRIBUTE] for at in range(0, len(of_records), MOST_PER_ATTRIBUTE)]
    lots = [("", tests) for tests in chunks] + sorted(by_attribute.items())
    groups = tuple(Group(number, attribute, tuple(tests)) for number, (attribute, tests) in enumerate(lots))
    stated = [f"{one.code}:{one.version}:{one.fingerprint}:{','.join(one.attributes)}" for one in ordered]
    stated += _declared_lives(ordered)
    return Ruleset(ordered, groups, hashlib.blake2b("\n".join(stated).encode(), digest_size=8).hexdigest())


def _declared_lives(rules: Iterable[Rule]) -> list[str]:
    """What the policy says to rules that ask for half-lives: they grade differently once it says something else."""
    nodes = [node for rule in rules for node in (rule.holds, rule.when) if node]
    lives = [one.arguments[0].declared for node in nodes for one in node.every("half_life")]
    return [repr(sorted(lives[0].items()))] if lives and lives[0] else []
