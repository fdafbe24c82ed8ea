"""Pages on which customers are merged, taken apart and put right: choose, look at what would change, do it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mdm.access.sight import seen_document
from mdm.admin.acts.forms import act_from, may
from mdm.admin.acts.telling import told
from mdm.admin.base import acting_user, address, list_address, sees_sensitive
from mdm.admin.model_runs import report
from mdm.admin.searching import customers_like
from mdm.catalogue.queries import hidden_attributes
from mdm.errors import MdmError, NotAllowedError
from mdm.jobs.queries import live_job
from mdm.match.queries import active_version
from mdm.pipeline import starting
from mdm.pipeline.stewardship import previews, requests, undoing
from mdm.resolve.judging.queries import branches
from mdm.steward.acts import OF_MODELS, Act, ActKind
from mdm.steward.queries import sheets
from mdm.syndicate import queries

PROPOSES = "mdm.add_changerequest"
_FOUND = 20
_VALUES_SHOWN = 8
_MEMBERS_SHOWN = 200


def page(kind: ActKind) -> Callable[[Callable[..., HttpResponse]], Any]:
    """A page for those who may act so; what it shows is never kept by a browser."""

    def wrap(view: Callable[..., HttpResponse]) -> Any:
        def checked(request: HttpRequest, **arguments: Any) -> HttpResponse:
            if not may(acting_user(request), kind):
                raise PermissionDenied
            return view(request, **arguments)

        return admin.site.admin_view(never_cache(checked))

    return wrap


def shown(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    """The template within the admin's frame."""
    return TemplateResponse(
        request, f"mdm/acts/{template}.html", {**admin.site.each_context(request), "title": title, **context}
    )


def _customer(request: HttpRequest, customer: UUID) -> dict[str, Any]:
    found = queries.customer(customer, sees_sensitive=sees_sensitive(request))
    return {"customer": found, "name": found.document["name"] if found.document else ""}


@page(ActKind.MERGE)
@require_GET
def merge(request: HttpRequest, customer: UUID) -> HttpResponse:
    """Look for whom the customer is to be merged with."""
    said, hidden = request.GET.get("q", "").strip(), hidden_attributes(sees_sensitive=sees_sensitive(request))
    found = customers_like(said, sees_sensitive=sees_sensitive(request))[:_FOUND] if said else []
    documents = [(one, seen_document(one.document, hidden)) for one in found if one.pk != customer]
    rows = [(one, seen["name"], list(_told(seen))) for one, seen in documents]
    return shown(request, "merge", "Merge", q=said, found=rows, **_customer(request, customer))


def _told(document: Mapping[str, Any]) -> Iterator[str]:
    displays = (value["display"] for value in document["values"] if value["display"] and not value.get("is_masked"))
    return islice((one for one in displays if one != document["name"]), _VALUES_SHOWN)


@page(ActKind.UNMERGE)
@require_GET
def unmerge(request: HttpRequest, customer: UUID) -> HttpResponse:
    """Choose which records go, and whether anywhere."""
    context = _customer(request, customer)
    members = context["customer"].members
    seen = sheets([one.record for one in members[:_MEMBERS_SHOWN]], sees_sensitive=sees_sensitive(request))
    return shown(
        request,
        "unmerge",
        "Take apart",
        sheets=[(one, [value["display"] for value in one.values if value["display"]]) for one in seen],
        hidden_count=max(0, len(members) - _MEMBERS_SHOWN),
        branches=branches(context["customer"].id),
        **context,
    )


@never_cache
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest) -> HttpResponse:
    """What would change. Nothing does."""
    try:
        act = act_from(request.POST or request.GET)
        if not may(acting_user(request), act.kind):
            raise PermissionDenied
        looked = previews.preview(act, actor=acting_user(request), sees_sensitive=sees_sensitive(request))
    except MdmError as error:
        messages.error(request, str(error))
        return redirect(_back(request))
    return preview_page(request, looked)


def preview_page(request: HttpRequest, looked: previews.Preview) -> HttpResponse:
    """The page that shows what would change."""
    return shown(
        request,
        "preview",
        looked.act.label,
        act=looked.act,
        effect=looked.effect,
        token=looked.token,
        told=told(looked.act, hidden_attributes(sees_sensitive=sees_sensitive(request))),
        why_not_alone=looked.why_not_alone,
        needs_reason=looked.act.kind is not ActKind.ANSWER,
        remarks=_remarks(looked.act),
        reason=request.POST.get("reason", ""),
        back=_back(request),
        is_of_model=looked.act.kind in OF_MODELS,
        **report(request, looked.act),
    )


def proposable(request: HttpRequest, act: Act, refused: NotAllowedError) -> HttpResponse:
    """What the act that needs a second person would change, and the way to propose it; else why it was refused."""
    if refused.data.get("why"):
        try:
            looked = previews.preview(act, actor=acting_user(request), sees_sensitive=sees_sensitive(request))
            return preview_page(request, looked)
        except MdmError as error:
            messages.error(request, str(error))
    else:
        messages.error(request, str(refused))
    return redirect(_back(request))


def _remarks(act: Act) -> list[str]:
    return undoing.plan_of(act.arguments["entry"]).remarks if act.kind is ActKind.UNDO else []


def undo_address(entry: int) -> str:
    """The page that shows what undoing that act of the ledger would change."""
    return f"{reverse('mdm-act')}?kind=undo&entry={entry}"


def done(told: str, entry: int | None) -> str:
    """What is told of an act that is done, with the way to undo it where there is one."""
    return format_html('{} <a class="mdm-link" href="{}">Undo…</a>', told, undo_address(entry)) if entry else told


def refusal(error: MdmError) -> str:
    """Why something was not done, with the way to the change request that stands in its way."""
    request = error.data.get("request")
    if request is None:
        return str(error)
    return format_html(
        '{} <a class="mdm-link" href="{}">Change request {}</a>', error, address("changerequest", request), request
    )


@never_cache
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Do what was looked at."""
    try:
        act, _ = previews.read(request.POST.get("token", ""))
        if not may(acting_user(request), act.kind):
            raise PermissionDenied
        reason = request.POST.get("reason", "").strip()
        came = previews.confirm(request.POST["token"], actor=acting_user(request), reason=reason)
    except MdmError as error:
        messages.error(request, str(error))
        return redirect(_back(request))
    if act.kind in OF_MODELS:
        return _model_done(request, act)
    messages.success(request, done(f"{act.label}: done.", came.entry))
    named = sorted(set(came.customers.values()) & set(_named(act)))
    customer = next(iter([*named, *came.customers.values()]), None)
    return redirect(address("goldenrecord", customer) if customer else list_address("goldenrecord"))


def _model_done(request: HttpRequest, act: Act) -> HttpResponse:
    """To the job that matches everything anew after a model was taken back, else to the model now in force."""
    version, job = active_version(), live_job(starting.NIGHTLY)
    if act.kind is ActKind.UNDO_MODEL and job is not None:
        messages.success(request, f"Model {version} is in force. This job matches everything anew.")
        return redirect(address("job", job.pk))
    undo = f"{reverse('mdm-act')}?kind={ActKind.UNDO_MODEL}&version={version}"
    told = 'Model {} is in force. The next nightly job matches everything anew. <a class="mdm-link" href="{}">Undo…</a>'
    messages.success(request, format_html(told, version, undo))
    return redirect(address("matchmodel", version))


@never_cache
@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Ask a second person to do what was looked at."""
    try:
        act, _ = previews.read(request.POST.get("token", ""))
        if not may(acting_user(request), act.kind) or not request.user.has_perm(PROPOSES):
            raise PermissionDenied
        reason = request.POST.get("reason", "").strip()
        made = requests.propose(request.POST["token"], actor=acting_user(request), reason=reason)
    except MdmError as error:
        messages.error(request, str(error))
        return redirect(_back(request))
    messages.success(request, f"Proposed as change request {made.pk}.")
    return redirect(address("changerequest", made.pk))


def _named(act: Act) -> list[UUID]:
    said = act.arguments
    named = [said.get("survivor"), said.get("customer"), said.get("to"), *said.get("customers", ())]
    return [UUID(one) for one in named if one]


def _back(request: HttpRequest) -> str:
    """The page of this site that led here, else the customers."""
    came = request.META.get("HTTP_REFERER", "")
    own = request.build_absolute_uri("/admin/")
    here = {request.build_absolute_uri(reverse(name)) for name in ("mdm-act", "mdm-act-confirm", "mdm-act-propose")}
    return came if came.startswith(own) and came.partition("?")[0] not in here else list_address("goldenrecord")


urlpatterns = [
    path("act/", admin.site.admin_view(preview), name="mdm-act"),
    path("act/confirm/", admin.site.admin_view(confirm), name="mdm-act-confirm"),
    path("act/propose/", admin.site.admin_view(propose), name="mdm-act-propose"),
    path("act/merge/<uuid:customer>/", merge, name="mdm-act-merge"),
    path("act/unmerge/<uuid:customer>/", unmerge, name="mdm-act-unmerge"),
]
