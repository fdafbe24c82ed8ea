"""Rules, reference lists and scorecards as lines of text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mdm.grade.lists import queries as lists
from mdm.grade.rulebook import queries as book
from mdm.grade.rules import in_order
from mdm.grade.scorecards import queries as cards
from mdm.grade.scorecards.exports import code_of, moment

if TYPE_CHECKING:
    from mdm.models import QualityRule, QualityRun

RULE = "{:<26.26} {:>7}  {:<8} {:<12} {:<8} {:>6}  {}"
CARD = "{:<24.24} {:>10} {:>6} {:>11} {:>10} {:>12}"
LINE = "  {:<20.20} {:<26.26} {:<12} {:>10} {:>10} {:>8}"
LIST = "{:<24.24} {:>7} {:>9}  {:<9} {}"
_WORST = 8


def rule_lines(state: str) -> Iterator[str]:
    """A heading and a line for each rule."""
    yield RULE.format("code", "version", "state", "dimension", "severity", "weight", "label")
    for one in book.latest_rules("" if state == "all" else state):
        yield RULE.format(one.code, one.version, one.state, one.dimension, one.severity, one.weight, one.label)


def rule_text(row: QualityRule) -> Iterator[str]:
    """A rule's declaration, state and last test run."""
    yield f"{row.code}, version {row.version}: {row.state}"
    yield json.dumps(in_order({"code": row.code, **row.declaration}), indent=2, ensure_ascii=False)
    yield from trial_lines(row.trial) if row.trial else ["It was not tried yet."]


def trial_lines(trial: Mapping[str, Any]) -> Iterator[str]:
    """What a test run found, source by source, with the ids of some records that fail."""
    yield f"{trial['failed']:,} of {trial['tested']:,} tests fail, in {trial['records']:,} records."
    if trial.get("of"):
        yield f"A sample of about {trial['of']:,} records, taken by chance: expect the same shares in all of them."
    for code, one in trial["sources"].items():
        yield f"  {code:<20.20} {one['failed']:>10,} of {one['tested']:,}"
    if trial["sample"]:
        yield f"Records that fail: {', '.join(map(str, trial['sample'][:10]))}"


def card_lines(run: QualityRun, source: str = "") -> Iterator[str]:
    """The scorecards of a run, and of each the rules that cost most."""
    yield f"Run {run.pk} of {moment(run)}. Golden records: {_or_none(run.golden_score)}."
    yield CARD.format("source", "records", "score", "duplicates", "elsewhere", "cost")
    for card in cards.cards_of(run.pk):
        if source and source != code_of(card):
            continue
        duplicates = max(0, card.records - card.customers)
        counts = (f"{one:,}" for one in (duplicates, card.known_elsewhere))
        yield CARD.format(code_of(card), f"{card.records:,}", card.score, *counts, f"{card.cost:,.2f}")
        for one in cards.worst_lines(run.pk, card.source_id, _WORST) if source else ():
            share = f"{one.failed / one.tested:.1%}"
            counts = (f"{number:,}" for number in (one.failed, one.tested))
            yield LINE.format(one.attribute, one.rule, one.dimension, *counts, share)


def failing_lines(rule: str, attribute: str, source: int | None, limit: int) -> Iterator[str]:
    """Source, key and grade of records that fail the rule now."""
    for record in cards.failing_records(rule, attribute, source, limit=limit):
        yield f"{record.source.code}\t{record.key}\t{record.quality.score}"


def list_lines() -> Iterator[str]:
    """A heading and a line for each reference list."""
    yield LIST.format("code", "version", "entries", "kept by", "label; rules that ask it")
    for one in lists.reference_lists():
        asked = ", ".join(rule.code for rule in lists.rules_asking(one.code)) or "no rule"
        keeper = "itself" if one.is_learnt else "people"
        yield LIST.format(one.code, one.version, f"{lists.entry_count(one.code):,}", keeper, f"{one.label}; {asked}")


def _or_none(score: int | None) -> str:
    return "not graded" if score is None else f"mean grade {score}"
