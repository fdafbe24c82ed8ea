"""The rules of the desk: due dates, second reviews, limits of identifiers, what is at stake."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Model
from django.http import HttpRequest

from mdm.admin.base import ListAdmin, acting_user
from mdm.errors import MdmError
from mdm.models import DeskRule
from mdm.pipeline.stewardship.deskrules import check_rule, declare_rule
from mdm.steward.worklist.rules import DEFAULTS

_SHIPPED = "Without an own line holds what is shipped: " + "; ".join(
    f"{what.replace('_', ' ')}{f' of {of}' if of else ''}: {amount:g}" for what, of, amount in DEFAULTS
)


class RuleForm(forms.ModelForm):  # type: ignore[type-arg] # not subscriptable at run time
    """A line, checked as the pipeline checks it."""

    class Meta:
        model = DeskRule
        fields = ("what", "of", "amount")
        help_texts = {"of": _SHIPPED}  # noqa: RUF012 - Django's own way

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        what, of = said.get("what", self.instance.what), said.get("of", self.instance.of)
        if "amount" in said and not self.errors:
            try:
                check_rule(what, of, said["amount"])
            except MdmError as error:
                field = error.data["field"]
                raise forms.ValidationError({field if field in self.fields else NON_FIELD_ERRORS: str(error)}) from None
        return said


@admin.register(DeskRule)
class DeskRuleAdmin(ListAdmin):
    form = RuleForm
    list_display = ("what", "of", "amount")
    list_filter = ("what",)
    ordering = ("what", "of")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[str]:  # noqa: ARG002
        return ("what", "of") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Nought switches a line off."""
        return False

    def save_model(self, request: HttpRequest, obj: DeskRule, form: Any, change: bool) -> None:  # noqa: ARG002, FBT001
        obj.pk = declare_rule(obj.what, obj.of, obj.amount, actor=acting_user(request)).pk

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """The ledger has it."""

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """The ledger has it."""
