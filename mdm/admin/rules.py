"""What decides: attributes, match models, survivorship policies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from mdm.admin.base import ListAdmin, PageAdmin, acting_user, column, may_see, moment
from mdm.catalogue.queries import as_attribute
from mdm.errors import MdmError
from mdm.ledger.queries import entries_of
from mdm.match.levels import COMPARISONS
from mdm.models import AttributeDefinition, MatchModel, SurvivorshipPolicy
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


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a comparison. `weight` is its evidence in bits: negative against, positive for one customer."""

    comparison: str
    is_first: bool
    name: str
    match: float
    chance: float

    @property
    def weight(self) -> float:
        return log2(self.match / self.chance)

    @property
    def bar(self) -> int:
        """The weight's length in percent of the widest bar drawn."""
        return round(min(abs(self.weight), _WIDEST) / _WIDEST * 100)


_WIDEST = 20


@admin.register(MatchModel)
class MatchModelAdmin(PageAdmin):
    list_display = ("label", "shown_state", "note", _MADE, _IN_FORCE)
    list_filter = ("state",)
    page_template = "mdm/match_model.html"

    @column("Model")
    def label(self, row: MatchModel) -> str:
        return f"Match model {row.version}"

    @column("State", label=_STATES)
    def shown_state(self, row: MatchModel) -> tuple[str, str]:
        return row.state, row.state

    def page(self, request: HttpRequest, row: MatchModel) -> Mapping[str, Any]:  # noqa: ARG002 - no values here
        stored = row.parameters
        return {
            "kinds": [_kind(name, one) for name, one in stored["kinds"].items()],
            "certain": stored["certain"],
            "possible": stored["possible"],
            "frequencies": sorted(stored["frequencies"]),
            "stop_key_count": len(stored["stop_keys"]),
            "report": _told(row.report),
        }


def _kind(name: str, stored: Mapping[str, Any]) -> dict[str, Any]:
    return {**stored, "name": name, "levels": list(_levels(name, stored["odds"]))}


def _levels(kind: str, odds: Mapping[str, Sequence[Sequence[float]]]) -> Iterator[Level]:
    for comparison in COMPARISONS[kind]:
        rows = sorted(zip(comparison.levels, odds[comparison.name], strict=True), reverse=True)
        for place, (level, (match, chance)) in enumerate(rows):
            name = level.name.replace("_", " ").lower()
            yield Level(comparison.label, place == 0, name, match, chance)


def _told(report: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    """A report's figures, one a line."""
    told: list[tuple[str, Any]] = []
    for name, value in report.items():
        words = f"{prefix}{name.replace('_', ' ')}"
        told += _told(value, f"{words}: ") if isinstance(value, Mapping) else [(words, value)]
    return told


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
            "rest": _told({name: value for name, value in declared.items() if name not in {"rules", "version"}}),
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
