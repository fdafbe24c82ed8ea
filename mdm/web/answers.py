"""Answers as bytes: serialised once, tagged by content, not sent again to who has them."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

import orjson
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from rest_framework.request import Request


def answer(
    request: Request,
    document: Mapping[str, Any],
    *,
    location: str = "",
    tag: int | None = None,
    stamp: str | None = None,
) -> HttpResponseBase:
    """The document, or 304 where the caller holds it.

    `location` is its own address, if it was asked for by another. `tag` begins the ETag of what can be written. A
    `stamp` is the ETag itself; without one it is made of the document.
    """
    body = orjson.dumps(document)
    digest = stamp or blake2b(body, digest_size=16).hexdigest()
    return _conditional(request, body, digest if tag is None else f"{tag}-{digest}", location)


def unchanged(request: Request, stamp: str, location: str) -> HttpResponseBase | None:
    """304 where the caller holds what has this stamp; None where it must be sent."""
    found = _conditional(request, b"", stamp, location)
    return found if found.status_code == _NOT_MODIFIED else None


_NOT_MODIFIED = 304


def _conditional(request: Request, body: bytes, tag: str, location: str) -> HttpResponseBase:
    response = HttpResponse(body, content_type="application/json")
    response["ETag"] = f'"{tag}"'
    # What a client may see depends on its key, and may change at any moment.
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Authorization"])
    if location:
        response["Content-Location"] = location
    # A plain request, because Django's own functions want one.
    return get_conditional_response(request._request, etag=response["ETag"], response=response) or response  # noqa: SLF001


def plain_answer(document: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """The answer to a request that wrote, or that nobody asks twice."""
    response = HttpResponse(orjson.dumps(document), status=status, content_type="application/json")
    response["Cache-Control"] = "no-store"
    return response
