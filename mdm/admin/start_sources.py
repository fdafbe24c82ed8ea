"""The start page's figures of customers and sources, and how they moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Count, Max

from mdm.admin.base import list_address
from mdm.admin.charts import Chart, line
from mdm.models import Batch, GoldenRecord, Scorecard, SourceRecord, SourceSystem

# Longer tables are not counted while somebody waits: PostgreSQL's own estimate and the last night's figures do.
LARGE = 200_000
_RUNS = 30


def counted() -> dict[str, Any]:
    """Customers by kind, sources with their records, and the trends of the last nights."""
    cards = _cards()
    by_source = _records(cards)
    last = dict(Batch.objects.order_by().values_list("source").annotate(at=Max("started_at")))
    records = sum(by_source.values())
    sources = [_source(one, by_source, last, records, cards) for one in SourceSystem.objects.all()]
    customers, is_about = _customers()
    return {
        "sources": sources,
        "record_count": records,
        "customers": customers,
        "customer_count": sum(customers.values()),
        "is_about": is_about,
        "trends": _trends(cards.get(None, [])),
    }


def _estimated(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [table])
        (found,) = cursor.fetchone() or (0,)
    return int(found)


def _customers() -> tuple[dict[str, int], bool]:
    about = _estimated("mdm_goldenrecord")
    if about > LARGE:
        return {"customer": about}, True
    return dict(GoldenRecord.objects.order_by().values_list("kind").annotate(count=Count("pk"))), False


def _records(cards: dict[int | None, list[Scorecard]]) -> dict[int, int]:
    if _estimated("mdm_sourcerecord") > LARGE:
        return {source: own[-1].records for source, own in cards.items() if source is not None}
    rows = SourceRecord.objects.filter(state=SourceRecord.State.OPEN).order_by().values_list("source")
    return dict(rows.annotate(count=Count("pk")))


def _cards() -> dict[int | None, list[Scorecard]]:
    """The scorecards of the last nights by source, the oldest first; those of all together under None."""
    runs = list(Scorecard.objects.filter(source=None).order_by("-run_id").values_list("run", flat=True)[:_RUNS])
    found: dict[int | None, list[Scorecard]] = defaultdict(list)
    for one in Scorecard.objects.filter(run__in=runs).select_related("run").order_by("run_id"):
        found[one.source_id].append(one)
    return dict(found)


def _source(
    one: SourceSystem, by_source: dict[int, int], last: dict[int, Any], records: int,
    cards: dict[int | None, list[Scorecard]],
) -> dict[str, Any]:  # fmt: skip
    own, count = cards.get(one.pk, []), by_source.get(one.pk, 0)
    latest = own[-1] if own else None
    duplicates = max(0, latest.records - latest.customers) if latest and latest.customers else None
    return {
        "id": one.pk,
        "label": one.label,
        "count": count,
        "share": round(100 * count / records) if records else 0,
        "last": last.get(one.pk),
        "grade": latest.score if latest else None,
        "run": latest.run_id if latest else None,
        "duplicates": duplicates,
        "duplicate_share": 100 * duplicates / latest.records if latest and duplicates is not None else None,
        "trend": line(f"Grade of {one.label}", *_daily(own, "score"), unit="points", top=100) if own else None,
    }


def _daily(cards: Sequence[Scorecard], name: str) -> tuple[list[Any], list[float | None]]:
    return [one.run.at.date() for one in cards], [float(getattr(one, name)) for one in cards]


def _trends(cards: Sequence[Scorecard]) -> list[Chart]:
    if not cards:
        return []
    days = [one.run.at.date() for one in cards]
    duplicates = [100 * (1 - one.customers / one.records) if one.records else 0.0 for one in cards]
    return [
        line("Customers", *_daily(cards, "customers"), unit="customers", url=list_address("goldenrecord")),
        line("Duplicate records, %", days, duplicates, unit="%", url=list_address("goldenrecord")),
    ]
