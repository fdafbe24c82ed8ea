"""Reading rules, reference lists and what records are graded by."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from mdm import prepared
from mdm.acquire.models import SourceSystem
from mdm.catalogue.queries import catalogue
from mdm.editions.queries import Memory
from mdm.errors import NotFoundError
from mdm.grade.ageing import HalfLives, half_lives
from mdm.grade.models import (
    GoldenQuality,
    QualityResult,
    QualityRule,
    ReferenceEntry,
    ReferenceList,
    SharedValue,
    SharingLimit,
)
from mdm.grade.rules import Rule, Ruleset, check_refusing, rule_from_json, ruleset
from mdm.grade.scores import NO_YARDSTICK, Yardstick, grader_of, points_by, score_of
from mdm.grade.shared import MOST_ENTRIES, MUTED_FROM
from mdm.records import Catalogue

# Longer lists are compared with in the database at night. No declared list is longer; a learnt one may become so.
MOST_AT_HAND = MOST_ENTRIES

_yardsticks: Memory[Yardstick] = Memory()


def active_rules() -> Ruleset:
    """The rules in force."""
    return yardstick().rules


def yardstick() -> Yardstick:
    """What records are graded by when they are written, as it stands now."""
    return _yardsticks.get("yardstick", _yardstick) or NO_YARDSTICK


def _yardstick() -> Yardstick:
    rows = QualityRule.objects.filter(state=QualityRule.State.ACTIVE).order_by("pk")
    known, lists, lives = _known()
    held = ruleset(
        rule_from_json({**one.declaration, "code": one.code}, known, version=one.version, lists=lists, half_lives=lives)
        for one in rows
    )
    muted = SharedValue.objects.filter(muted_at__isnull=False, released_at=None).values_list("key", flat=True)
    return Yardstick(held, lists_at_hand(held.lists()), frozenset(muted))


_POLICY = "SELECT declaration::text FROM mdm_survivorshippolicy WHERE state = 'active'"


def _known() -> tuple[Catalogue, set[str], HalfLives]:
    """What conditions may name: attributes and reference lists, and the half-lives that the policy declares."""
    known, policy = catalogue(), prepared.rows(_POLICY, ())
    lives = half_lives(orjson.loads(policy[0][0]), known.attributes) if policy else {}
    return known, set(ReferenceList.objects.values_list("code", flat=True)), lives


def read(row: QualityRule) -> Rule:
    """The stored declaration as a rule. Raises RuleError."""
    return read_declaration({**row.declaration, "code": row.code}, version=row.version)


def read_declaration(
    declaration: Mapping[str, Any], *, version: int = 1, sources: Collection[str] | None = None
) -> Rule:
    """The declaration as a rule, checked against the catalogue and the reference lists. Raises RuleError.

    `sources` are those there are, where somebody declares it now.
    """
    known, lists, lives = _known()
    rule = rule_from_json(declaration, known, version=version, lists=lists, sources=sources, half_lives=lives)
    if sources is not None:
        check_refusing(rule)
    return rule


def read_declarations(declared: Iterable[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], Rule]]:
    """Each of the declarations with its rule, as `read_declaration` reads one."""
    known, lists, lives = _known()
    return [(one, rule_from_json(one, known, lists=lists, half_lives=lives)) for one in declared]


def rule_row(pk: int) -> QualityRule:
    """That version of a rule. Raises NotFoundError."""
    found = QualityRule.objects.filter(pk=pk).first()
    if found is None:
        raise NotFoundError("There is no such quality rule.", remedy="Open the list of rules again.")
    return found


# Of each list the latest state that this process has read.
_entries: dict[str, tuple[datetime, frozenset[str]]] = {}


def lists_at_hand(codes: Collection[str]) -> dict[str, frozenset[str]]:
    """The entries of these lists, of those that are short enough."""
    states = dict(ReferenceList.objects.filter(code__in=codes).values_list("code", "updated_at"))
    found = {code: _entries_of(code, state) for code, state in states.items()}
    return {code: entries for code, entries in found.items() if len(entries) <= MOST_AT_HAND}


def _entries_of(code: str, state: datetime) -> frozenset[str]:
    read_at, entries = _entries.get(code, (None, frozenset[str]()))
    if read_at != state:
        rows = ReferenceEntry.objects.filter(list=code).values_list("entry", flat=True)
        entries = frozenset(rows[: MOST_AT_HAND + 1])
        _entries[code] = state, entries
    return entries


@dataclass(frozen=True, slots=True)
class Finding:
    """A failed rule as its sender is told."""

    attribute: str
    rule: str
    dimension: str
    severity: str
    message: str
    remedy: str
    owner: str


def findings(failures: Sequence[str], rules: Ruleset | None = None) -> list[Finding]:
    """The failures of a grade, with what is wrong and what to do. Rules that are gone since are left out."""
    known = {one.code: one for one in (rules or active_rules()).rules}
    found = []
    for failure in failures:
        attribute, _, code = failure.partition(":")
        rule = known.get(code)
        if rule is not None:
            told = (str(rule.dimension), str(rule.severity), rule.message, rule.remedy, rule.owner)
            found.append(Finding(attribute, code, *told))
    return found


@dataclass(frozen=True, slots=True)
class GoldenGrade:
    """A golden record's grade, of its `version`: points by dimension, what cost them."""

    version: int
    score: int
    dimensions: Mapping[str, int]
    findings: Sequence[Finding]


def golden_grade(entity: UUID, hidden: Collection[str] = ()) -> GoldenGrade | None:
    """The grade of that customer's golden record, without hidden attributes; None where there were no rules.

    None, too, where attributes are hidden and the rules have changed since.
    """
    row = GoldenQuality.objects.select_related("outcome").filter(entity=entity).first()
    if row is None:
        return None
    outcome, held = row.outcome, active_rules()
    if outcome.rules == held.digest:
        return grade_seen(row.number, outcome.outcome, held, lambda attribute: attribute not in hidden)
    told = GoldenGrade(row.number, row.score, outcome.dimensions, findings(outcome.failures, held))
    return None if hidden else told


def grade_seen(version: int, outcome: str, held: Ruleset, sees: Callable[[str], bool]) -> GoldenGrade:
    """What an outcome under these rules says of the attributes that somebody sees; of others no failures, no points."""
    seen = [one for one in grader_of(held).checks(outcome) if sees(one.attribute)]
    dimensions = points_by((str(one.rule.dimension), one) for one in seen)
    failures = [f"{one.attribute}:{one.rule.code}" for one in seen if one.failed]
    return GoldenGrade(version, score_of(dimensions), dimensions, findings(failures, held))


def source_codes() -> list[str]:
    """The codes of all source systems."""
    return list(SourceSystem.objects.values_list("code", flat=True))


def is_released(key: str) -> bool:
    """Whether a person has given the value its force back."""
    return SharedValue.objects.filter(key=key, released_at__isnull=False).exists()


def trust_of_sources() -> dict[str, int]:
    """The declared trust of each source, by code."""
    return dict(SourceSystem.objects.values_list("code", "trust"))


def customers_sharing(keys: Collection[str]) -> dict[str, int]:
    """How many customers have each of these values, of those that several have."""
    return dict(SharedValue.objects.filter(key__in=list(keys)).values_list("key", "customers"))


def sharing_limits() -> dict[str, int]:
    """From how many customers on a value loses its force, by kind: as declared, else as shipped."""
    return {**MUTED_FROM, **dict(SharingLimit.objects.values_list("kind", "customers"))}


def grades_of(records: Collection[int]) -> dict[int, int]:
    """The grade of each of these records; ungraded ones are left out."""
    return dict(QualityResult.objects.filter(record__in=list(records)).values_list("record_id", "score"))
