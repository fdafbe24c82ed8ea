"""The service with one more address: a view that does nothing behind the same middleware, authentication and limits."""

from __future__ import annotations

# First, because it names the settings.
from config.wsgi import application  # isort: skip

from django.http import HttpResponse
from django.urls import path
from rest_framework.views import APIView

from config import urls

__all__ = ["application"]


class NothingView(APIView):
    """Authentication, throttling and permission alone."""

    scope = "customers:read"
    schema = None

    def get(self, request):  # noqa: ARG002
        return HttpResponse(b"{}", content_type="application/json")


urls.urlpatterns.insert(0, path("api/v1/nothing", NothingView.as_view()))
