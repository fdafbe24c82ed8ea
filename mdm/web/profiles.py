"""A customer's profile as an answer. Who asks again is answered from version numbers, without reading any value."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from typing import Any
from uuid import UUID

import orjson
from django.http.response import HttpResponseBase
from django.urls import reverse
from rest_framework.request import Request

from mdm.editions.queries import edition
from mdm.syndicate import queries
from mdm.syndicate.profiles import FORM
from mdm.understand.queries import extras
from mdm.web import documents
from mdm.web.answers import answer, unchanged
from mdm.web.permissions import client_of, sees_sensitive, view_of


def profile_answer(request: Request, asked: UUID) -> HttpResponseBase:
    """The profile of the customer that answers to the id, or 304. Raises NotFoundError."""
    view = view_of(request)
    if "If-None-Match" in request.headers:
        now = queries.stamp(asked)
        facts = extras([now.id], view).get(now.id, {}) if now else {}
        held = unchanged(request, _tag(request, asked, now.stamp, facts), _address_of(now.id)) if now else None
        if held is not None:
            return held
    found = queries.customer(asked, view=view)
    facts = extras([found.id], view).get(found.id, {})
    document = documents.as_seen(documents.profile(found, asked), view) | facts
    return answer(request, document, location=_address_of(found.id), stamp=_tag(request, asked, found.stamp, facts))


def _tag(request: Request, asked: UUID, stamp: str, facts: dict[str, Any]) -> str:
    """Of all that the answer is made of: the customer, what is declared of views and attributes, and who asks.

    Facts have no version: what they tell moves with the customers at the other ends, and a consent ends by itself.
    """
    of = (FORM, str(asked), stamp, str(edition()), client_of(request).view, sees_sensitive(request))
    return blake2b(repr(of).encode() + orjson.dumps(facts), digest_size=16).hexdigest()


def _address_of(customer: UUID) -> str:
    """Where the customer is read."""
    return _addresses().replace(str(_NOBODY), str(customer))


@cache
def _addresses() -> str:
    return reverse("api:customer", args=[_NOBODY])


_NOBODY = UUID(int=0)
