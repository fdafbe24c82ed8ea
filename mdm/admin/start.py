"""The start page: what waits for me, how the desk and the data are doing, how the last night went."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest

from mdm.admin import start_desk, start_sources
from mdm.admin.base import acting_user, list_address, sees_sensitive
from mdm.admin.jobs import progress_context
from mdm.grade.deliveries.queries import waiting
from mdm.models import Job, Reject
from mdm.steward.pins.queries import news_of

# Counting takes longer than a page may, so the counts are as old as this.
_FRESH_SECONDS = 60
_COUNTS = "mdm.start.counts"
_WORK = "mdm.start.work.2"
_MOST_COUNTED = 1000


def start_page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What unfold's start page shows beyond the list of pages."""
    may_see = request.user.has_perm
    job = Job.objects.order_by("-id").first() if may_see("mdm.view_job") else None
    counts = cache.get_or_set(_COUNTS, start_sources.counted, _FRESH_SECONDS) or {}
    work = cache.get_or_set(_WORK, start_desk.work, _FRESH_SECONDS) if may_see("mdm.view_reviewitem") else None
    return {
        **context,
        "title": "Start",
        **counts,
        "work": work and [one for one in work if sees_sensitive(request) or not one.is_of_evidence],
        "desk": start_desk.desk(request) if work is not None else None,
        "held": waiting() if may_see("mdm.view_batchquality") else [],
        "rejects": _rejects() if may_see("mdm.view_reject") else None,
        "pin_news": len(news_of(acting_user(request).pk)) if may_see("mdm.view_pin") else 0,
        "may_answer": may_see("mdm.change_reviewitem"),
        "job": job,
        **(progress_context(request, job.pk) if job else {}),
        "customers_url": list_address("goldenrecord"),
        "reviews_url": list_address("reviewitem"),
        "rejects_url": list_address("reject"),
        "records_url": list_address("sourcerecord"),
    }


def _rejects() -> str:
    found = Reject.objects.filter(state=Reject.State.OPEN)[: _MOST_COUNTED + 1].count()
    return f"{_MOST_COUNTED:,}+" if found > _MOST_COUNTED else f"{found:,}"
