"""Access tokens by client credentials (RFC 6749, 4.4): name and key in, a short-lived token out.

Errors have the form that OAuth clients expect (RFC 6749, 5.2), not that of the API's other problems.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import NoReturn
from urllib.parse import parse_qsl, unquote_plus

import structlog
from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.exceptions import NotFound, UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.views import APIView

from mdm.access.queries import KnownClient, client_of_key
from mdm.access.tokens import new_token
from mdm.errors import TooLargeError
from mdm.web.answers import plain_answer
from mdm.web.bodies import raw_body
from mdm.web.parameters import refuse_parameters
from mdm.web.throttling import TokenThrottle, check_token_rate
from mdm.web.tokens_schema import FORM, TOKEN

_LARGEST = 10_000
_CHALLENGE = 'Basic realm="customer master data"'
_KNOWN = frozenset({"grant_type", "scope", "client_id", "client_secret"})

log = structlog.get_logger(__name__)


class GrantError(Exception):
    """Why there is no token, in the words of RFC 6749."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.error, self.description = error, description


class TokenView(APIView):
    """Not there at all unless the installation gives tokens out."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = (TokenThrottle,)

    @TOKEN
    def post(self, request: Request) -> HttpResponse:
        if not settings.MDM_TOKEN_SECONDS:
            raise NotFound
        refuse_parameters(request)
        try:
            return _granted(request, _form(request))
        except GrantError as error:
            status = 401 if error.error == "invalid_client" else 400
            response = plain_answer({"error": error.error, "error_description": error.description}, status=status)
            if status == 401:
                response["WWW-Authenticate"] = _CHALLENGE
            return response


def _form(request: Request) -> Mapping[str, str]:
    try:
        body = raw_body(request, types=(FORM,), limit=_LARGEST).decode()
        pairs = parse_qsl(body, keep_blank_values=True, strict_parsing=True, max_num_fields=20, errors="strict")
    except UnsupportedMediaType:
        _refuse("invalid_request", f"The body must be {FORM}.")
    except (ValueError, TooLargeError):
        _refuse("invalid_request", "The body can't be read as a form.")
    said = {name: value for name, value in pairs if value}
    if len({name for name, _ in pairs}) < len(pairs) or set(said) - _KNOWN:
        _refuse("invalid_request", f"The form may state once each of {', '.join(sorted(_KNOWN))}.")
    return said


def _granted(request: Request, said: Mapping[str, str]) -> HttpResponse:
    if "grant_type" not in said:
        _refuse("invalid_request", "State grant_type=client_credentials.")
    if said["grant_type"] != "client_credentials":
        _refuse("unsupported_grant_type", "The only type of grant is client_credentials.")
    name, stated = _credentials(request, said)
    check_token_rate(name)
    client, key = _client(name, stated)
    scopes = frozenset(said["scope"].split()) if "scope" in said else client.scopes
    if not scopes or not scopes <= client.scopes:
        _refuse("invalid_scope", "The client has not all of these scopes.")
    log.info("token_issued", client=client.id)
    granted = {
        "access_token": new_token(key, scopes),
        "token_type": "Bearer",
        "expires_in": settings.MDM_TOKEN_SECONDS,
        "scope": " ".join(sorted(scopes)),
    }
    response = plain_answer(granted)
    response["Pragma"] = "no-cache"
    return response


def _credentials(request: Request, said: Mapping[str, str]) -> tuple[str, str]:
    """Name and key, from the header or the body, and not from both."""
    stated = request.META.get("HTTP_AUTHORIZATION", "")
    if not stated:
        return said.get("client_id", ""), said.get("client_secret", "")
    if "client_secret" in said:
        _refuse("invalid_request", "State the credentials in the header or in the body, not in both.")
    scheme, _, coded = stated.partition(" ")
    try:
        pair = base64.b64decode(coded.strip(), validate=True).decode().partition(":")
        name, key = unquote_plus(pair[0]), unquote_plus(pair[2])
    except (binascii.Error, ValueError):
        name, key = "", ""
    if scheme.lower() != "basic" or said.get("client_id", name) != name:
        _refuse("invalid_client", "State the client's name and key by HTTP Basic.")
    return name, key


def _client(name: str, key: str) -> tuple[KnownClient, str]:
    found = client_of_key(key) if key else None
    if found is None or found.name != name or not found.is_valid(timezone.now()):
        _refuse("invalid_client", "No active client has this name and key.")
    return found, key


def _refuse(error: str, description: str) -> NoReturn:
    raise GrantError(error, description)
