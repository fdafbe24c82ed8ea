"""The change feed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.views import APIView

from mdm.catalogue.queries import catalogue
from mdm.pipeline.feed import syndication
from mdm.syndicate.feed.queries import customers_after
from mdm.syndicate.feed.wanted import Wanted, wanted_of
from mdm.understand.queries import profiles as profiles_of
from mdm.web.answers import answer
from mdm.web.cursors import cursor_after, place_of
from mdm.web.feed_documents import feed
from mdm.web.feed_schema import CHANGES, SNAPSHOT, FeedParameters
from mdm.web.parameters import PageParameters
from mdm.web.permissions import READ_CHANGES, READ_CUSTOMERS, check_scope, client_of, view_of

NIL = UUID(int=0)


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


class SnapshotView(APIView):
    scope = READ_CUSTOMERS

    @SNAPSHOT
    def get(self, request: Request) -> HttpResponseBase:
        said, view = PageParameters.of(request), view_of(request)
        question, size = {"snapshot": client_of(request).id}, said["page_size"]
        place = place_of(said["cursor"], question) if "cursor" in said else None
        # What commits while pages are read comes behind it in the feed.
        top = place[0] if place else syndication.number_all_changes()
        found = customers_after(UUID(place[1]) if place else NIL, view, limit=size + 1)
        page = found[:size]
        profiles = profiles_of(page, view)
        following = cursor_after([top, str(page[-1])], question) if len(found) > size else None
        items = [profiles[one] for one in page if one in profiles]
        return answer(request, {"items": items, "follow_after": top, "next_cursor": following})


def choice_of(request: Request, said: Mapping[str, Any]) -> Wanted:
    """What the client chose of what it may see; it can't name what it may not see."""
    view = view_of(request)
    known = [code for code in catalogue().attributes if view.attributes is None or code in view.attributes]
    return wanted_of(said, known_attributes=known).within(view)
