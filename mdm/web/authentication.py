"""Client keys and access tokens in the Authorization header (RFC 6750)."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from mdm.access.queries import KnownClient, client_of_key, client_of_token
from mdm.access.tokens import PREFIX
from mdm.pipeline.access import note_use

REALM = 'Bearer realm="customer master data"'
_LONGEST_KEY = 200
_LONGEST_TOKEN = 1000
_NOTED_EVERY = 60.0

_noted: dict[int, float] = {}


@dataclass(frozen=True, slots=True)
class Caller:
    """What requests know as their user: a machine, never a person."""

    name: str
    is_authenticated: bool = True


class ClientKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer <key>`. Every refusal reads the same, so that it tells nothing about keys."""

    def authenticate(self, request: Request) -> tuple[Caller, KnownClient] | None:
        stated = request.META.get("HTTP_AUTHORIZATION", "")
        if not stated:
            return None
        scheme, _, key = stated.partition(" ")
        client = _client_of(key.strip()) if scheme.lower() == "bearer" else None
        if client is None or not client.is_valid(timezone.now()):
            raise AuthenticationFailed
        _note(client)
        return Caller(client.name), client

    def authenticate_header(self, request: Request) -> str:
        return f'{REALM}, error="invalid_token"' if request.META.get("HTTP_AUTHORIZATION") else REALM


def _client_of(key: str) -> KnownClient | None:
    if key.startswith(PREFIX):
        seconds = settings.MDM_TOKEN_SECONDS
        return client_of_token(key, seconds=seconds) if seconds and len(key) <= _LONGEST_TOKEN else None
    return client_of_key(key) if len(key) <= _LONGEST_KEY else None


def _note(client: KnownClient) -> None:
    now = time.monotonic()
    if now - _noted.get(client.id, -_NOTED_EVERY) >= _NOTED_EVERY:
        _noted[client.id] = now
        note_use(client.id)
