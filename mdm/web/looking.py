"""A request of the API, and a page that is only read, see one state of what is declared, for the price of one look."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from mdm.editions.queries import one_look

_API = "/api/"
_READING = frozenset({"GET", "HEAD"})


class OneLook:
    """Middleware. Pages that are sent stay outside: they change what is declared and show it in one request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(_API) and request.method not in _READING:
            return self._get_response(request)
        with one_look():
            return self._get_response(request)
