"""Long work: how far it is, and the button that stops it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from mdm.admin.acts.forms import may
from mdm.admin.acts.pages import proposable
from mdm.admin.base import PageAdmin, acting_user, address, column, moment
from mdm.errors import MdmError, NotAllowedError
from mdm.jobs import queries
from mdm.ledger.queries import entries_of
from mdm.models import Job
from mdm.pipeline.jobs import running
from mdm.pipeline.stewardship import alone, run_undoing
from mdm.pipeline.stewardship.acting import begin
from mdm.resolve.judging.queries import has_moved
from mdm.steward.acts import Act, ActKind

STOPS = "mdm.change_job"


@admin.register(Job)
class JobAdmin(PageAdmin):
    list_display = ("label", "kind", "shown_state", "stage", "requested_by", moment("started_at", "Began"), "took")
    list_filter = ("kind", "state")
    list_select_related = ("requested_by",)
    ordering = ("-id",)
    page_template = "mdm/job.html"

    @column("Job")
    def label(self, row: Job) -> str:
        return f"Job {row.pk}"

    @column("State", label={"done": "success", "running": "info", "failed": "danger"})
    def shown_state(self, row: Job) -> tuple[str, str]:
        return row.state, row.get_state_display()

    @column("Took")
    def took(self, row: Job) -> str:
        return str(timedelta(seconds=round((row.ended_at - row.started_at).total_seconds()))) if row.ended_at else ""

    def get_urls(self) -> list[URLPattern]:
        own = (
            path("<int:job_id>/progress/", self.admin_site.admin_view(self.progress), name="mdm_job_progress"),
            path("<int:job_id>/cancel/", self.admin_site.admin_view(require_POST(self.cancel)), name="mdm_job_cancel"),
        )
        undo = self.admin_site.admin_view(self.undo)
        return [path("<int:job_id>/undo/", undo, name="mdm_job_undo"), *own, *super().get_urls()]

    def page(self, request: HttpRequest, row: Job) -> Mapping[str, Any]:
        return {
            **progress_context(request, row.pk),
            "entries": entries_of([f"job:{row.pk}"]),
            "result": _figures(row),
            "can_undo": row.state != Job.State.RUNNING and _may_undo(request) and has_moved(row.pk),
        }

    def progress(self, request: HttpRequest, job_id: int) -> HttpResponse:
        """The part of the page that a live job's page asks for again and again."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return render(request, "mdm/job_progress.html", progress_context(request, job_id))

    def undo(self, request: HttpRequest, job_id: int) -> HttpResponse:
        """What taking the run back would come to; by the form, the job that does it."""
        if not _may_undo(request):
            raise PermissionDenied
        if request.method == "POST":
            actor, act = acting_user(request), Act(ActKind.UNDO_RUN, {"run": job_id})
            try:
                alone.check(act, actor)
                acting = begin(actor, request.POST.get("reason", "").strip())
                started = run_undoing.start(job_id, actor=actor, acting=acting)
            except NotAllowedError as refused:
                return proposable(request, act, refused)
            except MdmError as error:
                messages.error(request, str(error))
                return redirect(address("job", job_id))
            return redirect(address("job", started.pk))
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": f"Take job {job_id} back"}
        return render(
            request, "mdm/acts/undo_run.html", {**context, "job": job_id, "plan": run_undoing.plan_of(job_id)}
        )

    def cancel(self, request: HttpRequest, job_id: int) -> HttpResponse:
        """Stop the job; what is running finishes."""
        if not request.user.has_perm(STOPS):
            raise PermissionDenied
        try:
            running.cancel(job_id, actor=acting_user(request))
        except MdmError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"Job {job_id} is cancelled. What was running finishes first.")
        return redirect(address("job", job_id))


def _may_undo(request: HttpRequest) -> bool:
    """Whether the role takes runs back, or proposes it."""
    return may(acting_user(request), ActKind.UNDO_RUN)


def progress_context(request: HttpRequest, job_id: int) -> dict[str, Any]:
    """How far a job is, and what the user may do about it."""
    progress = queries.progress(job_id)
    return {
        "progress": progress,
        "percent": round(progress.share * 100),
        "elapsed": timedelta(seconds=round(progress.elapsed)),
        "remaining": timedelta(seconds=round(progress.remaining)) if progress.remaining is not None else None,
        "can_cancel": progress.is_live and request.user.has_perm(STOPS),
        "progress_url": reverse("admin:mdm_job_progress", args=[job_id]),
        "cancel_url": reverse("admin:mdm_job_cancel", args=[job_id]),
        "job_url": address("job", job_id),
    }


def _figures(row: Job) -> list[tuple[str, list[tuple[str, Any]]]]:
    """The result by stage; a figure that has parts is told part by part."""
    return [(stage, list(_flat(figures))) for stage, figures in row.result.items() if isinstance(figures, dict)]


def _flat(figures: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    flat: list[tuple[str, Any]] = []
    for name, value in figures.items():
        if name == "figures":
            continue  # told on the model's page
        words = f"{prefix}{name.replace('_', ' ')}"
        flat += _flat(value, f"{words}: ") if isinstance(value, Mapping) else [(words, value)]
    return flat
