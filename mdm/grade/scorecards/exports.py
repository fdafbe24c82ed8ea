"""A run's scorecards as a table and as a document, for those who reckon on with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mdm.grade.scorecards.models import QualityRun, Scorecard, ScorecardLine

COLUMNS = ("run", "at", "source", "attribute", "rule", "dimension", "weight", "tested", "failed", "failed_percent")
ALL = "all"


def code_of(card: Scorecard) -> str:
    """The source's code; "all" for the scorecard of all together."""
    return card.source.code if card.source else ALL


def table(run: QualityRun, lines: Iterable[ScorecardLine]) -> Iterator[Sequence[Any]]:
    """A heading, and a row for each source, attribute and rule."""
    yield COLUMNS
    for one in lines:
        told = _line(one)
        yield run.pk, moment(run), code_of(one.scorecard), *(told[name] for name in COLUMNS[3:])


def document(run: QualityRun, cards: Iterable[Scorecard], lines: Iterable[ScorecardLine]) -> dict[str, Any]:
    """The whole run; scores are 0 to 100, cost is in the declared currency."""
    by_card: dict[int, list[Mapping[str, Any]]] = {}
    for one in lines:
        by_card.setdefault(one.scorecard_id, []).append(_line(one))
    return {
        "run": run.pk,
        "at": moment(run),
        "rules": run.rules,
        "golden_score": run.golden_score,
        "scorecards": [{**_card(one), "lines": by_card.get(one.pk, [])} for one in cards],
    }


def moment(run: QualityRun) -> str:
    """When the run was, in UTC."""
    return f"{run.at:%Y-%m-%dT%H:%M:%SZ}"


def _card(card: Scorecard) -> dict[str, Any]:
    return {
        "source": code_of(card),
        "records": card.records,
        "score": card.score,
        "dimensions": card.dimensions,
        "attributes": card.attributes,
        "customers": card.customers,
        "duplicates": max(0, card.records - card.customers) if card.customers else 0,
        "known_elsewhere": card.known_elsewhere,
        "cost": f"{card.cost:.2f}",
    }


def _line(one: ScorecardLine) -> dict[str, Any]:
    share = f"{100 * one.failed / one.tested:.2f}" if one.tested else ""
    return {
        "attribute": one.attribute,
        "rule": one.rule,
        "dimension": one.dimension,
        "weight": one.weight,
        "tested": one.tested,
        "failed": one.failed,
        "failed_percent": share,
    }
