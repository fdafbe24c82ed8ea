"""Which client a key or an access token belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from types import MappingProxyType

from django.db.models import Q
from django.utils import timezone

from mdm.access.keys import digest_of
from mdm.access.models import ApiClient
from mdm.access.tokens import read_token
from mdm.editions.queries import Memory

# Scope -> what it opens.
SCOPES: Mapping[str, str] = MappingProxyType(dict(ApiClient.Scope.choices))


@dataclass(frozen=True, slots=True)
class KnownClient:
    """A client as requests need it."""

    id: int
    name: str
    scopes: frozenset[str]
    is_active: bool
    expires_at: datetime | None
    sources: frozenset[str] = frozenset()
    view: int | None = None
    requests_a_minute: int = 0

    def is_valid(self, now: datetime) -> bool:
        """Whether its key opens the door at that time."""
        return self.is_active and (self.expires_at is None or now < self.expires_at)


_known: Memory[KnownClient] = Memory()


def client_of_key(key: str) -> KnownClient | None:
    """The client with that key, None for an unknown key. A key that is revoked opens no door from that moment on."""
    return _client_of_digest(digest_of(key))


def client_of_token(token: str, *, seconds: int) -> KnownClient | None:
    """The client that the token was given to, with the token's scopes; None once it is so many seconds old."""
    grant = read_token(token, seconds=seconds)
    client = _client_of_digest(grant.digest) if grant else None
    return replace(client, scopes=client.scopes & grant.scopes) if grant and client else None


def _client_of_digest(digest: str) -> KnownClient | None:
    return _known.get(digest, partial(_looked_up, digest))


def _looked_up(digest: str) -> KnownClient | None:
    before = Q(previous_digest=digest, previous_until__gt=timezone.now())
    row = ApiClient.objects.filter(Q(key_digest=digest) | before).first()
    if row is None:
        return None
    is_former = row.key_digest != digest
    ends = [one for one in (row.expires_at, row.previous_until if is_former else None) if one]
    return KnownClient(
        id=row.pk,
        name=row.name,
        scopes=frozenset(row.scopes),
        is_active=row.is_active,
        expires_at=min(ends, default=None),
        sources=frozenset(row.sources.values_list("code", flat=True)),
        view=row.view_id,
        requests_a_minute=row.requests_a_minute,
    )
