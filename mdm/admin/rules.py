"""What decides: attributes and survivorship policies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from mdm.admin.base import ListAdmin, PageAdmin, acting_user, column, may_see, moment
from mdm.admin.match_models import told
from mdm.catalogue.queries import as_attribute
from mdm.errors import MdmError
from mdm.ledger.queries import entries_of
from mdm.models import AttributeDefinition, SurvivorshipPolicy
from mdm.pipeline.catalogue import define_attribute

_MADE, _IN_FORCE = moment("created_at", "Made"), moment("activated_at", "In force since")
_STATES = {"active": "success", "draft": "info", "retired": "default"}


@admin.register(AttributeDefinition)
class AttributeAdmin(ListAdmin):
    """The catalogue. An attribute's kind is what its stored values are, so it stays."""

    list_display = ("label", "code", "kind", "sensitivity", "is_multiple", "is_matched", "quality_weight", "owner")
    list_filter = ("kind", "sensitivity", "is_matched")
    search_fields = ("code", "label")
    ordering = ("position", "code")
    fieldsets = (
        ("What it is", {"fields": ("code", "kind", "authority", "label", "description", "owner")}),
        ("Whom it describes", {"fields": (("for_persons", "for_organisations"), "is_multiple")}),
        ("How it is used", {"fields": ("sensitivity", "is_matched", "quality_weight", "position")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[str]:  # noqa: ARG002
        return ("code", "kind", "authority") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Stored values name their attribute for ever."""
        return False

    def save_model(self, request: HttpRequest, obj: AttributeDefinition, form: Any, change: bool) -> None:  # noqa: ARG002, FBT001
        note = f"{'Changed' if change else 'Added'} in the admin"
        define_attribute(as_attribute(obj), actor=acting_user(request), note=note)
        obj.pk = AttributeDefinition.objects.values_list("pk", flat=True).get(code=obj.code)

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """The ledger has it."""

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """The ledger has it."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return cast("HttpResponse", super().changeform_view(request, *args, **kwargs))
        except MdmError as error:
            messages.error(request, str(error))
            return redirect(request.path)


@admin.register(SurvivorshipPolicy)
class PolicyAdmin(PageAdmin):
    list_display = ("label", "shown_state", "note", _MADE, _IN_FORCE)
    list_filter = ("state",)
    page_template = "mdm/policy.html"

    @column("Policy")
    def label(self, row: SurvivorshipPolicy) -> str:
        return f"Survivorship policy {row.version}"

    @column("State", label=_STATES)
    def shown_state(self, row: SurvivorshipPolicy) -> tuple[str, str]:
        return row.state, row.state

    def page(self, request: HttpRequest, row: SurvivorshipPolicy) -> Mapping[str, Any]:
        declared = row.declaration
        return {
            "rules": [_rule(one) for one in declared.get("rules", ())],
            "rest": told({name: value for name, value in declared.items() if name not in {"rules", "version"}}),
            "entries": entries_of([f"policy:{row.version}"]) if may_see(request, "ledgerentry") else [],
        }


_COLUMNS = ("attributes", "take", "order")


def _rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    order = [_criterion(one) for one in rule.get("order", ())]
    more = [f"{name.replace('_', ' ')}: {_words(value)}" for name, value in rule.items() if name not in _COLUMNS]
    return {"attributes": rule.get("attributes", ()), "take": rule.get("take", "best"), "order": order, "more": more}


def _criterion(one: Any) -> str:
    if isinstance(one, Mapping):
        first, *rest = (_words(value) for value in one.values())
        return f"{first} ({', '.join(rest)})" if rest else first
    return _words(one)


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_words, value))
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_words(one)}" for name, one in value.items())
    return str(value).replace("_", " ")
