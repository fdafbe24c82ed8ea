"""Reading what scorecards are made of."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

import orjson
from django.db import connection
from django.db.models import Avg, F, Sum

from mdm.acquire.models import SourceRecord
from mdm.errors import NotFoundError
from mdm.grade.cards import Consolidation, Rate
from mdm.grade.models import GoldenQuality, QualityOutcome
from mdm.grade.scorecards.models import (
    Consolidated,
    CostRate,
    EntryCount,
    QualityRun,
    Scorecard,
    ScorecardLine,
)
from mdm.records import CleanValue


def record_edges(size: int) -> list[tuple[int, int]]:
    """Spans of ids that hold about so many clean records each."""
    return _edges("SELECT record_id AS id FROM mdm_cleanrecord", size)


def golden_edges(size: int) -> list[tuple[Any, Any]]:
    """Spans of customer ids that hold about so many golden records each."""
    return [(str(first), str(last)) for first, last in _edges("SELECT entity_id AS id FROM mdm_goldenrecord", size)]


def _edges(ids: str, size: int) -> list[tuple[Any, Any]]:
    # There is no min() of uuid before PostgreSQL 18, so the first and last of each span are picked.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (array_agg(id ORDER BY id))[1], (array_agg(id ORDER BY id DESC))[1] FROM (SELECT id, "
            f"(row_number() OVER (ORDER BY id) - 1) / %s AS span FROM ({ids}) i) e GROUP BY span ORDER BY span",
            [size],
        )
        return list(cursor.fetchall())


def counted_entries(rules: str) -> list[tuple[int, str, int]]:
    """(source, entry of an outcome, records) of all records graded by that state of the rules."""
    found = EntryCount.objects.filter(rules=rules, records__gt=0)
    return list(found.values_list("source_id", "entry", "records"))


def consolidations() -> dict[int, Consolidation]:
    """Records, customers and customers known elsewhere, per source; under 0 of all together."""
    sums = [Sum(name) for name in ("records", "customers", "known_elsewhere")]
    found = Consolidated.objects.values_list("source").annotate(*sums)
    return {source: Consolidation(*map(int, counts)) for source, *counts in found}


def rates() -> list[Rate]:
    """What poor quality costs, as declared."""
    found = CostRate.objects.filter(is_active=True)
    return [Rate(one.amount, one.rule if one.per == CostRate.Per.FAILURE else "") for one in found]


def currency() -> str:
    """The currency of the declared rates; nothing where there is none, or several."""
    found = set(CostRate.objects.filter(is_active=True).values_list("currency", flat=True))
    return found.pop() if len(found) == 1 else ""


def golden_score() -> int | None:
    """The mean grade of golden records."""
    mean = GoldenQuality.objects.aggregate(mean=Avg("score"))["mean"]
    return None if mean is None else int(mean)


class Failing(NamedTuple):
    """A record that fails a rule on an attribute."""

    record: int
    number: int
    attribute: str
    rule: str


def failing(codes: Collection[str], rules: str, *, most: int) -> list[Failing]:
    """Records that fail any of these rules, at most so many of each rule, in id order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH bad AS (SELECT o.id, f.failure "
            "FROM mdm_qualityoutcome o, jsonb_array_elements_text(o.failures) f(failure) "
            "WHERE o.rules = %s AND split_part(f.failure, ':', 2) = ANY(%s)), "
            "ranked AS (SELECT q.record_id, b.failure, row_number() OVER (PARTITION BY split_part(b.failure, ':', 2) "
            "ORDER BY q.record_id) AS place FROM bad b JOIN mdm_qualityresult q ON q.outcome_id = b.id) "
            "SELECT t.record_id, r.number, split_part(t.failure, ':', 1), split_part(t.failure, ':', 2) FROM ranked t "
            "JOIN mdm_sourcerecord r ON r.id = t.record_id WHERE t.place <= %s ORDER BY 1, 3, 4",
            [rules, list(codes), most],
        )
        return [Failing(*row) for row in cursor.fetchall()]


def values_of(records: Collection[int]) -> dict[int, list[CleanValue]]:
    """The clean values of these records."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT record_id, "values"::text FROM mdm_cleanrecord WHERE record_id = ANY(%s)', [list(records)]
        )
        return {record: [CleanValue.from_json(one) for one in orjson.loads(text)] for record, text in cursor.fetchall()}


def latest_runs(limit: int = 30) -> list[QualityRun]:
    """The latest reckonings, the newest first."""
    return list(QualityRun.objects.order_by("-pk")[:limit])


def run(pk: int | None = None) -> QualityRun:
    """That reckoning, else the latest. Raises NotFoundError."""
    found = QualityRun.objects.filter(**({"pk": pk} if pk else {})).order_by("-pk").first()
    if found is None:
        what = f"There is no run {pk}." if pk else "There are no scorecards yet."
        raise NotFoundError(what, remedy="The nightly job reckons them: manage.py nightly.")
    return found


def cards_of(run: int) -> list[Scorecard]:
    """A run's scorecards: that of all together first, then one a source."""
    found = Scorecard.objects.filter(run=run).select_related("source").order_by(F("source__code").asc(nulls_first=True))
    return list(found)


def history(source: int | None, limit: int = 30) -> list[Scorecard]:
    """A source's scorecards over the latest runs, the oldest first."""
    found = Scorecard.objects.filter(source=source).select_related("run").order_by("-run_id")[:limit]
    return list(reversed(found))


def worst_lines(run: int, source: int | None, limit: int | None = None) -> list[ScorecardLine]:
    """Rules and attributes with failures, by what they cost: failures times weight."""
    found = ScorecardLine.objects.filter(scorecard__run=run, scorecard__source=source, failed__gt=0)
    return list(found.order_by(-F("failed") * F("weight"), "attribute", "rule")[:limit])


def lines_of(run: int) -> list[ScorecardLine]:
    """All lines of a run, source by source."""
    found = ScorecardLine.objects.filter(scorecard__run=run).select_related("scorecard__source")
    return list(found.order_by(F("scorecard__source__code").asc(nulls_first=True), "attribute", "rule"))


def failing_records(
    rule: str, attribute: str, source: int | None, *, after: int = 0, limit: int = 100
) -> list[SourceRecord]:
    """The very records that fail a rule on an attribute, in id order."""
    bad = QualityOutcome.objects.filter(failures__contains=[f"{attribute}:{rule}"])
    found = SourceRecord.objects.filter(quality__outcome__in=bad, pk__gt=after).select_related("source", "quality")
    if source:
        found = found.filter(source=source)
    return list(found.order_by("pk")[:limit])


def source_grades(run: int) -> dict[str, dict[str, int]]:
    """Source code to attribute to points, as a run measured them."""
    return {card.source.code: dict(card.attributes) for card in cards_of(run) if card.source}
