"""Delivery alerts, shared values, and what is declared of cost, watch and sharing."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest

from mdm.admin.base import ListAdmin, acting_user, column, moment, sees_sensitive
from mdm.models import CostRate, SharedValue, SharingLimit, SourceWatch


@admin.register(SharedValue)
class SharedValueAdmin(ListAdmin):
    """Values that several customers have; muted ones have lost their force in matching."""

    list_display = ("shown_kind", "shown_value", "customers", "shown_state", moment("muted_at", "Lost its force"))
    list_display_links = None
    actions = ("release",)

    @column("Kind")
    def shown_kind(self, row: SharedValue) -> str:
        return row.key.partition(":")[0]

    @column("Value")
    def shown_value(self, row: SharedValue) -> str:
        value = row.key.partition(":")[2]
        return value if getattr(row, "shown", False) else "•••" + value[-3:]

    @column("State", label={"muted": "warning", "released": "success"})
    def shown_state(self, row: SharedValue) -> tuple[str, str]:
        state = "released" if row.released_at else "muted" if row.muted_at else "shared"
        return state, state

    def get_queryset(self, request: HttpRequest) -> Any:
        from django.db.models import Value

        return super().get_queryset(request).annotate(shown=Value(sees_sensitive(request)))

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    @admin.action(description="Give their force in matching back", permissions=["change"])
    def release(self, request: HttpRequest, queryset: Any) -> None:
        from mdm.pipeline.quality import grading

        for key in queryset.values_list("key", flat=True):
            count = grading.release_value(key, actor=acting_user(request))
            messages.success(request, f"{count} records are matched anew tonight.")


class DeclaredAdmin(ListAdmin):
    """Rows that a person declares; each change has its ledger row."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: ARG002, FBT001
        from mdm.pipeline.quality.grading import declare

        declare(obj, actor=acting_user(request))

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The ledger has it."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The ledger has it."""


@admin.register(CostRate)
class CostRateAdmin(DeclaredAdmin):
    list_display = ("label", "per", "rule", "amount", "currency", "is_active")


@admin.register(SourceWatch)
class SourceWatchAdmin(DeclaredAdmin):
    list_display = ("shown_source", "is_holding", "points", "volume_factor", "least_rows")
    list_select_related = ("source",)

    @column("Source")
    def shown_source(self, row: SourceWatch) -> str:
        return row.source.label


@admin.register(SharingLimit)
class SharingLimitAdmin(DeclaredAdmin):
    list_display = ("shown_kind", "customers", "reason")

    @column("Kind of value")
    def shown_kind(self, row: SharingLimit) -> str:
        return row.get_kind_display()
