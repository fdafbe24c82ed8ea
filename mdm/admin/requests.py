"""Change requests: what a colleague wants to do, what it would change, and the second person's answer. And the rules
that say which acts need one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from mdm.access.roles import ROLES
from mdm.admin.acts.telling import told
from mdm.admin.base import ListAdmin, PageAdmin, acting_user, address, column, moment, sees_sensitive
from mdm.admin.model_runs import report
from mdm.catalogue.queries import catalogue, hidden_attributes
from mdm.errors import MdmError
from mdm.ledger.queries import entries_of
from mdm.models import ApprovalRule, ChangeRequest
from mdm.pipeline.stewardship import previews, requests
from mdm.pipeline.stewardship.approvals import declare_rule
from mdm.steward.acts import OF_MODELS

_STATES = {"open": "info", "approved": "success", "rejected": "danger", "withdrawn": "default", "stale": "warning"}
_KEPT = ("Your comment is kept.", "It waits for a second person again.")
_SETTLING = frozenset({"approve", "reject", "withdraw"})
_DONE = {
    "approved": "Approved and done.",
    "rejected": "Rejected; who proposed it reads why.",
    "withdrawn": "Withdrawn.",
    "stale": "Nothing was done: things have changed since it was proposed.",
}


@admin.register(ChangeRequest)
class ChangeRequestAdmin(PageAdmin):
    list_display = ("label", "kind", "shown_state", "author", moment("made_at", "Proposed"), "decided_by",
                    moment("decided_at", "Decided"))  # fmt: skip
    list_filter = ("state", "kind")
    list_select_related = ("author", "decided_by")
    ordering = ("-id",)
    page_template = "mdm/acts/request.html"

    @column("Request")
    def label(self, row: ChangeRequest) -> str:
        return f"Change request {row.pk}"

    @column("State", label=_STATES)
    def shown_state(self, row: ChangeRequest) -> tuple[str, str]:
        return row.state, row.get_state_display()

    def get_urls(self) -> list[URLPattern]:
        answer = self.admin_site.admin_view(require_POST(self.answer))
        return [path("<int:request_id>/answer/", answer, name="mdm_changerequest_answer"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, str] | None = None) -> HttpResponse:
        """What waits comes first; the filter shows the rest."""
        if not request.GET:
            return redirect(f"{request.path}?state__exact={ChangeRequest.State.OPEN}")
        return cast("HttpResponse", super().changelist_view(request, extra_context))

    def page(self, request: HttpRequest, row: ChangeRequest) -> Mapping[str, Any]:
        user, is_open = acting_user(request), row.state == ChangeRequest.State.OPEN
        changed = requests.changed_since(row.pk) if is_open else []
        effect, problem = self._effect(request, row) if is_open and not changed else (None, "")
        act, _ = requests.as_proposed(row)
        return {
            "effect": effect,
            "changed": changed,
            "is_of_model": act.kind in OF_MODELS,
            **report(request, act, is_open=is_open and not changed and not problem),
            "told": told(act, hidden_attributes(sees_sensitive=sees_sensitive(request))),
            "problem": problem,
            "may_approve": is_open and not changed and not problem and requests.may_approve(row, user),
            "may_reject": is_open and requests.may_approve(row, user),
            "may_reopen": requests.may_reopen(row, user),
            "may_withdraw": is_open and row.author_id == user.pk,
            "may_comment": user.has_perm("mdm.add_changerequest"),
            "answer_url": reverse("admin:mdm_changerequest_answer", args=[row.pk]),
            "comments": row.comments.select_related("author"),
            "entries": entries_of([f"change_request:{row.pk}"]),
        }

    def _effect(self, request: HttpRequest, row: ChangeRequest) -> tuple[Any, str]:
        act, _ = requests.as_proposed(row)
        try:
            return previews.preview(act, actor=row.author, sees_sensitive=sees_sensitive(request)).effect, ""
        except MdmError as error:
            return None, str(error)

    def answer(self, request: HttpRequest, request_id: int) -> HttpResponse:
        """Approve, reject, reopen, withdraw or comment; the pipeline says who may."""
        said, user = request.POST.get("answer", "").strip(), acting_user(request)
        verdict = request.POST.get("verdict", "")
        try:
            match verdict:
                case "approve":
                    settled = requests.approve(request_id, actor=user, answer=said)
                case "reject":
                    settled = requests.reject(request_id, actor=user, answer=said)
                case "reopen":
                    settled = requests.reopen(request_id, actor=user, answer=said)
                case "withdraw":
                    settled = requests.withdraw(request_id, actor=user, answer=said)
                case _:
                    settled = requests.comment(request_id, said, actor=user).request
        except MdmError as error:
            messages.error(request, str(error))
        else:
            tell = messages.warning if settled.state == ChangeRequest.State.STALE else messages.success
            tell(request, _DONE[settled.state] if verdict in _SETTLING else _KEPT[verdict == "reopen"])
        return redirect(address("changerequest", request_id))


class RuleForm(forms.ModelForm):  # type: ignore[type-arg] # not subscriptable at run time
    """A rule, checked against the catalogue."""

    exempt = forms.MultipleChoiceField(
        choices=[(role, role) for role in ROLES],
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text="Roles that may do without a second person.",
    )

    class Meta:
        model = ApprovalRule
        fields = (
            "note", "act", "sensitivity", "at_least_records", "at_least_customers", "attribute", "values", "exempt",
            "is_active",
        )  # fmt: skip

    def clean_attribute(self) -> str:
        code: str = self.cleaned_data["attribute"]
        if code and code not in catalogue().attributes:
            raise forms.ValidationError(f"The catalogue has no attribute {code}.")
        return code


@admin.register(ApprovalRule)
class ApprovalRuleAdmin(ListAdmin):
    """Which acts need a second person. Rules are switched off, never deleted."""

    form = RuleForm
    list_display = ("note", "act", "sensitivity", "at_least_records", "at_least_customers", "attribute", "is_active")
    list_filter = ("is_active", "act")
    ordering = ("act", "pk")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 - Django's
        return False

    def save_model(self, request: HttpRequest, obj: ApprovalRule, form: Any, change: bool) -> None:  # noqa: ARG002, FBT001
        fields = {name: getattr(obj, name) for name in RuleForm.Meta.fields}
        obj.pk = declare_rule(obj.pk, fields, actor=acting_user(request))

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """The ledger has it."""

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """The ledger has it."""
