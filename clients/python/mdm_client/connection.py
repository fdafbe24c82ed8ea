"""Requests that are repeated where that is safe."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from typing import Any, Self
from uuid import uuid4

import httpx

from mdm_client.credentials import ClientCredentials, Key
from mdm_client.problems import check

# Another attempt may do better after these, where repeating changes nothing.
_AGAIN = frozenset({429, 502, 503, 504})
_REPEATABLE = frozenset({"GET", "PUT", "DELETE"})
_LONGEST_PAUSE = 10.0


class Connection:
    """A connection to the service. Use it as a context, or close it.

    With `client`, the client's name, short-lived access tokens are fetched by name and key (OAuth 2) and sent in place
    of the key.
    """

    def __init__(
        self,
        address: str,
        key: str,
        *,
        client: str = "",
        attempts: int = 4,
        timeout: float = 40,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._attempts = attempts
        base = address.rstrip("/") + "/api/v1/"
        self._http = httpx.Client(
            base_url=base,
            auth=ClientCredentials(f"{base}oauth/token", client, key) if client else Key(key),
            headers={"accept": "application/json"},
            timeout=timeout,
            transport=transport,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the connection back."""
        self._http.close()

    def ask(self, method: str, path: str, **sent: Any) -> httpx.Response:
        """The answer; raises ProblemError for a problem, httpx.HTTPError where the service can't be reached.

        Requests that change nothing the second time are repeated where the service is away for a moment.
        """
        is_repeatable = method in _REPEATABLE or "idempotency-key" in sent.get("headers", {})
        for attempt in range(1, self._attempts if is_repeatable else 1):
            try:
                response = self._http.request(method, path, **sent)
            except httpx.TransportError:
                _rest(attempt, {})
                continue
            if response.status_code not in _AGAIN:
                return check(response)
            _rest(attempt, response.headers)
        return check(self._http.request(method, path, **sent))


def once(key: str = "") -> dict[str, str]:
    """The header that makes a POST a single one however often it is sent; `key` is the caller's own name for it."""
    return {"idempotency-key": key or str(uuid4())}


def _rest(attempt: int, headers: Mapping[str, str]) -> None:
    stated = headers.get("retry-after", "")
    seconds = float(stated) if stated.isdigit() else 0.25 * 2**attempt
    time.sleep(min(seconds, _LONGEST_PAUSE) * random.uniform(0.8, 1.2))  # noqa: S311 - jitter, no secret
