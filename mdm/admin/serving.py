"""What clients see, and what they propose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from mdm.admin.acts.pages import proposable
from mdm.admin.base import ListAdmin, PageAdmin, acting_user, address, column, moment, sees_sensitive
from mdm.catalogue.queries import hidden_attributes
from mdm.errors import MdmError, NotAllowedError
from mdm.ledger.queries import entries_of
from mdm.models import ProfileView, Proposal
from mdm.pipeline.serving.views import check_view, define_view
from mdm.pipeline.stewardship import answering, proposals

DECIDES = "mdm.change_proposal"
_FIELDS = ("label", "description", "attributes", "masked", "sources", "preferences", "extras")
_STATES = {"open": "info", "accepted": "success", "rejected": "danger", "superseded": "default"}


class ViewForm(forms.ModelForm):  # type: ignore[type-arg] # not subscriptable at run time
    """A view, checked as the pipeline checks it."""

    class Meta:
        model = ProfileView
        fields = ("code", *_FIELDS)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        try:
            check_view({name: said[name] for name in _FIELDS if name in said})
        except MdmError as error:
            raise forms.ValidationError({error.data["field"]: str(error)}) from None
        return said


@admin.register(ProfileView)
class ProfileViewAdmin(ListAdmin):
    """What a client sees of customers."""

    form = ViewForm
    list_display = ("label", "code", "description")
    ordering = ("code",)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[str]:  # noqa: ARG002
        return ("code",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Clients are bound to it."""
        return False

    def save_model(self, request: HttpRequest, obj: ProfileView, form: Any, change: bool) -> None:  # noqa: ARG002, FBT001
        fields = {name: getattr(obj, name) for name in _FIELDS}
        obj.pk = define_view(obj.code, fields, actor=acting_user(request)).pk

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """The ledger has it."""

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """The ledger has it."""


@admin.register(Proposal)
class ProposalAdmin(PageAdmin):
    """What clients propose, with a person's answer."""

    list_display = (
        "kind",
        "shown_state",
        "client",
        "attribute",
        moment("made_at", "Made"),
        moment("decided_at", "Decided"),
    )
    list_filter = ("state", "kind", "client")
    ordering = ("-id",)
    page_template = "mdm/proposal.html"

    @column("State", label=_STATES)
    def shown_state(self, row: Proposal) -> str:
        return row.state

    def get_urls(self) -> list[URLPattern]:
        decide = self.admin_site.admin_view(require_POST(self.decide))
        return [path("<int:proposal_id>/decide/", decide, name="mdm_proposal_decide"), *super().get_urls()]

    def page(self, request: HttpRequest, row: Proposal) -> Mapping[str, Any]:
        customers = [one for one in (row.customer, row.other_customer) if one]
        return {
            "can_decide": row.state == Proposal.State.OPEN and request.user.has_perm(DECIDES),
            "decide_url": reverse("admin:mdm_proposal_decide", args=[row.pk]),
            "may_see_value": sees_sensitive(request) or row.attribute not in hidden_attributes(sees_sensitive=False),
            "customers": customers,
            "entries": entries_of([f"proposal:{row.pk}"]),
        }

    def decide(self, request: HttpRequest, proposal_id: int) -> HttpResponse:
        """Accept or reject it, with an answer to the client."""
        if not request.user.has_perm(DECIDES):
            raise PermissionDenied
        act = answering.accept if request.POST.get("verdict") == "accept" else proposals.reject
        try:
            act(proposal_id, actor=acting_user(request), answer=request.POST.get("answer", "").strip())
        except NotAllowedError as refused:
            return proposable(request, proposals.acceptance(proposal_id), refused)
        except MdmError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "The client will read your answer.")
        return redirect(address("proposal", proposal_id))
