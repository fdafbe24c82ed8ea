"""The data dictionary: what an attribute is, which source columns feed it, what tests it, what survives, who reads it.

Read from what is in force: the catalogue, the active mappings, quality rules and survivorship policy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from mdm.acquire import queries
from mdm.acquire.declaration import Declaration, parse
from mdm.acquire.entries import Entry
from mdm.catalogue.queries import catalogue
from mdm.errors import NotFoundError
from mdm.grade.queries import active_rules
from mdm.grade.rules import Rule as QualityRule
from mdm.pipeline.quality.consumers import Consumer, consumers
from mdm.pipeline.quality.impact import Impact, impact
from mdm.records import PARTS, VALUE, Attribute, Catalogue, CustomerKind
from mdm.survive.policy import Policy
from mdm.survive.queries import active_policy
from mdm.survive.rules import Rule

_TAKES = {
    "best": "the best value",
    "union": "several values, the best first",
    "unanimous": "a value that all sources agree on",
    "together": "all of these attributes from one record",
}


@dataclass(frozen=True, slots=True)
class Feed:
    """Columns of a source that state a part of an attribute. `row` is the source system's id."""

    source: str
    label: str
    row: int
    owner: str
    mapping: int
    columns: tuple[str, ...]
    constant: str
    attribute: str
    parts: tuple[str, ...]
    usage: str
    transforms: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Survival:
    """What survives of an attribute, for a kind of customer."""

    kind: CustomerKind
    takes: str
    order: tuple[str, ...]
    policy: int
    besides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """All that is known of one attribute."""

    attribute: Attribute
    parts: tuple[str, ...]
    feeds: tuple[Feed, ...]
    rules: tuple[QualityRule, ...]
    survivals: tuple[Survival, ...]
    consumers: tuple[Consumer, ...]

    @property
    def source_count(self) -> int:
        """How many source systems feed it."""
        return len({one.source for one in self.feeds})


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Every attribute of the catalogue in its order, and the sources with a mapping in force."""

    version: int
    policy: int | None
    words: tuple[Word, ...]
    sources: tuple[queries.MappedSource, ...]

    def word(self, code: str) -> Word:
        """The attribute of that code. Raises NotFoundError."""
        found = next((one for one in self.words if one.attribute.code == code), None)
        if found is None:
            raise NotFoundError(f"The catalogue has no attribute '{code}'.", remedy="Look it up in the list.")
        return found


def dictionary() -> Dictionary:
    """The dictionary as things stand."""
    known, sources, policy = catalogue(), queries.mapped_sources(), _policy()
    feeds = _by_attribute(feed for one in sources for feed in _feeds(one))
    rules = active_rules().rules
    return Dictionary(
        version=known.version,
        policy=policy.version if policy else None,
        words=tuple(_word(one, known, feeds[one.code], rules, policy) for one in known.attributes.values()),
        sources=tuple(sources),
    )


def column_impacts(source_code: str) -> tuple[Impact, ...]:
    """Every column of the source's files and what breaks when it is no longer delivered. Raises NotFoundError."""
    book = dictionary()
    source = next((one for one in book.sources if one.code == source_code), None)
    if source is None:
        raise NotFoundError(f"There is no source system '{source_code}' with a mapping.", remedy="Register one first.")
    declared = parse(source.declaration)
    feeds = {one.attribute.code: one for one in book.words}
    fed_by_others = {code: sorted({feed.label for feed in one.feeds} - {source.label}) for code, one in feeds.items()}
    effect = partial(impact, declared, {code: (one.attribute.label, one.consumers) for code, one in feeds.items()})
    return tuple(effect(column, fed_by_others) for column in _columns(source, declared))


def _columns(source: queries.MappedSource, declared: Declaration) -> list[str]:
    """The columns that the mapping reads or ignores by name, in the order of the last delivery."""
    delivered = dict.fromkeys(source.columns)
    named = dict.fromkeys(sorted(declared.columns | {one for one in declared.ignore if not one.endswith(".*")}))
    return list(delivered | named)


def _policy() -> Policy | None:
    try:
        return active_policy()
    except NotFoundError:
        return None


def _by_attribute(feeds: Iterable[Feed]) -> Mapping[str, list[Feed]]:
    found: dict[str, list[Feed]] = defaultdict(list)
    for one in feeds:
        found[one.attribute].append(one)
    return found


def _feeds(source: queries.MappedSource) -> Iterable[Feed]:
    declared = parse(source.declaration)
    stated = source.declaration["entries"]
    return [_feed(source, entry, said) for entry, said in zip(declared.entries, stated, strict=True)]


def _feed(source: queries.MappedSource, entry: Entry, said: Mapping[str, Any]) -> Feed:
    return Feed(
        source=source.code,
        label=source.label,
        row=source.pk,
        owner=source.owner,
        mapping=source.version,
        columns=(*entry.columns, *(hint.column for hint in entry.hints.values() if hint.column)),
        constant=entry.constant,
        attribute=entry.attribute,
        parts=entry.parts,
        usage=entry.usage,
        transforms=tuple(name for one in said.get("transforms", ()) for name in one),
        kind=entry.kind.value if entry.kind else "",
    )


def _word(
    attribute: Attribute, known: Catalogue, feeds: Sequence[Feed], rules: Iterable[QualityRule], policy: Policy | None
) -> Word:
    kinds = [kind for kind in CustomerKind if kind in attribute.applies_to]
    names = [kind for kind, listed in policy.name_from if attribute.code in listed] if policy else []
    return Word(
        attribute=attribute,
        parts=tuple(part for part in PARTS[attribute.kind] if part != VALUE),
        feeds=tuple(feeds),
        rules=tuple(one for one in rules if attribute.code in one.attributes),
        survivals=tuple(_survival(policy, attribute.code, kind) for kind in kinds) if policy else (),
        consumers=consumers(attribute, known, names),
    )


def _survival(policy: Policy, code: str, kind: CustomerKind) -> Survival:
    rule = policy.rule_for(code, kind, "")
    order = tuple(one.by.value.replace("_", " ") for one in rule.order)
    return Survival(kind, _TAKES[rule.take.value], order, policy.version, tuple(_besides(rule, policy, code)))


def _besides(rule: Rule, policy: Policy, code: str) -> Iterable[str]:
    if rule.limit > 1:
        yield f"at most {rule.limit}"
    if rule.valid_only:
        yield "valid values only"
    if rule.absorb:
        yield "a fuller value takes in the others"
    if rule.truth:
        yield f"{rule.truth} is the source of record"
    if any(code in one.attributes and one.countries for one in policy.rules):
        yield "another rule holds in some countries"
