"""Roles, users and client keys, each act with its ledger row."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from mdm.access import actions
from mdm.ledger.actions import enter

if TYPE_CHECKING:
    from mdm.access.models import ApiClient

# How long a rotated key goes on working, unless stated.
OVERLAP = timedelta(hours=24)

ensure_roles = transaction.atomic(actions.ensure_roles)
ensure_user = transaction.atomic(actions.ensure_user)


@transaction.atomic
def issue_client_key(
    name: str,
    scopes: Collection[str],
    *,
    expires_at: datetime | None = None,
    actor: User | None = None,
    sources: Collection[int] = (),
    view: int | None = None,
    requests_a_minute: int | None = None,
) -> tuple[ApiClient, str]:
    """A new client and its key. The key is not stored: this is the only moment it can be read."""
    client, key = actions.add_client(
        name,
        scopes,
        expires_at=expires_at,
        created_by=actor,
        sources=sources,
        view=view,
        requests_a_minute=requests_a_minute,
    )
    enter("issued", f"client:{client.pk}", actor_id=actor.pk if actor else None, details={"scopes": client.scopes})
    return client, key


@transaction.atomic
def revoke_client(client_id: int, *, actor: User | None, reason: str = "") -> ApiClient:
    """Close the door to a client for ever, from this commit on."""
    client = actions.deactivate_client(client_id)
    enter("revoked", f"client:{client_id}", actor_id=actor.pk if actor else None, reason=reason)
    return client


@transaction.atomic
def rotate_client_key(
    client_id: int, *, overlap: timedelta = OVERLAP, actor: User | None = None
) -> tuple[ApiClient, str]:
    """A new key for the client, shown this once; the former one goes on working for the overlap."""
    until = timezone.now() + overlap
    client, key = actions.rotate_key(client_id, until=until)
    enter("rotated", f"client:{client_id}", actor_id=actor.pk if actor else None, details={"until": until.isoformat()})
    return client, key


claim_answer = transaction.atomic(actions.claim_answer)
keep_answer = transaction.atomic(actions.keep_answer)
drop_answer = transaction.atomic(actions.drop_answer)


def note_use(client_id: int) -> None:
    """Remember that the client called; kept to the minute."""
    actions.note_use(client_id, timezone.now())


@transaction.atomic
def note_export(what: str, *, actor: User) -> None:
    """Enter that somebody took a list out of the service."""
    enter("exported", f"list:{what}", actor_id=actor.pk)
