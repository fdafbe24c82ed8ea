"""Writing scorecards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db import connection

from mdm.grade.cards import ALL, Consolidation, Rate, Sheet, cost
from mdm.grade.scorecards.models import Consolidated, QualityRun, Scorecard, ScorecardLine


def write_run(
    sheets: Iterable[Sheet],
    consolidations: Mapping[int, Consolidation],
    rates: Iterable[Rate],
    *,
    rules: str,
    job: int | None,
    golden_score: int | None,
) -> QualityRun:
    """Store a run with its scorecards; a second call for the same job replaces the first one's."""
    if job is not None:
        QualityRun.objects.filter(job=job).delete()
    run = QualityRun.objects.create(rules=rules, job=job, golden_score=golden_score)
    declared, whole = tuple(rates), Decimal(0)
    # All together come last: their cost is the sources' sum, for between sources a customer is no duplicate.
    for sheet in sorted(sheets, key=lambda one: one.source == ALL):
        found = consolidations.get(sheet.source, Consolidation())
        own = whole if sheet.source == ALL else cost(sheet, found, declared)
        whole += own
        card = Scorecard.objects.create(
            run=run,
            source_id=None if sheet.source == ALL else sheet.source,
            records=sheet.records,
            score=sheet.score,
            dimensions=dict(sheet.dimensions),
            attributes=dict(sheet.attributes),
            customers=found.customers,
            known_elsewhere=found.known_elsewhere,
            cost=own,
        )
        _write_lines(card, sheet)
    return run


def _write_lines(card: Scorecard, sheet: Sheet) -> None:
    ScorecardLine.objects.bulk_create(
        ScorecardLine(
            scorecard=card,
            attribute=one.attribute,
            rule=one.rule.code,
            dimension=one.rule.dimension,
            weight=one.rule.weight,
            tested=one.tested,
            failed=one.failed,
        )
        for one in sheet.checks
    )


def consolidate(added: Mapping[int, Consolidation]) -> None:
    """Note what a regrouping added to each source's counts, and under ALL to those of all."""
    Consolidated.objects.bulk_create(
        Consolidated(source=source, records=one.records, customers=one.customers, known_elsewhere=one.known_elsewhere)
        for source, one in sorted(added.items())
    )


def sum_up() -> None:
    """Make one row a source of all that was noted, and drop counts that have come to nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH noted AS (DELETE FROM mdm_consolidated RETURNING source, records, customers, known_elsewhere) "
            "INSERT INTO mdm_consolidated (source, records, customers, known_elsewhere) "
            "SELECT source, sum(records), sum(customers), sum(known_elsewhere) FROM noted GROUP BY source"
        )
        cursor.execute("DELETE FROM mdm_entrycount WHERE records = 0")
