"""What is known of a customer beside its values: interactions, relations, consent."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.views import APIView

from mdm.errors import InvalidInputError, NotAllowedError
from mdm.syndicate.profiles import identity
from mdm.syndicate.queries import Customer, customer
from mdm.syndicate.views import View
from mdm.understand import documents, queries
from mdm.understand.terms.queries import terms
from mdm.web.answers import answer
from mdm.web.cursors import cursor_after, place_of
from mdm.web.fact_schema import CONSENTS, INTERACTIONS, MAY_CONTACT, RELATIONS
from mdm.web.parameters import InteractionParameters, MayContactParameters, PageParameters, refuse_parameters
from mdm.web.permissions import READ_CUSTOMERS, view_of

NIL = UUID(int=0)


def _seen(request: Request, asked: UUID, extra: str) -> tuple[Customer, View]:
    """The customer and the view it is seen through. Raises NotAllowedError where the view does not show the extra."""
    view = view_of(request)
    if extra not in view.extras:
        raise NotAllowedError(f"This client's view has no {extra}.", remedy="Ask an administrator to add them.")
    return customer(asked, view=view), view


class CustomerInteractionsView(APIView):
    scope = READ_CUSTOMERS

    @INTERACTIONS
    def get(self, request: Request, customer_id: UUID) -> HttpResponseBase:
        said = InteractionParameters.of(request)
        size, cursor = said.pop("page_size"), said.pop("cursor", None)
        question = {"interactions": customer_id, **said}
        after = _interaction_after(place_of(cursor, question)) if cursor else None
        found, view = _seen(request, customer_id, "interactions")
        wanted = queries.Page(size + 1, after, said.get("channel"), said.get("state"))
        rows = queries.interactions(found.id, view, wanted)
        at, last = rows[min(size, len(rows)) - 1][0] if rows else (None, 0)
        following = cursor_after([at.isoformat(), last], question) if at and len(rows) > size else None
        items = [document for _, document in rows[:size]]
        return answer(request, identity(found, customer_id) | {"items": items, "next_cursor": following})


def _interaction_after(place: list[Any]) -> tuple[datetime, int]:
    return datetime.fromisoformat(place[0]), int(place[1])


class CustomerRelationsView(APIView):
    scope = READ_CUSTOMERS

    @RELATIONS
    def get(self, request: Request, customer_id: UUID) -> HttpResponseBase:
        said = PageParameters.of(request)
        question, size = {"relations": customer_id}, said["page_size"]
        after = UUID(place_of(said["cursor"], question)[0]) if "cursor" in said else NIL
        found, view = _seen(request, customer_id, "relations")
        told = queries.relations(found.id, view, after=after, limit=size + 1)
        others = sorted({one["customer_id"] for one in told})
        shown = set(others[:size])
        following = cursor_after([str(others[size - 1])], question) if len(others) > size else None
        items = [one for one in told if one["customer_id"] in shown]
        return answer(request, identity(found, customer_id) | {"items": items, "next_cursor": following})


class CustomerConsentsView(APIView):
    scope = READ_CUSTOMERS

    @CONSENTS
    def get(self, request: Request, customer_id: UUID) -> HttpResponseBase:
        refuse_parameters(request)
        found, view = _seen(request, customer_id, "consents")
        said = queries.consents(found.id)
        asking = queries.asking(view, at=timezone.now())
        seen = sorted(filter(asking.sees, said), key=lambda one: one.stated_at, reverse=True)
        told = {
            "answers": list(map(documents.answered, asking.answers(said))),
            "statements": list(map(documents.statement, seen)),
        }
        return answer(request, identity(found, customer_id) | told)


class MayContactView(APIView):
    scope = READ_CUSTOMERS

    @MAY_CONTACT
    def get(self, request: Request, customer_id: UUID) -> HttpResponseBase:
        said = MayContactParameters.of(request)
        _check_declared(said)
        found, view = _seen(request, customer_id, "consents")
        at = said.get("at") or timezone.now()
        given = queries.asking(view, at=at).answer(queries.consents(found.id), said["purpose"], said["channel"])
        told = {
            "purpose": given.purpose,
            "channel": given.channel,
            "at": at,
            "may_contact": given.is_allowed,
            "standing": str(given.standing),
            "why": given.why,
            "reasons": list(map(documents.reason, given.reasons)),
        }
        return answer(request, identity(found, customer_id) | told)


def _check_declared(said: dict[str, Any]) -> None:
    """Raises InvalidInputError for a purpose or channel that nobody declared."""
    known = terms()
    contacts = [code for code, one in known.channels.items() if one.is_contact]
    for name, codes in (("purpose", list(known.purposes)), ("channel", contacts)):
        if said[name] not in codes:
            raise InvalidInputError(
                f"The {name} is not declared.", remedy=f"Declared are: {', '.join(codes)}.", data={"parameter": name}
            )
