"""The data dictionary, and looking at a file before it is loaded. Pages of their own, for no single row is theirs."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path, PurePath
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from unfold.widgets import UnfoldAdminFileFieldWidget

from mdm.admin.base import acting_user, address, may_see, sees_sensitive
from mdm.admin.sources import CHANGES
from mdm.errors import MdmError, NotFoundError
from mdm.models import SourceSystem

# Somebody waits for the page: larger files are for the command, which takes any.
LARGEST_MIB = 20
MOST_ROWS = 200_000
_LONGEST_NAME = 60

View = Callable[..., HttpResponse]


def _page(model: str) -> Callable[[View], Any]:
    """A page for those who may see that model's rows."""

    def wrap(view: View) -> Any:
        def checked(request: HttpRequest, **arguments: Any) -> HttpResponse:
            if not may_see(request, model):
                raise PermissionDenied
            return view(request, **arguments)

        return admin.site.admin_view(never_cache(checked))

    return wrap


def _shown(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    return TemplateResponse(request, template, {**admin.site.each_context(request), "title": title, **context})


@_page("attributedefinition")
@require_GET
def words(request: HttpRequest) -> HttpResponse:
    """Every attribute, where it comes from and what becomes of it."""
    from mdm.pipeline.quality.dictionary import dictionary

    return _shown(request, "mdm/dictionary.html", "Data dictionary", book=dictionary())


@_page("attributedefinition")
@require_GET
def word(request: HttpRequest, code: str) -> HttpResponse:
    """One attribute, from source column to consumer."""
    from mdm.pipeline.quality.dictionary import dictionary

    book = dictionary()
    try:
        found = book.word(code)
    except NotFoundError as error:
        raise Http404(str(error)) from None
    may_change = request.user.has_perm("mdm.change_attributedefinition")
    return _shown(
        request, "mdm/dictionary_word.html", found.attribute.label, book=book, word=found, may_change=may_change
    )


@_page("sourcemapping")
@require_GET
def columns(request: HttpRequest, code: str) -> HttpResponse:
    """A source's columns, and what breaks when one of them is no longer delivered."""
    from mdm.pipeline.quality.dictionary import column_impacts

    source = SourceSystem.objects.filter(code=code).first()
    try:
        impacts = column_impacts(code)
    except NotFoundError as error:
        raise Http404(str(error)) from None
    return _shown(
        request, "mdm/dictionary_source.html", f"Columns of {source}", source=source, impacts=impacts,
        source_url=address("sourcesystem", source.pk) if source else "",
    )  # fmt: skip


class ProfileForm(forms.Form):
    """A file to look at. Values of personal columns are for those who see sensitive attributes."""

    file = forms.FileField(
        widget=UnfoldAdminFileFieldWidget(attrs={"aria-label": "File"}),
        help_text=f"CSV, NDJSON, JSON, Parquet or XLSX, up to {LARGEST_MIB} MiB.",
    )
    source = forms.ModelChoiceField(
        SourceSystem.objects.all(), required=False, to_field_name="code", empty_label="a source not registered yet"
    )
    show_values = forms.BooleanField(required=False, label="Show personal values")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_MIB * 2**20:
            raise forms.ValidationError(
                f"The file is larger than {LARGEST_MIB} MiB. Profile it with manage.py profile, which takes any size."
            )
        return file


@_page("sourcesystem")
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """The file is read and forgotten; only its mapping can be kept, in a second step."""
    form = ProfileForm(request.POST or None, request.FILES or None, initial={"source": request.GET.get("source", "")})
    shown: Mapping[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        source = form.cleaned_data["source"]
        shows = form.cleaned_data["show_values"] and sees_sensitive(request)
        try:
            shown = _profiled(form.cleaned_data["file"], source.code if source else "", show_values=shows)
        except MdmError as error:
            form.add_error("file", str(error))
    return _profile_page(request, form, shown)


def _profiled(file: File[bytes], source_code: str, *, show_values: bool) -> Mapping[str, Any]:
    """Readers take paths, and their ending counts; the copy is gone before the page is answered."""
    from mdm.pipeline.intake.profiles import profile_file, profile_page

    with tempfile.TemporaryDirectory(prefix="profile-") as folder:
        copy = Path(folder) / (PurePath(file.name or "").name[-_LONGEST_NAME:] or "file")
        with copy.open("wb") as stream:
            for chunk in file.chunks():
                stream.write(chunk)
        found = profile_file(copy, source_code=source_code, most_rows=MOST_ROWS)
    return {**profile_page(found, show_values=show_values), "source_code": source_code}


def _profile_page(request: HttpRequest, form: ProfileForm, shown: Mapping[str, Any]) -> HttpResponse:
    return _shown(
        request,
        "mdm/profile.html",
        "Profile a file",
        form=form,
        sources=SourceSystem.objects.all(),
        may_adopt=request.user.has_perm(CHANGES),
        may_show=sees_sensitive(request),
        **shown,
    )


@_page("sourcesystem")
@require_POST
def adopt(request: HttpRequest) -> HttpResponse:
    """Put a suggested mapping in force, as it came or corrected."""
    if not request.user.has_perm(CHANGES):
        raise PermissionDenied
    from mdm.pipeline.intake.profiles import adopt_mapping

    text, code = request.POST.get("mapping", ""), request.POST.get("source", "")
    try:
        source = adopt_mapping(code, _declared(text), actor=acting_user(request))
    except (MdmError, ValueError) as error:
        messages.error(request, str(error))
        return _profile_page(request, ProfileForm(), {"mapping_text": text, "source_code": code})
    messages.success(request, "The mapping is in force. Nothing was loaded.")
    return redirect(address("sourcesystem", source))


def _declared(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise ValueError(f"The mapping is no JSON document: {error}.") from None
    if not isinstance(found, dict):
        raise ValueError("The mapping must be a JSON object.")  # noqa: TRY004 - told to the user, not a programmer
    return found


urlpatterns = [
    path("dictionary/", words, name="mdm-dictionary"),
    path("dictionary/attributes/<slug:code>/", word, name="mdm-dictionary-word"),
    path("dictionary/sources/<slug:code>/", columns, name="mdm-dictionary-source"),
    path("profile/", profile, name="mdm-profile"),
    path("profile/mapping/", adopt, name="mdm-profile-adopt"),
]
