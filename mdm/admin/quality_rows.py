"""Quality rules, held deliveries, shared values, and what is declared of cost and watch."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from mdm.admin.base import ListAdmin, PageAdmin, acting_user, address, column, moment, sees_sensitive
from mdm.errors import MdmError
from mdm.ledger.queries import entries_of
from mdm.models import BatchQuality, CostRate, QualityRule, SharedValue, SourceRecord, SourceWatch

_STATES = {"active": "success", "draft": "info", "retired": "default"}
RULES, DELIVERIES, VALUES = "mdm.change_qualityrule", "mdm.change_batchquality", "mdm.change_sharedvalue"


def _acted(request: HttpRequest, permission: str, act: Callable[[], str]) -> None:
    """Do it where the role allows, and tell what came of it."""
    if not request.user.has_perm(permission):
        raise PermissionDenied
    try:
        messages.success(request, act())
    except (MdmError, ValueError) as error:
        messages.error(request, str(error))


@admin.register(QualityRule)
class QualityRuleAdmin(PageAdmin):
    list_display = ("label", "code", "version", "dimension", "severity", "weight", "shown_state", "owner")
    list_filter = ("state", "dimension", "severity")
    search_fields = ("code", "label")
    page_template = "mdm/quality_rule.html"

    @column("State", label=_STATES)
    def shown_state(self, row: QualityRule) -> tuple[str, str]:
        return row.state, row.state

    def get_urls(self) -> list[URLPattern]:
        act = self.admin_site.admin_view(require_POST(self.act))
        return [path("<int:pk>/act/", act, name="mdm_qualityrule_act"), *super().get_urls()]

    def page(self, request: HttpRequest, row: QualityRule) -> Mapping[str, Any]:
        sample = SourceRecord.objects.select_related("source").filter(pk__in=row.trial.get("sample", ()))
        return {
            "declaration": json.dumps({"code": row.code, **row.declaration}, indent=2, ensure_ascii=False),
            "versions": QualityRule.objects.filter(code=row.code),
            "sample": [(one, address("sourcerecord", one.pk)) for one in sample.order_by("pk")],
            "can_change": request.user.has_perm(RULES),
            "act_url": reverse("admin:mdm_qualityrule_act", args=[row.pk]),
            "entries": entries_of([f"quality_rule:{row.code}"]),
        }

    def act(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Try, activate, retire, or declare a new version."""
        from mdm.pipeline.quality import grading

        actor, shown = acting_user(request), pk

        def done() -> str:
            nonlocal shown
            wanted = request.POST.get("act")
            if wanted == "try":
                found = grading.try_rule(pk)
                return f"{found['failed']:,} of {found['tested']:,} tests fail, in {found['records']:,} records."
            if wanted == "activate":
                grading.activate_rule(pk, actor=actor)
                return "The rule is in force. Records are graded by it in the next nightly job."
            if wanted == "retire":
                grading.retire_rule(pk, actor=actor)
                return "The rule is out of force."
            declared = json.loads(request.POST.get("declaration", ""))
            shown = grading.declare_rule(declared, actor=actor)
            return "The draft is kept. Make a test run before it counts."

        _acted(request, RULES, done)
        return redirect(address("qualityrule", shown))


@admin.register(BatchQuality)
class BatchQualityAdmin(PageAdmin):
    list_display = ("label", "source", "rows", "told", "shown_decision", moment("at", "Looked at"))
    list_filter = ("decision", "source")
    list_select_related = ("source",)
    page_template = "mdm/quality_batch.html"

    @column("Delivery")
    def label(self, row: BatchQuality) -> str:
        return f"Batch {row.batch_id}"

    @column("Out of line")
    def told(self, row: BatchQuality) -> str:
        return "; ".join(one["sentence"] for one in row.findings[:2]) or "nothing"

    @column("Decision", label={"waiting": "warning", "released": "success", "discarded": "danger"})
    def shown_decision(self, row: BatchQuality) -> tuple[str, str]:
        return row.decision, row.get_decision_display()

    def get_urls(self) -> list[URLPattern]:
        decide = self.admin_site.admin_view(require_POST(self.decide))
        return [path("<int:batch>/decide/", decide, name="mdm_batchquality_decide"), *super().get_urls()]

    def page(self, request: HttpRequest, row: BatchQuality) -> Mapping[str, Any]:
        past = BatchQuality.objects.filter(source=row.source_id, batch__lt=row.batch_id, decision__in=("", "released"))
        before = past.order_by("-batch").first()
        usual = before.shares if before else {}
        names = sorted({*row.shares, *usual}, key=lambda name: row.shares.get(name, 0) - usual.get(name, 0))
        bad = {one["what"] for one in row.findings}
        return {
            "shares": [
                (name, _percent(usual.get(name)), _percent(row.shares.get(name, 0)), name in bad) for name in names
            ],
            "can_decide": row.decision == "waiting" and request.user.has_perm(DELIVERIES),
            "decide_url": reverse("admin:mdm_batchquality_decide", args=[row.batch_id]),
            "batch_url": address("batch", row.batch_id),
            "entries": entries_of([f"batch:{row.batch_id}"]),
        }

    def decide(self, request: HttpRequest, batch: int) -> HttpResponse:
        """Release the delivery to the workers, or discard it."""
        from mdm.pipeline.intake import holding
        from mdm.pipeline.jobs import releases

        actor, reason = acting_user(request), request.POST.get("reason", "").strip()

        def done() -> str:
            if request.POST.get("decision") == "discard":
                holding.discard(batch, actor=actor, reason=reason)
                return f"Batch {batch} was discarded; nothing of it was taken."
            job = releases.release(batch, actor=actor, reason=reason)
            return f"Batch {batch} is being loaded by job {job.pk}."

        _acted(request, DELIVERIES, done)
        return redirect(address("batchquality", batch))


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"


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
