"""Proposals of a client, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from mdm.errors import InvalidInputError
from mdm.pipeline.stewardship import proposals
from mdm.steward.proposals import queries as desk
from mdm.syndicate import queries
from mdm.web.acting_schema import IDEMPOTENCY, MISSING, MOVED_ON, WITH_BODY, acting
from mdm.web.answers import answer, plain_answer
from mdm.web.bodies import Body, Id, Text, parsed, raw_body
from mdm.web.cursors import cursor_after, place_of
from mdm.web.once import once
from mdm.web.openapi import described
from mdm.web.parameters import PageParameters, refuse_parameters
from mdm.web.permissions import PROPOSE, client_of, view_of
from mdm.web.problems import pointer_to
from mdm.web.shapes import Shape

if TYPE_CHECKING:
    from mdm.steward.proposals.models import Proposal

_KINDS = ["correction", "duplicate"]
_STATES = ["open", "accepted", "rejected", "superseded"]
# Kind -> the members that it needs beside those of every proposal.
_NEEDED: Mapping[str, frozenset[str]] = {
    "correction": frozenset({"attribute", "value"}),
    "duplicate": frozenset({"other_customer_id"}),
}


class ProposalBody(Body):
    """A correction of a value, or two customers that are one."""

    kind = serializers.ChoiceField(choices=_KINDS, error_messages={"invalid_choice": f"One of {', '.join(_KINDS)}."})
    customer_id = Id()
    reason = Text(max_length=2000)
    attribute = Text(max_length=40, required=False, help_text="Of a correction.")
    value = serializers.DictField(child=Text(max_length=4000), required=False, help_text="Of a correction: its parts.")
    country = serializers.RegexField(r"^[A-Za-z]{2}$", required=False, help_text="Where the value is read.")
    other_customer_id = Id(required=False, help_text="Of a duplicate.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        needed = _NEEDED[attrs["kind"]]
        for name in sorted(frozenset().union(*_NEEDED.values())):
            if (name in attrs) != (name in needed):
                raise InvalidInputError(
                    f"A {attrs['kind']} has {' and '.join(sorted(needed))}.", remedy="State those, and no others.",
                    data={"pointer": pointer_to(name)},
                )  # fmt: skip
        return attrs


class ProposalShape(Shape):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=_KINDS)
    state = serializers.ChoiceField(choices=_STATES)
    customer_id = serializers.UUIDField()
    other_customer_id = serializers.UUIDField(allow_null=True)
    attribute = serializers.CharField(allow_null=True)
    value = serializers.DictField(child=serializers.CharField(), allow_null=True)
    reason = serializers.CharField()
    answer = serializers.CharField(allow_blank=True, help_text="What the person who decided says.")
    made_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)


class ProposalList(Shape):
    items = ProposalShape(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class ProposalParameters(PageParameters):
    """Which proposals."""

    state = serializers.ChoiceField(
        choices=_STATES, required=False, error_messages={"invalid_choice": f"One of {', '.join(_STATES)}."}
    )


PROPOSE_IT = acting(
    "proposals_make",
    "Propose a correction or a duplicate",
    request={"application/json": ProposalBody},
    answers={201: ProposalShape},
    problems=WITH_BODY | MISSING | MOVED_ON,
    parameters=(IDEMPOTENCY,),
    examples=(
        OpenApiExample(
            "correction",
            value={
                "kind": "correction", "customer_id": "01890a5d-ac96-774b-bcce-b302099a8057", "attribute": "email",
                "value": {"value": "anna@new.example"}, "reason": "She wrote from there.",
            },
            request_only=True,
        ),
    ),
)  # fmt: skip
LIST = described(
    "proposals_list", "The client's proposals", ProposalList, parameters=(ProposalParameters,), is_one=False
)
READ = described("proposals_read", "A proposal and its state", ProposalShape, parameters=())


class ProposalsView(APIView):
    scope = PROPOSE

    @LIST
    def get(self, request: Request) -> HttpResponseBase:
        said = ProposalParameters.of(request)
        question = {"proposals": said.get("state", "")}
        before = place_of(said["cursor"], question)[0] if "cursor" in said else None
        size = said["page_size"]
        rows = desk.proposals(client_of(request).id, state=said.get("state", ""), before=before, limit=size + 1)
        following = cursor_after([rows[size - 1].pk], question) if len(rows) > size else None
        return answer(request, {"items": [_document(one) for one in rows[:size]], "next_cursor": following})

    @PROPOSE_IT
    def post(self, request: Request) -> HttpResponse:
        refuse_parameters(request)
        body = raw_body(request)
        said = ProposalBody.of(parsed(body))
        return once(request, body, partial(_made, request, said))


class ProposalView(APIView):
    scope = PROPOSE

    @READ
    def get(self, request: Request, proposal_id: int) -> HttpResponseBase:
        refuse_parameters(request)
        return answer(request, _document(desk.proposal(proposal_id, client=client_of(request).id)))


def _made(request: Request, said: dict[str, Any]) -> HttpResponse:
    view, client = view_of(request), client_of(request).id
    queries.customer(said["customer_id"], view=view)
    if said["kind"] == "duplicate":
        queries.customer(said["other_customer_id"], view=view)
        made = proposals.propose_duplicate(
            client, said["customer_id"], said["other_customer_id"], reason=said["reason"]
        )
    else:
        if not view.sees_attribute(said["attribute"]):
            raise InvalidInputError(
                "A customer of this kind has no such attribute.", remedy="See the attribute catalogue.",
                data={"pointer": "/attribute"},
            )  # fmt: skip
        made = proposals.propose_correction(
            client, said["customer_id"], said["attribute"], said["value"], reason=said["reason"],
            country=said.get("country", "").upper(),
        )  # fmt: skip
    response = plain_answer(_document(made), status=201)
    response["Location"] = reverse("api:proposal", args=[made.pk])
    return response


def _document(one: Proposal) -> dict[str, Any]:
    return {
        "id": one.pk,
        "kind": one.kind,
        "state": one.state,
        "customer_id": one.customer,
        "other_customer_id": one.other_customer,
        "attribute": one.attribute or None,
        "value": one.value.get("said") or None,
        "reason": one.reason,
        "answer": one.answer,
        "made_at": one.made_at,
        "decided_at": one.decided_at,
    }
