"""Who may come in: people with roles, machines with keys."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminIntegerFieldWidget

from mdm.access.roles import ROLES
from mdm.admin.base import PageAdmin, acting_user, address, column, list_address, moment
from mdm.errors import MdmError
from mdm.ledger.queries import entries_of
from mdm.models import ApiClient
from mdm.pipeline.access import issue_client_key, revoke_client, rotate_client_key

admin.site.unregister(User)
admin.site.unregister(Group)

ISSUES = "mdm.add_apiclient"
REVOKES = "mdm.change_apiclient"


class PersonForm(UserChangeForm):  # type: ignore[misc]
    """A person, with the roles as boxes to tick."""

    groups = forms.ModelMultipleChoiceField(
        Group.objects.order_by("name"), required=False, widget=UnfoldAdminCheckboxSelectMultipleWidget, label="Roles",
        help_text="What the person may see and do; several add up.",
    )  # fmt: skip


@admin.register(User)
class PersonAdmin(UserAdmin, ModelAdmin):  # type: ignore[type-arg, misc] # not subscriptable at run time
    """People. Only a superuser makes superusers or gives single permissions; everybody else gives roles."""

    form = PersonForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "first_name", "last_name", "roles", "is_active", moment("last_login", "Last sign-in"))
    list_filter = ("is_active", "groups")
    filter_horizontal = ("user_permissions",)
    ordering = ("username",)
    _SUPERUSERS_ONLY = ("is_superuser", "user_permissions")

    @column("Roles")
    def roles(self, row: User) -> str:
        return ", ".join(group.name for group in row.groups.all())

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        rows: QuerySet[User] = super().get_queryset(request)
        return rows.prefetch_related("groups")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        fields = ("last_login", "date_joined", *super().get_readonly_fields(request, obj))
        return fields if request.user.is_superuser else (*fields, *self._SUPERUSERS_ONLY)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Whoever may change people may not take over a superuser."""
        allowed = bool(super().has_change_permission(request, obj))
        return allowed and (obj is None or not obj.is_superuser or bool(request.user.is_superuser))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """What a person did keeps their name; leavers are made inactive."""
        return False


@admin.register(Group)
class RoleAdmin(PageAdmin):
    """Roles are declared; see mdm.access.roles."""

    list_display = ("name", "permission_count")
    ordering = ("name",)
    page_template = "mdm/role.html"

    @column("Permissions")
    def permission_count(self, row: Group) -> int:
        return len(ROLES.get(row.name, ()))

    def page(self, request: HttpRequest, row: Group) -> Mapping[str, Any]:  # noqa: ARG002 - no values here
        granted = row.permissions.select_related("content_type").order_by("content_type__model", "codename")
        subjects = groupby(granted, key=lambda one: one.content_type.name)
        people = User.objects.filter(groups=row).order_by("username")
        return {"granted": [(subject, [one.name for one in rows]) for subject, rows in subjects], "people": people}


class ClientForm(forms.ModelForm):  # type: ignore[type-arg] # not subscriptable at run time
    """A client to be."""

    scopes = forms.MultipleChoiceField(
        choices=ApiClient.Scope.choices, widget=UnfoldAdminCheckboxSelectMultipleWidget, help_text="What it may do."
    )

    requests_a_minute = forms.IntegerField(
        min_value=0, required=False, initial=6000, widget=UnfoldAdminIntegerFieldWidget,
        help_text="More are refused; 0 sets no limit.",
    )  # fmt: skip

    class Meta:
        model = ApiClient
        fields = ("name", "scopes", "sources", "view", "requests_a_minute", "expires_at")


@admin.register(ApiClient)
class ClientAdmin(PageAdmin):
    """Machines. A key is shown in the answer that makes it, and never again."""

    form = ClientForm
    list_display = (
        "name",
        "key_prefix",
        "shown_scopes",
        "shown_state",
        moment("expires_at", "Expires"),
        moment("last_used_at", "Last used"),
    )
    list_filter = ("is_active",)
    search_fields = ("name",)
    page_template = "mdm/api_client.html"

    @column("Scopes")
    def shown_scopes(self, row: ApiClient) -> str:
        return ", ".join(row.scopes)

    @column("State", label={"active": "success", "revoked": "danger"})
    def shown_state(self, row: ApiClient) -> tuple[str, str]:
        state = "active" if row.is_active else "revoked"
        return state, state

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(ISSUES))

    def get_urls(self) -> list[URLPattern]:
        revoke = self.admin_site.admin_view(require_POST(self.revoke))
        rotate = self.admin_site.admin_view(require_POST(self.rotate))
        return [
            path("<int:client_id>/revoke/", revoke, name="mdm_apiclient_revoke"),
            path("<int:client_id>/rotate/", rotate, name="mdm_apiclient_rotate"),
            *super().get_urls(),
        ]

    def page(self, request: HttpRequest, row: ApiClient) -> Mapping[str, Any]:
        return {
            "can_revoke": row.is_active and request.user.has_perm(REVOKES),
            "revoke_url": reverse("admin:mdm_apiclient_revoke", args=[row.pk]),
            "rotate_url": reverse("admin:mdm_apiclient_rotate", args=[row.pk]),
            "sources": row.sources.all(),
            "entries": entries_of([f"client:{row.pk}"]),
        }

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Mapping[str, Any] | None = None
    ) -> HttpResponse:
        buttons = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return cast("HttpResponse", super().add_view(request, form_url, {**(extra_context or {}), **buttons}))

    def save_model(self, request: HttpRequest, obj: ApiClient, form: Any, change: bool) -> None:  # noqa: ARG002, FBT001
        stored, obj.shown_key = issue_client_key(  # type: ignore[attr-defined]
            obj.name,
            obj.scopes,
            expires_at=obj.expires_at,
            actor=acting_user(request),
            sources=[one.pk for one in form.cleaned_data["sources"]],
            view=obj.view_id,
            requests_a_minute=obj.requests_a_minute,
        )
        obj.pk = stored.pk

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """The pipeline has stored them with the client."""

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """The ledger has it."""

    def response_add(self, request: HttpRequest, obj: ApiClient, post_url_continue: str | None = None) -> HttpResponse:  # noqa: ARG002
        return self._shown_key(request, obj, obj.shown_key)  # type: ignore[attr-defined]

    def _shown_key(self, request: HttpRequest, row: ApiClient, key: str) -> HttpResponse:
        """The key, in this answer alone: a redirect would have to keep it somewhere."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Client key",
            "row": row,
            "key": key,
            "client_url": address("apiclient", row.pk),
        }
        response = TemplateResponse(request, "mdm/client_key.html", context)
        response["Cache-Control"] = "no-store"
        return response

    def revoke(self, request: HttpRequest, client_id: int) -> HttpResponse:
        """Close the door for ever."""
        if not request.user.has_perm(REVOKES):
            raise PermissionDenied
        try:
            client = revoke_client(client_id, actor=acting_user(request), reason=request.POST.get("reason", "").strip())
        except MdmError as error:
            messages.error(request, str(error))
            return redirect(list_address("apiclient"))
        messages.success(request, f"{client.name} is revoked.")
        return redirect(address("apiclient", client_id))

    def rotate(self, request: HttpRequest, client_id: int) -> HttpResponse:
        """A new key; the one before goes on working for a day."""
        if not request.user.has_perm(REVOKES):
            raise PermissionDenied
        try:
            client, key = rotate_client_key(client_id, actor=acting_user(request))
        except MdmError as error:
            messages.error(request, str(error))
            return redirect(list_address("apiclient"))
        return self._shown_key(request, client, key)
