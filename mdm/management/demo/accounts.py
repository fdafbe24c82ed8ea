"""The trial's users and API client. Passwords and key are random, and kept in a file that only its owner can read."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model

from mdm.access.queries import client_of_key
from mdm.access.roles import ROLES
from mdm.errors import ConflictError
from mdm.models import ApiClient
from mdm.pipeline.access import ensure_roles, ensure_user, issue_client_key

FILE = "accounts.json"
CLIENT = "demo"


@dataclass(frozen=True, slots=True)
class Accounts:
    """Passwords by user and the client's key; None where someone else set it and nobody can read it."""

    passwords: dict[str, str | None]
    key: str | None
    is_new: bool


def ensure_accounts(folder: Path) -> Accounts:
    """One user per role and one API client; those that stand already stay as they are."""
    kept = _read(folder / FILE)
    ensure_roles()
    passwords = {user: _password(user, role, kept) for user, role in _users().items()}
    key = _key(kept)
    now = {"users": passwords, "key": key}
    if now != kept:
        _write(folder / FILE, now)
    return Accounts(passwords, key, is_new=now != kept)


def _users() -> dict[str, str]:
    return {role.replace(" ", "-"): role for role in ROLES}


def _password(user: str, role: str, kept: dict[str, Any]) -> str | None:
    password: str | None = kept.get("users", {}).get(user)
    existing = get_user_model().objects.filter(username=user).first()
    if existing is None:
        password = password or secrets.token_urlsafe(12)
    elif password is not None and not existing.check_password(password):
        password = None
    ensure_user(user, role=role, password=password or "")
    return password


def _key(kept: dict[str, Any]) -> str | None:
    key: str | None = kept.get("key")
    if key is not None and client_of_key(key) is not None:
        return key
    try:
        return issue_client_key(CLIENT, ApiClient.Scope.values)[1]
    except ConflictError:
        return None


def _read(file: Path) -> dict[str, Any]:
    try:
        kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return kept


def _write(file: Path, accounts: dict[str, Any]) -> None:
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        json.dump(accounts, out, indent=2)
    draft.rename(file)
