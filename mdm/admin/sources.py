"""Source systems and how their files are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from unfold.widgets import UnfoldAdminTextareaWidget

from mdm.acquire.mapping import compile_mapping
from mdm.admin.base import PageAdmin, acting_user, address
from mdm.catalogue.queries import catalogue
from mdm.errors import MdmError
from mdm.ledger.queries import entries_of
from mdm.models import SourceMapping, SourceSystem

_BATCHES_SHOWN = 20
ADDS, CHANGES = "mdm.add_sourcesystem", "mdm.change_sourcesystem"


class SourceForm(forms.ModelForm):  # type: ignore[type-arg] # not subscriptable at run time
    """A source system and the mapping of its files."""

    mapping = forms.JSONField(
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 24, "spellcheck": "false"}),
        help_text="How rows become values, as JSON; see docs/mapping.md. A changed mapping is a new version.",
    )

    class Meta:
        model = SourceSystem
        fields = (
            "code", "label", "kind", "owner", "owner_email", "trust", "default_country", "language", "date_formats",
            "time_zone", "is_deduplicated", "is_active",
        )  # fmt: skip
        widgets = {"date_formats": UnfoldAdminTextareaWidget(attrs={"rows": 3})}  # noqa: RUF012 - Django's own form

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            active = self.instance.mappings.filter(is_active=True).first()
            self.fields["mapping"].initial = active.declaration if active else None

    def clean_mapping(self) -> Any:
        declared = self.cleaned_data["mapping"]
        if declared is None:
            return None
        try:
            compile_mapping(declared, catalogue())
        except MdmError as error:
            raise ValidationError(str(error)) from error
        return declared


@admin.register(SourceSystem)
class SourceSystemAdmin(PageAdmin):
    form = SourceForm
    list_display = ("label", "code", "kind", "owner", "trust", "default_country", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("code", "label")
    page_template = "mdm/source_system.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(ADDS))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        return bool(request.user.has_perm(CHANGES))

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[str]:  # noqa: ARG002
        return ("code",) if obj else ()

    def get_urls(self) -> list[URLPattern]:
        edit = self.admin_site.admin_view(self.edit)
        return [path("<path:object_id>/edit/", edit, name="mdm_sourcesystem_edit"), *super().get_urls()]

    def edit(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The form; the row's own page only shows."""
        buttons = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return cast("HttpResponse", self.changeform_view(request, object_id, "", buttons))

    def save_model(self, request: HttpRequest, obj: SourceSystem, form: Any, change: bool) -> None:  # noqa: ARG002, FBT001
        # Taking in brings the whole of cleansing with it, which no other page needs.
        from mdm.pipeline.intake.files import register_source

        fields = {name: getattr(obj, name) for name in SourceForm.Meta.fields}
        mapping = form.cleaned_data["mapping"] if "mapping" in form.changed_data else None
        obj.pk = register_source(fields, mapping, actor=acting_user(request)).pk

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """The ledger has it."""

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """The ledger has it."""

    def response_post_save_change(self, request: HttpRequest, obj: Model) -> HttpResponse:  # noqa: ARG002
        return redirect(address("sourcesystem", obj.pk))

    response_post_save_add = response_post_save_change

    def page(self, request: HttpRequest, row: SourceSystem) -> Mapping[str, Any]:
        mappings = list(row.mappings.order_by("-version"))
        active = next((one for one in mappings if one.is_active), None)
        return {
            "mappings": mappings,
            "active": active,
            "mapping_lines": _mapping_lines(active) if active else [],
            "batches": row.batches.order_by("-id")[:_BATCHES_SHOWN],
            "edit_url": reverse("admin:mdm_sourcesystem_edit", args=[row.pk]) if request.user.has_perm(CHANGES) else "",
            "entries": entries_of([f"source:{row.code}"]),
        }


def _mapping_lines(mapping: SourceMapping) -> list[dict[str, Any]]:
    labels = {code: one.label for code, one in catalogue().attributes.items()}
    return [
        {
            "columns": _stated(entry, "columns", "column", "constant"),
            "attribute": labels.get(entry["attribute"], entry["attribute"]),
            "parts": _stated(entry, "parts", "part"),
            "transforms": [name for one in entry.get("transforms", ()) for name in one],
        }
        for entry in mapping.declaration["entries"]
    ]


def _stated(entry: Mapping[str, Any], *names: str) -> list[str]:
    found: str | list[str] = next((entry[name] for name in names if name in entry), [])
    return [found] if isinstance(found, str) else list(found)
