"""Rate limits: so many requests a minute for each client, counted in the cache that all web processes share."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import structlog
from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from mdm.access.queries import KnownClient

if TYPE_CHECKING:
    from rest_framework.views import APIView

_MINUTE = 60

log = structlog.get_logger(__name__)


class ClientThrottle(BaseThrottle):
    """The client's own limit. A cache that is away limits nobody: the service matters more."""

    def allow_request(self, request: Request, view: APIView) -> bool:  # noqa: ARG002 - the framework's signature
        client = request.auth
        if not isinstance(client, KnownClient) or not client.requests_a_minute:
            return True
        return _counted(client.id) <= client.requests_a_minute

    def wait(self) -> float:
        return _MINUTE - time.time() % _MINUTE


def _counted(client: int) -> int:
    """How many requests the client has made this minute, this one included."""
    key = f"requests:{client}:{int(time.time() // _MINUTE)}"
    try:
        try:
            return int(cache.incr(key))
        except ValueError:
            # Two first requests at once: the second add is refused, and counts.
            return 1 if cache.add(key, 1, 2 * _MINUTE) else int(cache.incr(key))
    except Exception as error:  # noqa: BLE001 - each kind of cache has errors of its own
        log.warning("cache_away", error=type(error).__name__)
        return 0
