"""Facts as lists and pages, and the declared lists of what they may name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from mdm.admin.base import ListAdmin, PageAdmin, acting_user, address, column, may_see, moment, sees_sensitive
from mdm.ledger.queries import entries_of
from mdm.models import Channel, Consent, Interaction, Purpose, Relationship, RelationshipType, SourceSystem
from mdm.pipeline.facts.terms import declare
from mdm.resolve.queries import customers_of_keys
from mdm.understand.documents import seen_texts
from mdm.understand.facts import FORMS, FactKind
from mdm.understand.queries import places_of, stated

_STATES = {"open": "warning", "closed": "default", "granted": "success", "denied": "danger", "withdrawn": "danger"}
_ABOUT = "record_key"


class FactAdmin(PageAdmin):
    """Facts of one kind as their senders stated them; free text for who may read it."""

    kind: FactKind
    ordering = ("-pk",)
    list_select_related: Any = ("source", "record_source")
    search_fields = (_ABOUT,)
    search_help_text = "The fact's key, or that of its source record, exactly"
    page_template = "mdm/fact.html"

    @column("Source record")
    def about(self, row: Any) -> str:
        return f"{row.record_source.code} {row.record_key}"

    @column("Channel")
    def channel_code(self, row: Any) -> str:
        return row.channel_id or "every one"

    @column("State", label=_STATES)
    def shown_state(self, row: Any) -> tuple[str, str]:
        return ("removed", "taken back") if row.removed_at else (row.state, row.state)

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's
        queryset: QuerySet[Any],
        search_term: str,
    ) -> tuple[QuerySet[Any], bool]:
        """By key in each source, because the indexes begin with the source."""
        term = search_term.strip()
        if not term:
            return queryset, False
        sources = list(SourceSystem.objects.values_list("pk", flat=True))
        about = Q(record_source__in=sources, record_key=term, removed_at=None)
        return queryset.filter(Q(source__in=sources, key=term) | about), False

    def page_title(self, row: Any) -> str:
        return f"{self.kind.capitalize()} {row.pk}"

    def page(self, request: HttpRequest, row: Any) -> Mapping[str, Any]:
        sight = sees_sensitive(request)
        places = places_of(row)
        owners = customers_of_keys([one.source for one in places], [one.key for one in places])
        versions = row.versions.order_by("-number")[:20] if self.kind is FactKind.CONSENT else ()
        return {
            "pairs": self._pairs(stated(self.kind, row), sees_texts=sight),
            "places": [(one, address("goldenrecord", owners[one]) if one in owners else "") for one in places],
            "versions": [(one, self._pairs(one.said, sees_texts=sight)) for one in versions],
            "entries": entries_of([f"{self.kind}:{row.pk}"]) if may_see(request, "ledgerentry") else [],
        }

    def _pairs(self, document: Mapping[str, Any], *, sees_texts: bool) -> list[tuple[str, Any]]:
        seen = seen_texts(self.kind, document, sees_texts=sees_texts)
        names = [member.name for member in FORMS[self.kind] if "." not in member.name]
        return [(name.replace("_", " ").capitalize(), seen.get(name)) for name in names]


@admin.register(Interaction)
class InteractionAdmin(FactAdmin):
    kind = FactKind.INTERACTION
    list_display = (
        "key",
        "source",
        "about",
        moment("at", "When"),
        "channel_code",
        "direction",
        "reason",
        "shown_state",
    )
    list_filter = ("channel", "state", "source")


@admin.register(Consent)
class ConsentAdmin(FactAdmin):
    kind = FactKind.CONSENT
    list_display = (
        "key", "source", "about", "purpose_code", "channel_code", "shown_state", moment("stated_at", "Stated"),
        moment("valid_until", "Until"),
    )  # fmt: skip
    list_filter = ("purpose", "channel", "state", "source")

    @column("Purpose")
    def purpose_code(self, row: Consent) -> str:
        return row.purpose_id


@admin.register(Relationship)
class RelationshipAdmin(FactAdmin):
    kind = FactKind.RELATIONSHIP
    list_display = ("key", "source", "about", "type_code", "other", "since", "until")
    list_filter = ("type", "source")
    list_select_related = ("source", "record_source", "to_source")

    @column("Type")
    def type_code(self, row: Relationship) -> str:
        return row.type_id

    @column("Other record")
    def other(self, row: Relationship) -> str:
        return f"{row.to_source.code} {row.to_key}"


class TermAdmin(ListAdmin):
    """What facts may name. The code is what they hold, so it stays, and no term is deleted: it is made inactive."""

    ordering = ("code",)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[str]:  # noqa: ARG002
        return ("code",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: ARG002, FBT001
        declare(obj, actor=acting_user(request))

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """The ledger has it."""

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """The ledger has it."""


@admin.register(Channel)
class ChannelAdmin(TermAdmin):
    list_display = ("label", "code", "is_contact", "is_active")


@admin.register(Purpose)
class PurposeAdmin(TermAdmin):
    list_display = ("label", "code", "needs_consent", "is_active")


@admin.register(RelationshipType)
class RelationshipTypeAdmin(TermAdmin):
    list_display = ("label", "inverse", "code", "is_active")
