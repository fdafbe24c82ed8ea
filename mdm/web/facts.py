"""Facts that sources tell of their records: one by its key, or many."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.encoding import escape_uri_path
from drf_spectacular.utils import extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from mdm.errors import InvalidInputError
from mdm.pipeline.facts.batches import Item, take_batch
from mdm.pipeline.facts.sending import Sender, SentFact
from mdm.pipeline.facts.sending import put as take_in
from mdm.pipeline.facts.sending import remove as take_back
from mdm.understand.documents import seen_texts
from mdm.understand.facts import FactKind
from mdm.understand.queries import fact
from mdm.web import fact_documents
from mdm.web.answers import answer, plain_answer
from mdm.web.bodies import MAX_BATCH_BYTES, Body, Flag, Text, parsed, raw_body
from mdm.web.fact_schema import DESCRIBED, MOST_FACTS
from mdm.web.once import once
from mdm.web.parameters import refuse_parameters
from mdm.web.permissions import READ_RECORDS, WRITE_RECORDS, check_seen, check_writable, client_of, view_of
from mdm.web.preconditions import expected, tag_of
from mdm.web.problems import pointer_to


class BatchItem(Body):
    """One fact: its members, or `remove`."""

    key = Text(max_length=255, trim_whitespace=False)
    remove = Flag(required=False, default=False)
    interaction = serializers.DictField(required=False)
    consent = serializers.DictField(required=False)
    relationship = serializers.DictField(required=False)


class BatchBody(Body):
    """Facts of one kind to take in, each by itself."""

    items = serializers.ListField(child=BatchItem(), min_length=1, max_length=MOST_FACTS)

    @classmethod
    def items_of(cls, kind: FactKind, document: Mapping[str, Any]) -> list[Item]:
        """The facts of the batch. Raises ValidationError or InvalidInputError for a batch of another shape."""
        found = cls.of(document)["items"]
        for place, one in enumerate(found):
            if one.keys() - {"key", "remove"} != (set() if one["remove"] else {str(kind)}):
                raise InvalidInputError(
                    f"An item has either a {kind} or remove.", remedy="State one of the two.",
                    data={"pointer": pointer_to("items", place)},
                )  # fmt: skip
        return [Item(kind, one["key"], None if one["remove"] else one[str(kind)]) for one in found]


def _sender(request: Request) -> Sender:
    """The client, which may name the sources that it writes or sees."""
    client, view = client_of(request), view_of(request)
    return Sender(client.id, lambda code: code in client.sources or view.sees_source(code))


class FactView(APIView):
    """One fact, by its sender's key. Each kind has a class of its own, so that the schema tells it apart."""

    kind: FactKind
    scopes = {  # noqa: RUF012 - never changed
        "GET": READ_RECORDS, "HEAD": READ_RECORDS, "OPTIONS": READ_RECORDS,
        "PUT": WRITE_RECORDS, "DELETE": WRITE_RECORDS,
    }  # fmt: skip

    def get(self, request: Request, source: str, key: str) -> HttpResponseBase:
        refuse_parameters(request)
        view = view_of(request)
        check_seen(view, source)
        document, standing = fact(self.kind, source, key)
        for place in standing.places:
            check_seen(view, place.source)
        return answer(request, seen_texts(self.kind, document, sees_texts=view.sees_texts), tag=standing.number)

    def put(self, request: Request, source: str, key: str) -> HttpResponse:
        check_writable(request, source)
        refuse_parameters(request)
        fields = parsed(raw_body(request))
        sent = take_in(self.kind, source, key, fields, sender=_sender(request), expected=expected(request))
        return _told(request, sent)

    def delete(self, request: Request, source: str, key: str) -> HttpResponse:
        check_writable(request, source)
        refuse_parameters(request)
        sent = take_back(self.kind, source, key, sender=_sender(request), expected=expected(request))
        return _told(request, sent)


def _told(request: Request, sent: SentFact) -> HttpResponse:
    response = plain_answer(fact_documents.sent(sent, view_of(request)), status=201 if sent.is_new else 200)
    response["ETag"] = tag_of(sent.number)
    if sent.is_new:
        response["Location"] = escape_uri_path(request.path)
    return response


class FactsView(APIView):
    """Many facts of one kind."""

    kind: FactKind
    scope = WRITE_RECORDS

    def post(self, request: Request, source: str) -> HttpResponse:
        check_writable(request, source)
        refuse_parameters(request)
        body = raw_body(request, limit=MAX_BATCH_BYTES)
        return once(request, body, partial(self._taken, request, source, body))

    def _taken(self, request: Request, source: str, body: bytes) -> HttpResponse:
        items = BatchBody.items_of(self.kind, parsed(body))
        outcomes = take_batch(source, items, sender=_sender(request))
        return plain_answer(fact_documents.batch(source, items, outcomes, view_of(request)))


def _described(view: type[APIView]) -> type[APIView]:
    """The view with the descriptions of its kind's addresses."""
    told = DESCRIBED[view.kind]  # type: ignore[attr-defined]
    if issubclass(view, FactsView):
        return extend_schema_view(post=told.batch)(view)
    return extend_schema_view(get=told.read, put=told.put, delete=told.remove)(view)


@_described
class InteractionView(FactView):
    kind = FactKind.INTERACTION


@_described
class InteractionsView(FactsView):
    kind = FactKind.INTERACTION


@_described
class ConsentView(FactView):
    kind = FactKind.CONSENT


@_described
class ConsentsView(FactsView):
    kind = FactKind.CONSENT


@_described
class RelationshipView(FactView):
    kind = FactKind.RELATIONSHIP


@_described
class RelationshipsView(FactsView):
    kind = FactKind.RELATIONSHIP
