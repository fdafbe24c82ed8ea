"""The form in which a steward enters a customer whom no system knows: checked, looked up, then taken in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mdm.access.roles import ENTERS
from mdm.admin.acts.pages import done, proposable, shown
from mdm.admin.base import acting_user, address, list_address, sees_sensitive
from mdm.catalogue.queries import catalogue, hidden_attributes
from mdm.errors import MdmError, NotAllowedError
from mdm.pipeline.stewardship import alone, entering
from mdm.pipeline.stewardship.acting import begin
from mdm.records import CustomerKind
from mdm.steward.desk_source import SOURCE, attributes_for, fields_of
from mdm.steward.queries import sheets


@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, record: int | None = None) -> HttpResponse:
    """Show the form, check what is typed, or take it in."""
    if not request.user.has_perm(ENTERS) or not sees_sensitive(request):
        raise PermissionDenied
    key, said, kind = _begun(request, record)
    if request.method == "GET":
        return _form(request, kind, said, key)
    try:
        if "enter" in request.POST:
            return _entered(request, kind, said, key)
        validated, found = entering.check(kind, said, key=key)
    except MdmError as error:
        messages.error(request, str(error))
        return _form(request, kind, said, key)
    return _form(request, kind, said, key, validated=validated, found=found)


def _begun(request: HttpRequest, record: int | None) -> tuple[str, dict[str, str], CustomerKind]:
    """The key of the record that is edited, what stands in the form, and the kind of customer."""
    key, stored = "", dict[str, Any]()
    if record is not None:
        sheet = next(iter(sheets([record], sees_sensitive=True)), None)
        if sheet is None or sheet.source != SOURCE or sheet.state != "open":
            raise Http404
        key, stored = sheet.key, dict(sheet.payload)
    typed = request.POST.dict() if request.method == "POST" else stored
    asked = stored.get("kind") or request.POST.get("kind") or request.GET.get("kind", "")
    kind = CustomerKind(asked) if asked in set(CustomerKind) else CustomerKind.PERSON
    names = {field.column for one in _attributes(kind) for field in fields_of(one)}
    return key, {name: str(text) for name, text in typed.items() if name in names}, kind


def _attributes(kind: CustomerKind) -> list[Any]:
    return attributes_for(kind, catalogue(), hidden_attributes(sees_sensitive=True))


def _entered(request: HttpRequest, kind: CustomerKind, said: Mapping[str, str], key: str) -> HttpResponse:
    version, actor = request.POST.get("version", ""), acting_user(request)
    known: dict[str, Any] = {"key": key, "version": int(version) if version.isdecimal() else None}
    act = entering.entry_act(kind, said, **known)
    try:
        alone.check(act, actor)
    except NotAllowedError as refused:
        return proposable(request, act, refused)
    acting = begin(actor, request.POST.get("reason", "").strip())
    taken = entering.enter_customer(kind, said, actor=actor, reason=acting.reason, entry=acting.entry, **known)
    messages.success(request, done(f"Taken in: {taken.happening}.", acting.entry if taken.number else None))
    return redirect(address("goldenrecord", taken.customer) if taken.customer else list_address("goldenrecord"))


def _form(
    request: HttpRequest,
    kind: CustomerKind,
    said: Mapping[str, str],
    key: str,
    *,
    validated: Any = None,
    found: Any = (),
) -> HttpResponse:
    rows = [(one, [(field, said.get(field.column, "")) for field in fields_of(one)]) for one in _attributes(kind)]
    return shown(
        request,
        "enter",
        "Edit a customer" if key else "Enter a customer",
        kind=kind,
        kinds=list(CustomerKind),
        key=key,
        version=request.POST.get("version") or (entering.current_version(key) if key else ""),
        rows=rows,
        validated=validated,
        found=found,
        reason=request.POST.get("reason", ""),
    )


urlpatterns = [
    path("act/enter/", admin.site.admin_view(enter), name="mdm-act-enter"),
    path("act/enter/<int:record>/", admin.site.admin_view(enter), name="mdm-act-edit"),
]
