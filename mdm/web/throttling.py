"""Rate limits: so many requests a minute for each client, counted in the cache that all web processes share.

Who asks for tokens is limited by the name that is stated, which need not be anybody's, and by address.
"""

from __future__ import annotations

import time
from hashlib import blake2b
from typing import TYPE_CHECKING

import structlog
from django.core.cache import cache
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from mdm.access.queries import KnownClient

if TYPE_CHECKING:
    from rest_framework.views import APIView

_MINUTE = 60
# A token holds for minutes, so nobody needs many.
TOKENS_BY_CLIENT, TOKENS_BY_ADDRESS = 60, 300

log = structlog.get_logger(__name__)


class ClientThrottle(BaseThrottle):
    """The client's own limit. A cache that is away limits nobody: the service matters more."""

    def allow_request(self, request: Request, view: APIView) -> bool:  # noqa: ARG002 - the framework's signature
        client = request.auth
        if not isinstance(client, KnownClient) or not client.requests_a_minute:
            return True
        return _counted(f"requests:{client.id}") <= client.requests_a_minute

    def wait(self) -> float:
        return _rest_of_the_minute()


class TokenThrottle(BaseThrottle):
    """What one address may ask for tokens."""

    def allow_request(self, request: Request, view: APIView) -> bool:  # noqa: ARG002 - the framework's signature
        return _counted(f"tokens:from:{_digest(str(self.get_ident(request)))}") <= TOKENS_BY_ADDRESS

    def wait(self) -> float:
        return _rest_of_the_minute()


def check_token_rate(client: str) -> None:
    """Raises Throttled where too many tokens were asked for by that name in this minute, given or not."""
    if _counted(f"tokens:for:{_digest(client)}") > TOKENS_BY_CLIENT:
        raise Throttled(wait=_rest_of_the_minute())


def _rest_of_the_minute() -> float:
    return _MINUTE - time.time() % _MINUTE


def _digest(stated: str) -> str:
    """Names and addresses do not stand in the cache, and may hold what its keys can't."""
    return blake2b(stated.encode("utf-8", "replace"), digest_size=12).hexdigest()


def _counted(what: str) -> int:
    """How often that happened in this minute, this time included."""
    key = f"{what}:{int(time.time() // _MINUTE)}"
    try:
        try:
            return int(cache.incr(key))
        except ValueError:
            # Two first requests at once: the second add is refused, and counts.
            return 1 if cache.add(key, 1, 2 * _MINUTE) else int(cache.incr(key))
    except Exception as error:  # noqa: BLE001 - each kind of cache has errors of its own
        log.warning("cache_away", error=type(error).__name__)
        return 0
