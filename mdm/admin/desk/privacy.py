"""A customer's request about their data, put on the work list by hand."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from mdm.admin.base import acting_user, address
from mdm.admin.desk.acts import DECIDES, day
from mdm.errors import MdmError
from mdm.pipeline.stewardship.worklist import PRIVACY_REQUESTS, request_privacy
from mdm.steward.worklist.rules import PRIVACY_DAYS


class RequestForm(forms.Form):
    """Who asks for what, since when."""

    customer = forms.UUIDField(label="Customer id")
    wanted = forms.ChoiceField(label="Asks for", choices=[(one, one.capitalize()) for one in PRIVACY_REQUESTS])
    asked_on = forms.DateField(label="Came in on", widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label="How it came in", max_length=500, help_text="By letter, by telephone to whom …")


def add(request: HttpRequest) -> HttpResponse:
    """The form, and the item that comes of it."""
    if not request.user.has_perm(DECIDES):
        raise PermissionDenied
    given = request.POST or None
    start = {"customer": request.GET.get("customer", ""), "asked_on": timezone.localdate()}
    form = RequestForm(given, initial=start)
    if given and form.is_valid():
        try:
            return redirect(address("reviewitem", _put(request, form.cleaned_data)))
        except MdmError as error:
            form.add_error(None, str(error))
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "Privacy request",
        "form": form,
        "days": PRIVACY_DAYS,
    }
    return TemplateResponse(request, "mdm/desk/privacy.html", context, status=400 if form.errors else 200)


def _put(request: HttpRequest, said: dict[str, Any]) -> int:
    customer: UUID = said["customer"]
    item = request_privacy(
        customer, said["wanted"], actor=acting_user(request), reason=said["reason"],
        asked_on=day(said["asked_on"].isoformat()),
    )  # fmt: skip
    return item.pk
