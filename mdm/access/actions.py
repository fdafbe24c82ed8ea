"""The only writers of roles, users and client keys."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.contrib.auth.models import Group, Permission, User
from django.db import IntegrityError
from django.db.models import Q

from mdm.access.keys import SHOWN, digest_of, new_key
from mdm.access.models import Answer, ApiClient
from mdm.access.roles import ROLES
from mdm.errors import ConflictError, InvalidInputError, MdmError, NotFoundError

_NOTED_EVERY = timedelta(minutes=1)
# How long a request may be worked on before another may try.
WORKED_FOR = timedelta(minutes=2)
BUSY = "The same request is being worked on."


def ensure_roles() -> None:
    """Make every role of the table a group with exactly its permissions."""
    known = {f"{app}.{code}": pk for pk, app, code in _permissions()}
    for name, granted in ROLES.items():
        missing = sorted(granted - known.keys())
        if missing:
            raise MdmError(
                f"Role {name} needs permissions that the database does not have: {', '.join(missing)}.",
                remedy="Run manage.py migrate first.",
            )
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set([known[one] for one in granted])


def _permissions() -> Collection[tuple[int, str, str]]:
    return Permission.objects.values_list("pk", "content_type__app_label", "codename")


def ensure_user(name: str, *, role: str, password: str) -> User:
    """A user of that name in that role; the password is set only when the user is new."""
    if role not in ROLES:
        raise InvalidInputError(f"There is no role {role}.", remedy=f"Use one of {', '.join(ROLES)}.")
    user, is_new = User.objects.get_or_create(username=name, defaults={"is_staff": True})
    if is_new:
        user.set_password(password)
        user.save(update_fields=["password"])
    user.groups.add(Group.objects.get(name=role))
    return user


def add_client(
    name: str,
    scopes: Collection[str],
    *,
    expires_at: datetime | None,
    created_by: User | None,
    sources: Collection[int] = (),
    view: int | None = None,
    requests_a_minute: int | None = None,
) -> tuple[ApiClient, str]:
    """A new client and its key, which nobody can read again. `sources` are those whose records it may write."""
    unknown = sorted(set(scopes) - set(ApiClient.Scope.values))
    if unknown:
        raise InvalidInputError(
            f"Unknown scopes: {', '.join(unknown)}.", remedy=f"Use any of {', '.join(ApiClient.Scope.values)}."
        )
    if ApiClient.objects.filter(name=name).exists():
        raise ConflictError("There is a client of that name.", remedy="Choose another name, or revoke that client.")
    key = new_key()
    client = ApiClient.objects.create(
        name=name,
        key_prefix=key[:SHOWN],
        key_digest=digest_of(key),
        scopes=sorted(set(scopes)),
        expires_at=expires_at,
        created_by=created_by,
        view_id=view,
        **({} if requests_a_minute is None else {"requests_a_minute": requests_a_minute}),
    )
    client.sources.set(sources)
    return client, key


def rotate_key(client_id: int, *, until: datetime) -> tuple[ApiClient, str]:
    """A new key for the client; the one before goes on opening the door until then."""
    client = _client(client_id)
    if not client.is_active:
        raise ConflictError("The client is revoked.", remedy="Make a new client.")
    key = new_key()
    client.previous_digest, client.previous_until = client.key_digest, until
    client.key_prefix, client.key_digest = key[:SHOWN], digest_of(key)
    client.save(update_fields=["previous_digest", "previous_until", "key_prefix", "key_digest"])
    return client, key


def _client(client_id: int) -> ApiClient:
    client = ApiClient.objects.select_for_update(of=("self",)).filter(pk=client_id).first()
    if client is None:
        raise NotFoundError(f"There is no client {client_id}.")
    return client


def deactivate_client(client_id: int) -> ApiClient:
    """Close the door to a client for ever."""
    client = _client(client_id)
    client.is_active = False
    client.save(update_fields=["is_active"])
    return client


def note_use(client_id: int, now: datetime) -> None:
    """Remember that the client called, at most once a minute."""
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - _NOTED_EVERY)
    ApiClient.objects.filter(stale, pk=client_id).update(last_used_at=now)


def forget_answers(before: datetime) -> int:
    """Forget answers from before that time; how many."""
    return Answer.objects.filter(made_at__lt=before).delete()[0]


def claim_answer(client_id: int, key: str, digest: str, *, now: datetime, kept_for: timedelta) -> Answer | None:
    """The answer that was given to this key before, or None: then the caller works on it and owes the answer.

    Raises ConflictError where the key was used for another request, or where its request is still being worked on.
    """
    Answer.objects.filter(client=client_id, key=key, made_at__lt=now - kept_for).delete()
    claimed, is_new = _claimed(client_id, key, digest, now)
    if is_new:
        return None
    if claimed.digest != digest:
        raise ConflictError(
            "This idempotency key was used for another request.", remedy="Use a new key for each request."
        )
    if claimed.status is not None:
        return claimed
    stale = Answer.objects.filter(pk=claimed.pk, status=None, made_at__lt=now - WORKED_FOR)
    if stale.update(made_at=now):
        return None
    raise ConflictError(BUSY, remedy="Send it again in some seconds.")


def _claimed(client_id: int, key: str, digest: str, now: datetime) -> tuple[Answer, bool]:
    try:
        return Answer.objects.get_or_create(client_id=client_id, key=key, defaults={"digest": digest, "made_at": now})
    except IntegrityError:  # its request held the key when we looked first, and had dropped it when we looked again
        raise ConflictError(BUSY, remedy="Send it again in some seconds.") from None


def keep_answer(client_id: int, key: str, *, status: int, body: str, headers: Mapping[str, str]) -> None:
    """Store what was answered."""
    Answer.objects.filter(client=client_id, key=key).update(status=status, body=body, headers=dict(headers))


def drop_answer(client_id: int, key: str) -> None:
    """Forget a key whose request came to nothing, so that it may be tried again."""
    Answer.objects.filter(client=client_id, key=key, status=None).delete()
