"""The API's addresses: parse what was asked, ask one query, answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.views import APIView

from mdm.errors import NotAllowedError, NotFoundError
from mdm.records import CustomerKind
from mdm.survive.search import Sought
from mdm.syndicate import queries
from mdm.syndicate.searching import queries as searching
from mdm.syndicate.views import View
from mdm.web import documents
from mdm.web.answers import answer
from mdm.web.cursors import cursor_after, place_of
from mdm.web.openapi import CUSTOMER, HISTORY, LINEAGE, SEARCH
from mdm.web.parameters import AsOfParameters, PageParameters, SearchParameters, refuse_parameters
from mdm.web.permissions import READ_CUSTOMERS, view_of
from mdm.web.profiles import profile_answer


class CustomerView(APIView):
    scope = READ_CUSTOMERS

    @CUSTOMER
    def get(self, request: Request, customer_id: UUID) -> HttpResponseBase:
        said = AsOfParameters.of(request) if request.query_params else {}
        if "as_of" not in said:
            return profile_answer(request, customer_id)
        view = view_of(request)
        found = queries.customer(customer_id, view=view)
        return answer(request, _as_of(found, customer_id, said["as_of"], view))


def _as_of(found: queries.Customer, asked: UUID, at: datetime, view: View) -> dict[str, Any]:
    """The profile as it stood: of the id itself, or of the customer that it belongs to now."""
    for entity in dict.fromkeys((asked, found.id)):
        version = queries.version_at(entity, at, view=view)
        if version:
            places = queries.places_in([version.document])
            return documents.profile_at(entity, asked, version, places)
    raise NotFoundError("The customer was not known at that time.", remedy="State a later time, or see its history.")


class LineageView(APIView):
    scope = READ_CUSTOMERS

    @LINEAGE
    def get(self, request: Request, customer_id: UUID) -> HttpResponseBase:
        refuse_parameters(request)
        view = view_of(request)
        if "lineage" not in view.extras:
            raise NotAllowedError("This client's view has no lineage.", remedy="Ask an administrator to add it.")
        return answer(request, documents.lineage(queries.customer(customer_id, view=view), customer_id))


class HistoryView(APIView):
    scope = READ_CUSTOMERS

    @HISTORY
    def get(self, request: Request, customer_id: UUID) -> HttpResponseBase:
        said = PageParameters.of(request)
        question = {"history": customer_id}
        before = place_of(said["cursor"], question)[0] if "cursor" in said else None
        size, view = said["page_size"], view_of(request)
        found = queries.customer(customer_id, view=view)
        rows = queries.versions(found.id, view=view, before=before, limit=size + 1)
        page = rows[:size]
        places = queries.places_in(one.document for one in page)
        items = [documents.version(one, places) for one in page]
        following = cursor_after([page[-1].number], question) if len(rows) > size else None
        identity = documents.identity(found, customer_id)
        return answer(request, identity | {"items": items, "next_cursor": following})


class SearchView(APIView):
    scope = READ_CUSTOMERS

    @SEARCH
    def get(self, request: Request) -> HttpResponseBase:
        said = SearchParameters.of(request)
        size, cursor = said.pop("page_size"), said.pop("cursor", None)
        after = _last_found(place_of(cursor, said)) if cursor else None
        kind = CustomerKind(said["kind"]) if "kind" in said else None
        sought = Sought(**{**said, "kind": kind})
        rows = searching.found(sought, view=view_of(request), after=after, limit=size + 1)
        page = rows[:size]
        following = cursor_after([page[-1].score, str(page[-1].id)], said) if len(rows) > size else None
        return answer(request, {"items": [documents.found(one) for one in page], "next_cursor": following})


def _last_found(place: list[Any]) -> tuple[float, UUID]:
    return float(place[0]), UUID(place[1])


class NowhereView(APIView):
    """Whatever no other address took, for every method."""

    authentication_classes = ()
    permission_classes = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002 - the framework's signature
        raise NotFound
