"""What the pages of data quality have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache

from mdm.admin.base import may_see


def page(view: Callable[..., HttpResponseBase]) -> Any:
    """A page of those who may see scorecards."""

    def checked(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
        if not may_see(request, "scorecard"):
            raise PermissionDenied
        return view(request, **arguments)

    return admin.site.admin_view(never_cache(checked))


def shown(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    """The template within the admin's frame."""
    return TemplateResponse(request, template, {**admin.site.each_context(request), "title": title, **context})


def whole(text: str) -> int:
    """A number of the address; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
