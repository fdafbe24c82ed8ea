"""Quality rules: what each says in words, its test run, its versions, and changing it as a draft."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from mdm.admin.base import PageAdmin, acting_user, address, column
from mdm.catalogue.queries import catalogue
from mdm.errors import MdmError, RuleError
from mdm.grade import queries
from mdm.grade.rules import Rule, in_order
from mdm.grade.wording import in_words
from mdm.ledger.queries import entries_of
from mdm.models import QualityRule, SourceRecord

_STATES = {"active": "success", "draft": "info", "retired": "default"}
_SEVERITIES = {"warn": "warning", "review": "danger", "reject": "danger"}
RULES = "mdm.change_qualityrule"
_ON_FAILURE = {
    "inform": "it is told",
    "warn": "it is told as a warning",
    "reject": "the row is refused and kept as a reject",
    "review": "a person is asked, within {days} days",
}
# What a new rule starts from.
_NEW = {
    "code": "my_rule",
    "label": "What must be so",
    "dimension": "validity",
    "targets": ["kind:email"],
    "holds": {"present": {"part": "value"}},
    "severity": "inform",
    "weight": 1,
    "message": "What is wrong.",
    "remedy": "What to do about it.",
    "owner": "Who answers for it",
}


@admin.register(QualityRule)
class QualityRuleAdmin(PageAdmin):
    list_display = ("label", "code", "version", "dimension", "shown_severity", "weight", "shown_state", "owner")
    list_filter = ("state", "dimension", "severity")
    search_fields = ("code", "label")
    page_template = "mdm/quality_rule.html"

    @column("State", label=_STATES)
    def shown_state(self, row: QualityRule) -> tuple[str, str]:
        return row.state, row.state

    @column("Severity", label=_SEVERITIES)
    def shown_severity(self, row: QualityRule) -> tuple[str, str]:
        return row.severity, row.severity

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(RULES))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, str] | None = None) -> HttpResponse:
        """What is in force comes first; the filter shows drafts and what is retired."""
        if not request.GET:
            return redirect(f"{request.path}?state__exact={QualityRule.State.ACTIVE}")
        return cast("HttpResponse", super().changelist_view(request, extra_context))

    def get_urls(self) -> list[URLPattern]:
        act = self.admin_site.admin_view(require_POST(self.act))
        return [path("<int:pk>/act/", act, name="mdm_qualityrule_act"), *super().get_urls()]

    def page(self, request: HttpRequest, row: QualityRule) -> Mapping[str, Any]:
        sample = SourceRecord.objects.select_related("source").filter(pk__in=row.trial.get("sample", ()))
        return {
            "declaration": _text({"code": row.code, **row.declaration}),
            "told": _told(row),
            "versions": QualityRule.objects.filter(code=row.code),
            "sample": [(one, address("sourcerecord", one.pk)) for one in sample.order_by("pk")],
            "can_change": request.user.has_perm(RULES),
            "act_url": reverse("admin:mdm_qualityrule_act", args=[row.pk]),
            "entries": entries_of([f"quality_rule:{row.code}"]),
        }

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",  # noqa: ARG002 - Django's signature
        extra_context: Mapping[str, Any] | None = None,
    ) -> HttpResponse:
        """A new rule as a text; Django calls it so."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        context = {**(extra_context or {}), "declaration": _text(_NEW)}
        if request.method == "POST":
            tried = _Written(request)
            if tried.kept:
                return redirect(address("qualityrule", tried.kept))
            context |= tried.context
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "title": "New quality rule"}
        return TemplateResponse(request, "mdm/quality_rule_new.html", {**frame, **context})

    def act(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Try, activate or retire the rule; try or keep a changed text."""
        if not request.user.has_perm(RULES):
            raise PermissionDenied
        if "declaration" in request.POST:
            tried = _Written(request)
            if tried.kept:
                return redirect(address("qualityrule", tried.kept))
            return self.change_view(request, str(pk), extra_context=tried.context)
        try:
            messages.success(request, _ACTS[request.POST.get("act", "try")](request, pk))
        except MdmError as error:
            messages.error(request, str(error))
        return redirect(address("qualityrule", pk))


class _Written:
    """A declaration that a person wrote: tried, or kept as a draft, or given back with what is wrong with it."""

    def __init__(self, request: HttpRequest) -> None:
        from mdm.pipeline.quality import grading, rulebook

        text = request.POST["declaration"]
        self.kept = 0
        self.context: dict[str, Any] = {"declaration": text}
        try:
            declared = _declared(text)
            if request.POST.get("act") == "test":
                self.context["text_trial"] = rulebook.try_declaration(declared)
                return
            self.kept = grading.declare_rule(declared, actor=acting_user(request))
            messages.success(request, "The draft is kept. Make a test run before it counts.")
        except MdmError as error:
            self.context["problem"] = error


def _declared(text: str) -> Mapping[str, Any]:
    try:
        declared = json.loads(text)
    except ValueError as error:
        place = f"line {error.lineno}, sign {error.colno}" if isinstance(error, json.JSONDecodeError) else "it"
        raise RuleError(f"The text is no JSON at {place}.", remedy="Check quotes, commas and braces there.") from None
    if not isinstance(declared, dict):
        raise RuleError("The text is no object.", remedy="Write one declaration in braces.")
    return declared


def _try(_request: HttpRequest, pk: int) -> str:
    from mdm.pipeline.quality.grading import try_rule

    found = try_rule(pk)
    looked_at = f"a sample of {found['records']:,}" if found.get("of") else f"{found['records']:,}"
    return f"{found['failed']:,} of {found['tested']:,} tests fail, in {looked_at} records."


def _activate(request: HttpRequest, pk: int) -> str:
    from mdm.pipeline.quality.grading import activate_rule

    activate_rule(pk, actor=acting_user(request))
    return "The rule is in force. Records are graded by it in the next nightly job."


def _retire(request: HttpRequest, pk: int) -> str:
    from mdm.pipeline.quality.grading import retire_rule

    retire_rule(pk, actor=acting_user(request))
    return "The rule is out of force."


_ACTS: Mapping[str, Callable[[HttpRequest, int], str]] = {"try": _try, "activate": _activate, "retire": _retire}


def _text(declaration: Mapping[str, Any]) -> str:
    return json.dumps(in_order(declaration), indent=2, ensure_ascii=False)


def _told(row: QualityRule) -> list[tuple[str, str]]:
    """The rule in words, line by line; nothing for one that can no longer be read."""
    try:
        rule = queries.read(row)
    except RuleError:
        return []
    named = catalogue().attributes
    lines = [
        ("Tested", "each value" if rule.scope == "value" else "each record, once"),
        ("Of", ", ".join(named[code].label for code in rule.attributes)),
        ("For", _whom(rule)),
        ("Where", in_words(rule.when) if rule.when else ""),
        ("Must hold", in_words(rule.holds)),
        ("If it fails", _ON_FAILURE[rule.severity].format(days=rule.due_days)),
    ]
    return [(name, text) for name, text in lines if text]


def _whom(rule: Rule) -> str:
    parts = [", ".join(f"{kind}s" for kind in sorted(rule.kinds))]
    parts += [f"in {', '.join(sorted(rule.countries))}"] if rule.countries else []
    parts += [f"from {', '.join(sorted(rule.sources))}"] if rule.sources else []
    return " ".join(part for part in parts if part) or "everybody"
