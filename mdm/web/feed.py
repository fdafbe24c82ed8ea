"""The change feed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.views import APIView

from mdm.catalogue.queries import catalogue
from mdm.pipeline.feed import syndication
from mdm.syndicate.feed.wanted import Wanted, wanted_of
from mdm.web.answers import answer
from mdm.web.feed_documents import feed
from mdm.web.feed_schema import CHANGES, FeedParameters
from mdm.web.permissions import READ_CHANGES, READ_CUSTOMERS, check_scope, client_of, view_of


class ChangesView(APIView):
    scope = READ_CHANGES

    @CHANGES
    def get(self, request: Request) -> HttpResponseBase:
        said = FeedParameters.of(request)
        if said["snapshot"]:
            check_scope(request, READ_CUSTOMERS)
        wanted = choice_of(request, said)
        if not said["own"]:
            wanted = replace(wanted, not_by_client=client_of(request).id)
        found = syndication.follow(said["after"], wanted, limit=said["limit"], seconds=said["wait"])
        return answer(request, feed(found, view_of(request) if said["snapshot"] else None))


def choice_of(request: Request, said: Mapping[str, Any]) -> Wanted:
    """What the client chose of what it may see; it can't name what it may not see."""
    view = view_of(request)
    known = [code for code in catalogue().attributes if view.attributes is None or code in view.attributes]
    chosen = wanted_of(said, known_attributes=known)
    return replace(chosen, seen_attributes=view.attributes, seen_sources=view.sources)
