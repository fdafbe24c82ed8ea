"""All addresses: admin, API, health."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from health_check.views import HealthCheckView

# The process takes requests; needs nothing else, so that a lost database does not make a supervisor kill it.
ALIVE: tuple[str, ...] = ()
READY = ("health_check.checks.Database", "health_check.checks.Cache", "config.health.Broker")
WORKERS = ("health_check.contrib.celery.Ping",)

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="root"),
    path("admin/", include("mdm.admin.acts.pages")),
    path("admin/", include("mdm.admin.pins")),
    path("admin/", include("mdm.admin.entry")),
    path("admin/", include("mdm.admin.dictionary")),
    path("admin/", include("mdm.admin.quality")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("mdm.web.urls")),
    path("health/live", HealthCheckView.as_view(checks=ALIVE), name="health-live"),
    path("health/ready", HealthCheckView.as_view(checks=READY), name="health-ready"),
    path("health/workers", HealthCheckView.as_view(checks=WORKERS), name="health-workers"),
]

# Under /api/ every error is a problem document; elsewhere they show Django's pages.
handler400 = "mdm.web.problems.bad_request"
handler404 = "mdm.web.problems.not_found"
handler500 = "mdm.web.problems.server_error"
