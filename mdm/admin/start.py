"""The start page: how many customers, what waits, how the last night went."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max
from django.http import HttpRequest

from mdm.admin.base import list_address
from mdm.admin.jobs import progress_context
from mdm.models import Batch, GoldenRecord, Job, Reject, ReviewItem, SourceRecord, SourceSystem

# Counting a million rows takes longer than a page may, so the counts are as old as this.
_FRESH_SECONDS = 60
_COUNTS = "mdm.start.counts"
_KINDS = dict(ReviewItem.Kind.choices)


def start_page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What unfold's start page shows beyond the list of pages."""
    counts = cache.get_or_set(_COUNTS, _counted, _FRESH_SECONDS) or {}
    may_see = request.user.has_perm
    job = Job.objects.order_by("-id").first() if may_see("mdm.view_job") else None
    reviews = _reviews() if may_see("mdm.view_reviewitem") else None
    return {
        **context,
        "title": "Start",
        **counts,
        "reviews": reviews,
        "review_count": sum(one["count"] for one in reviews or ()),
        "reject_count": _rejects() if may_see("mdm.view_reject") else None,
        "job": job,
        **(progress_context(request, job.pk) if job else {}),
        "customers_url": list_address("goldenrecord"),
        "reviews_url": list_address("reviewitem"),
        "rejects_url": list_address("reject"),
        "records_url": list_address("sourcerecord"),
    }


def _counted() -> dict[str, Any]:
    by_source = dict(
        SourceRecord.objects.filter(state=SourceRecord.State.OPEN)
        .order_by()
        .values_list("source")
        .annotate(count=Count("pk"))
    )
    last = dict(Batch.objects.order_by().values_list("source").annotate(at=Max("started_at")))
    records = sum(by_source.values())
    sources = [
        {
            "id": one.pk,
            "label": one.label,
            "trust": one.trust,
            "count": by_source.get(one.pk, 0),
            "share": round(100 * by_source.get(one.pk, 0) / records) if records else 0,
            "last": last.get(one.pk),
        }
        for one in SourceSystem.objects.all()
    ]
    customers = dict(GoldenRecord.objects.order_by().values_list("kind").annotate(count=Count("pk")))
    return {
        "sources": sources,
        "record_count": records,
        "customers": customers,
        "customer_count": sum(customers.values()),
    }


def _reviews() -> list[dict[str, Any]]:
    rows = ReviewItem.objects.filter(state=ReviewItem.State.OPEN).order_by().values("kind").annotate(count=Count("pk"))
    return [
        {"label": _KINDS.get(row["kind"], row["kind"]), "kind": row["kind"], "count": row["count"]}
        for row in sorted(rows, key=lambda row: -row["count"])
    ]


def _rejects() -> int:
    return Reject.objects.filter(state=Reject.State.OPEN).count()
