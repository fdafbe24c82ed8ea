"""What people have fixed or barred: the list of pins, and the page on which one is set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_POST

from mdm.access.sight import MASK, free_text
from mdm.admin.acts.forms import may
from mdm.admin.acts.pages import page, preview_page, shown
from mdm.admin.base import PageAdmin, acting_user, column, list_address, moment, reads_reasons, sees_sensitive
from mdm.catalogue.queries import catalogue, hidden_attributes
from mdm.errors import InvalidInputError, MdmError
from mdm.ledger.queries import entries_of
from mdm.models import Pin
from mdm.pipeline.stewardship import pinning, previews
from mdm.records import PARTS, VALUE, CustomerKind, PinKind
from mdm.resolve.queries import memberships
from mdm.steward.acts import ActKind
from mdm.steward.pins import queries
from mdm.survive.queries import present
from mdm.syndicate.queries import customer as customer_of

SOON = timedelta(days=14)


class Which(admin.SimpleListFilter):
    """Pins by what one looks for."""

    title = "which"
    parameter_name = "which"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002 - Django's
        return [("live", "In force"), ("mine", "Mine, in force"), ("soon", "Ending within 14 days"), ("ended", "Ended"),
                ("news", "Mine that ended, not noted")]  # fmt: skip

    def queryset(self, request: HttpRequest, queryset: QuerySet[Pin]) -> QuerySet[Pin]:
        wanted = {
            "live": Q(retired_at=None),
            "mine": Q(retired_at=None, author=request.user.pk),
            "soon": Q(retired_at=None, expires_at__lt=timezone.now() + SOON),
            "ended": Q(retired_at__isnull=False),
            "news": queries.NEWS & Q(author=request.user.pk),
        }
        return queryset.filter(wanted.get(self.value() or "", Q()))


@admin.register(Pin)
class PinAdmin(PageAdmin):
    list_display = ("label", "attribute", "kind", "author", moment("made_at", "Made"), "ends")
    list_filter = (Which, "kind", "retired_because")
    list_select_related = ("author",)
    ordering = ("-id",)
    page_template = "mdm/acts/pin_page.html"

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        hidden = hidden_attributes(sees_sensitive=sees_sensitive(request))

        @column("Value")
        def shown_value(row: Pin) -> str:
            return MASK if row.attribute in hidden else str(row.value["display"])

        @column("Reason")
        def reason(row: Pin) -> str:
            return free_text(row.reason, reads_reasons=reads_reasons(request))

        return [*self.list_display[:3], shown_value, reason, *self.list_display[3:]]

    @column("Pin")
    def label(self, row: Pin) -> str:
        return f"Pin {row.pk}"

    @column("Ends")
    def ends(self, row: Pin) -> str:
        if row.retired_at:
            return f"ended {timezone.localtime(row.retired_at):%Y-%m-%d}: {row.get_retired_because_display()}"
        if row.expires_at:
            return f"{timezone.localtime(row.expires_at):%Y-%m-%d}"
        return "when the source changes" if row.until_changed else "never"

    def get_urls(self) -> list[URLPattern]:
        noted = self.admin_site.admin_view(require_POST(self.noted))
        return [path("noted/", noted, name="mdm_pin_noted"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Tells an author which of their pins have ended."""
        news = queries.news_of(acting_user(request).pk)
        context = {**(extra_context or {}), "news": news, "noted_url": reverse("admin:mdm_pin_noted")}
        self.change_list_template = "mdm/acts/pin_list.html"
        return super().changelist_view(request, context)  # type: ignore[no-any-return]

    def noted(self, request: HttpRequest) -> HttpResponse:
        """The author has read it."""
        pinning.note_ended(acting_user(request).pk)
        return redirect(list_address("pin"))

    def page(self, request: HttpRequest, row: Pin) -> Mapping[str, Any]:
        hidden = row.attribute in hidden_attributes(sees_sensitive=sees_sensitive(request))
        attribute = catalogue().attributes.get(row.attribute)
        return {
            "attribute_label": attribute.label if attribute else row.attribute,
            "value": MASK if hidden else row.value["display"],
            "ends": self.ends(row),
            "customer": memberships([row.record_id]).get(row.record_id),
            "can_take_back": row.retired_at is None and may(acting_user(request), ActKind.UNPIN),
            "entries": entries_of([f"pin:{row.pk}"]),
        }


@page(ActKind.PIN)
@require_http_methods(["GET", "POST"])
def pin(request: HttpRequest, customer: UUID) -> HttpResponse:
    """Choose what to pin, then look at what would change."""
    found = customer_of(customer, sees_sensitive=sees_sensitive(request))
    chosen = request.POST.get("attribute") or request.GET.get("attribute", "")
    hidden = hidden_attributes(sees_sensitive=sees_sensitive(request))
    kind = CustomerKind(found.kind)
    attributes = [one for one in catalogue().attributes.values() if kind in one.applies_to and one.code not in hidden]
    attribute = next((one for one in attributes if one.code == chosen), None)
    if chosen and attribute is None:
        raise Http404
    if request.method == "POST":
        try:
            looked = previews.preview(
                _pin_from(request, found.id), actor=acting_user(request), sees_sensitive=sees_sensitive(request)
            )
            return preview_page(request, looked)
        except MdmError as error:
            messages.error(request, str(error))
    return shown(
        request,
        "pin",
        "Pin a value",
        customer=found,
        name=found.document["name"] if found.document else "",
        attributes=attributes,
        attribute=attribute,
        parts=[(one, "Value" if one == VALUE else one.replace("_", " ").capitalize()) for one in PARTS[attribute.kind]]
        if attribute
        else [],
        stated=pinning.stated_values(found.id, attribute.code) if attribute else [],
        surviving=_surviving(found.id, attribute.code) if attribute else [],
        sent=request.POST,
    )


def _surviving(customer: UUID, attribute: str) -> list[str]:
    golden = present([customer])[customer].document
    return [one["display"] for one in golden["values"] if one["attribute"] == attribute]


def _pin_from(request: HttpRequest, customer: UUID) -> Any:
    sent = request.POST
    choice = sent.get("choice", "")
    parts = {name.removeprefix("part_"): str(text).strip() for name, text in sent.items() if name.startswith("part_")}
    return pinning.pin_act(
        customer,
        sent["attribute"],
        PinKind.BAR if sent.get("pin_kind") == "bar" else PinKind.FIX,
        choice=int(choice) if choice.isdecimal() else None,
        parts={name: text for name, text in parts.items() if text},
        expires_at=_expiry(sent.get("until", "")) if sent.get("ends") == "date" else None,
        until_changed=sent.get("ends") == "changed",
    )


def _expiry(text: str) -> datetime:
    """The end of that day."""
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or day < timezone.localdate():
        raise InvalidInputError("The pin can't end on that day.", remedy="Choose today or a later day.")
    return timezone.make_aware(datetime.combine(day, time.max))


urlpatterns = [path("act/pin/<uuid:customer>/", pin, name="mdm-act-pin")]
