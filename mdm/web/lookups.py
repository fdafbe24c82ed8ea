"""Many customers at once, and how one came together."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from mdm.catalogue.queries import catalogue
from mdm.errors import InvalidInputError
from mdm.pipeline.identity.explaining import Tie, ties
from mdm.resolve.queries import customers_of_keys
from mdm.syndicate import queries
from mdm.syndicate.profiles import identity
from mdm.syndicate.queries import Member
from mdm.understand.queries import profiles
from mdm.web.acting_schema import IDEMPOTENCY, MOVED_ON, WITH_BODY, acting
from mdm.web.answers import answer, plain_answer
from mdm.web.bodies import Body, Id, Text, parsed, raw_body
from mdm.web.once import once
from mdm.web.openapi import EXPLANATION
from mdm.web.parameters import refuse_parameters
from mdm.web.permissions import READ_CUSTOMERS, view_of
from mdm.web.shapes import Place, Profile, Shape

MOST_AT_ONCE = 200


class PlaceBody(Body):
    source = Text(max_length=40)  # type: ignore[assignment]
    key = Text(max_length=255, trim_whitespace=False)


class LookupBody(Body):
    """Customers by id, or by the keys of their source records."""

    ids = serializers.ListField(child=Id(), required=False, default=list, max_length=MOST_AT_ONCE)
    keys = serializers.ListField(child=PlaceBody(), required=False, default=list, max_length=MOST_AT_ONCE)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not 0 < len(attrs["ids"]) + len(attrs["keys"]) <= MOST_AT_ONCE:
            raise InvalidInputError(
                f"1 to {MOST_AT_ONCE} customers can be looked up at once.", remedy="State ids, keys or both.",
                data={"pointer": "/ids"},
            )  # fmt: skip
        return attrs


class LookedUp(Shape):
    id = serializers.UUIDField(allow_null=True, help_text="As it was asked for.")
    place = Place(allow_null=True, help_text="As it was asked for.")
    customer = Profile(allow_null=True, help_text="null where there is none.")


class LookupResult(Shape):
    items = LookedUp(many=True, help_text="Ids first, then keys, in the order of the request.")


LOOKUP = acting(
    "customers_lookup",
    "Many customers at once",
    request={"application/json": LookupBody},
    answers={200: LookupResult},
    problems=WITH_BODY | MOVED_ON,
    parameters=(IDEMPOTENCY,),
    examples=(OpenApiExample("by key", value={"keys": [{"source": "crm", "key": "C-1001"}]}, request_only=True),),
)


class LookupView(APIView):
    scope = READ_CUSTOMERS

    @LOOKUP
    def post(self, request: Request) -> HttpResponse:
        refuse_parameters(request)
        body = raw_body(request)
        said = LookupBody.of(parsed(body))
        return once(request, body, partial(_looked_up, request, said), is_written=False)


def _looked_up(request: Request, said: dict[str, Any]) -> HttpResponse:
    view, ids = view_of(request), said["ids"]
    places = [(one["source"], one["key"]) for one in said["keys"] if view.sees_source(one["source"])]
    by_place = customers_of_keys([source for source, _ in places], [key for _, key in places])
    found = profiles({*ids, *by_place.values()}, view)
    items = [{"id": one, "place": None, "customer": found.get(one)} for one in ids]
    for one in said["keys"]:
        known = by_place.get((one["source"], one["key"]))
        items.append({"id": None, "place": dict(one), "customer": found.get(known) if known else None})
    return plain_answer({"items": items})


class ExplanationView(APIView):
    scope = READ_CUSTOMERS

    @EXPLANATION
    def get(self, request: Request, customer_id: UUID) -> HttpResponseBase:
        refuse_parameters(request)
        view = view_of(request)
        found = queries.customer(customer_id, view=view)
        is_whole = view.sources is None and not view.unseen(catalogue().attributes)
        members = {one.record: one for one in found.members}
        told = [_tie(one, members, is_whole=is_whole) for one in ties(list(members))]
        return answer(request, identity(found, customer_id) | {"ties": told})


def _tie(one: Tie, members: dict[int, Member], *, is_whole: bool) -> dict[str, Any]:
    """A tie. Its steps could tell of attributes that the view hides, and so could a record in another source."""
    member, other = members[one.record], members.get(one.other or 0)
    told = one.explanation if other and is_whole else None
    return {
        **member.place.as_json(),
        "since": member.since,
        "by": one.by if is_whole else "",
        "with_record": other.place.as_json() if other else None,
        "zone": str(told.zone) if told else None,
        "summary": told.summary if told else "",
        "steps": [_step(step) for step in told.steps] if told else [],
    }


def _step(step: Any) -> dict[str, Any]:
    return {name: getattr(step, name) for name in ("label", "level", "weight", "total", "sentence")}
