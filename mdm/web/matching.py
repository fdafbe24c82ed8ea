"""Search before create."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.views import APIView

from mdm.pipeline.serving import lookalikes
from mdm.syndicate import queries
from mdm.web import matching_documents
from mdm.web.answers import plain_answer
from mdm.web.bodies import parsed, raw_body
from mdm.web.matching_bodies import MatchBody
from mdm.web.matching_schema import MATCH
from mdm.web.once import once
from mdm.web.parameters import refuse_parameters
from mdm.web.permissions import MATCH_CUSTOMERS, WRITE_RECORDS, check_scope, check_writable, client_of, view_of


class MatchView(APIView):
    scope = MATCH_CUSTOMERS

    @MATCH
    def post(self, request: Request) -> HttpResponse:
        refuse_parameters(request)
        body = raw_body(request)
        said = MatchBody.of(parsed(body))
        check_writable(request, said["source"])
        if said["create"]:
            check_scope(request, WRITE_RECORDS)
        return once(request, body, partial(_answer, request, said), is_written=said["create"])


def _answer(request: Request, said: dict[str, Any]) -> HttpResponse:
    source, key, view = said["source"], said["key"], view_of(request)
    created = None
    if said["create"]:
        looked, created = lookalikes.look_or_take(source, said["record"], key=key, client=client_of(request).id)
    else:
        looked = lookalikes.look(source, said["record"], key=key)
    places = queries.places_of([one.record for one in looked.found])
    seen = [one for one in looked.found if one.record in places and view.sees_source(places[one.record].source)]
    customers = queries.customers([one.customer for one in seen], view=view)
    document = matching_documents.looked(looked, seen, customers, places, view=view, created=created)
    return plain_answer(document, status=201 if created else 200)
