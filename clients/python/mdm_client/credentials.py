"""How requests prove who sends them: by the client's key, or by access tokens fetched with it."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Generator
from urllib.parse import quote_plus

import httpx

from mdm_client.problems import check

# So many seconds before its end a token is given up for a new one.
_EARLY = 10.0


class Key(httpx.Auth):
    """The client's key with every request."""

    def __init__(self, key: str) -> None:
        self._header = f"Bearer {key}"

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the header."""
        request.headers["authorization"] = self._header
        yield request


class ClientCredentials(httpx.Auth):
    """Access tokens by client credentials (RFC 6749, 4.4), renewed before they end and when the service refuses one."""

    requires_response_body = True

    def __init__(self, address: str, name: str, key: str) -> None:
        pair = f"{quote_plus(name)}:{quote_plus(key)}".encode()
        self._address, self._basic = address, f"Basic {base64.b64encode(pair).decode()}"
        self._token, self._until = "", 0.0
        self._lock = threading.Lock()

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send the token, a new one where there is none that holds."""
        if time.monotonic() >= self._until:
            self._keep((yield self._asking()))
        request.headers["authorization"] = f"Bearer {self._token}"
        response = yield request
        if response.status_code == 401:
            self._keep((yield self._asking()))
            request.headers["authorization"] = f"Bearer {self._token}"
            yield request

    def _asking(self) -> httpx.Request:
        headers = {"authorization": self._basic, "accept": "application/json"}
        return httpx.Request("POST", self._address, data={"grant_type": "client_credentials"}, headers=headers)

    def _keep(self, response: httpx.Response) -> None:
        told = check(response).json()
        with self._lock:
            self._token = told["access_token"]
            self._until = time.monotonic() + told["expires_in"] - _EARLY
