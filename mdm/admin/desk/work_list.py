"""What waits for people: the list of questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern

from mdm.admin.base import PageAdmin, column, moment
from mdm.admin.desk import review
from mdm.models import ReviewItem


@admin.register(ReviewItem)
class ReviewItemAdmin(PageAdmin):
    list_display = (
        "label",
        "kind",
        "sentence",
        "shown_priority",
        "shown_probability",
        "state",
        moment("due_at", "Due"),
    )
    list_filter = ("state", "kind", "priority")
    ordering = ("rank", "id")
    page_template = "mdm/review/item.html"

    @column("Item")
    def label(self, row: ReviewItem) -> str:
        return f"Review item {row.pk}"

    @column("Priority", label={"1": "danger", "2": "warning"})
    def shown_priority(self, row: ReviewItem) -> str:
        return str(row.priority)

    @column("Probability")
    def shown_probability(self, row: ReviewItem) -> str:
        return "" if row.probability is None else f"{row.probability:.1%}"

    def get_urls(self) -> list[URLPattern]:
        return [*review.urls(self), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, str] | None = None) -> HttpResponse:
        """What waits comes first; the filter shows the rest."""
        if not request.GET:
            return redirect(f"{request.path}?state__exact={ReviewItem.State.OPEN}")
        return cast("HttpResponse", super().changelist_view(request, extra_context))

    def page(self, request: HttpRequest, row: ReviewItem) -> Mapping[str, Any]:
        return review.page(request, row)
