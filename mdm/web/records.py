"""Source records: what a system said, what became of it, and saying it."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.encoding import escape_uri_path
from rest_framework.request import Request
from rest_framework.views import APIView

from mdm.catalogue.queries import catalogue
from mdm.errors import NotFoundError
from mdm.pipeline.serving import batches, sending
from mdm.steward import queries as desk
from mdm.web import documents, sent_documents
from mdm.web.answers import answer, plain_answer
from mdm.web.bodies import JSON, MAX_BATCH_BYTES, MERGE_PATCH, parsed, raw_body
from mdm.web.once import once
from mdm.web.openapi import RECORD, RECORD_CUSTOMER
from mdm.web.parameters import refuse_parameters
from mdm.web.permissions import (
    READ_CUSTOMERS,
    READ_RECORDS,
    WRITE_RECORDS,
    check_seen,
    check_writable,
    client_of,
    sees_sensitive,
    view_of,
)
from mdm.web.preconditions import expected, tag_of
from mdm.web.profiles import profile_answer
from mdm.web.sent_bodies import BatchBody
from mdm.web.sent_schema import BATCH, CLOSE, PATCH, PUT


class RecordView(APIView):
    scopes = {  # noqa: RUF012 - never changed
        "GET": READ_RECORDS, "HEAD": READ_RECORDS, "OPTIONS": READ_RECORDS,
        "PUT": WRITE_RECORDS, "PATCH": WRITE_RECORDS, "DELETE": WRITE_RECORDS,
    }  # fmt: skip

    @RECORD
    def get(self, request: Request, source: str, key: str) -> HttpResponseBase:
        refuse_parameters(request)
        view = view_of(request)
        check_seen(view, source)
        reject = desk.open_reject(source, key)
        try:
            record = desk.record_at(source, key)
        except NotFoundError:
            if reject is None:
                raise
            return answer(request, documents.rejected(source, key, reject))
        unseen = view.unseen(catalogue().attributes)
        (sheet,) = desk.sheets([record], sees_sensitive=sees_sensitive(request), unseen=unseen)
        return answer(request, documents.record_seen(documents.record(sheet, reject), view), tag=sheet.number)

    @PUT
    def put(self, request: Request, source: str, key: str) -> HttpResponse:
        check_writable(request, source)
        refuse_parameters(request)
        fields, client = parsed(raw_body(request)), client_of(request).id
        sent = sending.put(source, key, fields, client=client, expected=expected(request))
        return _told(request, sent)

    @PATCH
    def patch(self, request: Request, source: str, key: str) -> HttpResponse:
        check_writable(request, source)
        refuse_parameters(request)
        changes = parsed(raw_body(request, types=(MERGE_PATCH, JSON)))
        sent = sending.patch(source, key, changes, client=client_of(request).id, expected=expected(request))
        return _told(request, sent)

    @CLOSE
    def delete(self, request: Request, source: str, key: str) -> HttpResponse:
        check_writable(request, source)
        refuse_parameters(request)
        return _told(request, sending.close(source, key, client=client_of(request).id, expected=expected(request)))


def _told(request: Request, sent: sending.Sent) -> HttpResponse:
    response = plain_answer(sent_documents.sent(sent, view_of(request)), status=201 if sent.is_new else 200)
    response["ETag"] = tag_of(sent.number)
    if sent.is_new:
        response["Location"] = escape_uri_path(request.path)
    return response


class RecordsView(APIView):
    scope = WRITE_RECORDS

    @BATCH
    def post(self, request: Request, source: str) -> HttpResponse:
        check_writable(request, source)
        refuse_parameters(request)
        body = raw_body(request, limit=MAX_BATCH_BYTES)
        return once(request, body, partial(self._take, request, source, body))

    def _take(self, request: Request, source: str, body: bytes) -> HttpResponse:
        items = BatchBody.items_of(parsed(body))
        outcomes = batches.take_batch(source, items, client=client_of(request).id)
        return plain_answer(sent_documents.batch(source, items, outcomes, view_of(request)))


_CUSTOMER_OF = "/customer"
# A server that keeps the address as it was sent names it so; in the decoded one a key's own %2F is a plain slash.
_SENT_AS = ("RAW_URI", "REQUEST_URI")


class RecordCustomerView(APIView):
    scope = READ_CUSTOMERS

    def dispatch(self, request: HttpRequest, source: str, key: str) -> HttpResponseBase:
        """A key may itself end in /customer, and says so by the coded slash."""
        sent = next((request.META[name] for name in _SENT_AS if request.META.get(name)), _CUSTOMER_OF)
        if not sent.partition("?")[0].endswith(_CUSTOMER_OF):
            return RecordView.as_view()(request, source=source, key=key + _CUSTOMER_OF)
        return super().dispatch(request, source=source, key=key)

    @RECORD_CUSTOMER
    def get(self, request: Request, source: str, key: str) -> HttpResponseBase:
        refuse_parameters(request)
        check_seen(view_of(request), source)
        return profile_answer(request, desk.customer_at(source, key))
