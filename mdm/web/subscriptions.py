"""Webhook subscriptions of the calling client."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.views import APIView

from mdm.pipeline.feed import subscriptions
from mdm.syndicate.webhooks import queries
from mdm.web.answers import answer, plain_answer
from mdm.web.bodies import JSON, MERGE_PATCH, parsed, raw_body
from mdm.web.feed import choice_of
from mdm.web.once import once
from mdm.web.parameters import refuse_parameters
from mdm.web.permissions import READ_CHANGES, READ_CUSTOMERS, check_scope, client_of
from mdm.web.subscription_schema import (
    ADD,
    CHANGE,
    DEAD_LETTERS,
    LIST,
    READ,
    REMOVE,
    REPLAY,
    REVIVE,
    ROTATE,
    SECRET,
    DeadLetterParameters,
    DeadLettersBody,
    ReplayBody,
    SubscriptionBody,
    SubscriptionPatch,
)

if TYPE_CHECKING:
    from mdm.syndicate.webhooks.models import Delivery, Subscription

_SHOWN = (
    "id", "name", "url", "types", "attributes", "sources", "leaves_out_own", "has_snapshot", "state", "cursor",
    "failures", "problem", "delivered_at", "created_at",
)  # fmt: skip
_PAGE = 100


class SubscriptionsView(APIView):
    scope = READ_CHANGES

    @LIST
    def get(self, request: Request) -> HttpResponseBase:
        refuse_parameters(request)
        found = queries.subscriptions(client_of(request).id)
        return answer(request, {"items": [_document(one) for one in found]})

    @ADD
    def post(self, request: Request) -> HttpResponse:
        refuse_parameters(request)
        body = raw_body(request)
        return once(request, body, partial(_add, request, body))


def _add(request: Request, body: bytes) -> HttpResponse:
    said = SubscriptionBody.of(parsed(body))
    _check(request, said)
    row = subscriptions.subscribe(client_of(request).id, **said)
    response = plain_answer(_document(row), status=201)
    response["Location"] = reverse("api:subscription", args=[row.pk])
    return response


class SubscriptionView(APIView):
    scope = READ_CHANGES

    @READ
    def get(self, request: Request, subscription: int) -> HttpResponseBase:
        refuse_parameters(request)
        return answer(request, _document(_own(request, subscription)))

    @CHANGE
    def patch(self, request: Request, subscription: int) -> HttpResponse:
        refuse_parameters(request)
        row, client = _own(request, subscription), client_of(request).id
        said = SubscriptionPatch.of(parsed(raw_body(request, types=(MERGE_PATCH, JSON))))
        state = said.pop("state", row.state)
        _check(request, said)
        if said:
            row = subscriptions.change(row.pk, said, client=client)
        if state != row.state:
            move = subscriptions.resume if state == "active" else subscriptions.pause
            row = move(row.pk, client=client)
        return plain_answer(_document(row))

    @REMOVE
    def delete(self, request: Request, subscription: int) -> HttpResponse:
        refuse_parameters(request)
        subscriptions.remove(_own(request, subscription).pk, client=client_of(request).id)
        return HttpResponse(status=204)


class SecretView(APIView):
    scope = READ_CHANGES

    @SECRET
    def get(self, request: Request, subscription: int) -> HttpResponseBase:
        refuse_parameters(request)
        row = _own(request, subscription)
        return plain_answer({"secret": subscriptions.secret(row), "former_until": row.former_until})

    @ROTATE
    def post(self, request: Request, subscription: int) -> HttpResponse:
        refuse_parameters(request)
        row, client = _own(request, subscription), client_of(request).id
        return once(request, b"", lambda: plain_answer(_document(subscriptions.rotate(row.pk, client=client))))


class ReplayView(APIView):
    scope = READ_CHANGES

    @REPLAY
    def post(self, request: Request, subscription: int) -> HttpResponse:
        refuse_parameters(request)
        row, body, client = _own(request, subscription), raw_body(request), client_of(request).id
        after = ReplayBody.of(parsed(body))["after"]
        act = partial(subscriptions.replay, row.pk, after, client=client)
        return once(request, body, lambda: plain_answer(_document(act()), status=202))


class DeadLettersView(APIView):
    scope = READ_CHANGES

    @DEAD_LETTERS
    def get(self, request: Request, subscription: int) -> HttpResponseBase:
        after = DeadLetterParameters.of(request)["after"]
        found = queries.dead_letters(_own(request, subscription).pk, after=after, limit=_PAGE + 1)
        following = found[_PAGE - 1].sequence if len(found) > _PAGE else None
        return answer(request, {"items": [_letter(one) for one in found[:_PAGE]], "next_after": following})

    @REVIVE
    def post(self, request: Request, subscription: int) -> HttpResponse:
        refuse_parameters(request)
        row, body, client = _own(request, subscription), raw_body(request), client_of(request).id
        sequences = DeadLettersBody.of(parsed(body)).get("sequences")
        act = partial(subscriptions.revive, row.pk, sequences, client=client)
        return once(request, body, lambda: plain_answer({"count": act()}, status=202))


def _own(request: Request, subscription: int) -> Subscription:
    return queries.subscription(subscription, client=client_of(request).id)


def _check(request: Request, said: Mapping[str, Any]) -> None:
    choice_of(request, said)
    if said.get("has_snapshot"):
        check_scope(request, READ_CUSTOMERS)


def _document(row: Subscription) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _SHOWN} | queries.counts(row.pk)


def _letter(row: Delivery) -> dict[str, Any]:
    return {
        "sequence": row.sequence,
        "customer_id": row.entity,
        "attempts": row.attempts,
        "status": row.status,
        "problem": row.problem,
        "ended_at": row.ended_at,
    }
