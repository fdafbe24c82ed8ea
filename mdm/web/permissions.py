"""What a client's scopes allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from mdm.access.queries import KnownClient
from mdm.errors import NotAllowedError, NotFoundError
from mdm.syndicate.queries import profile_view
from mdm.syndicate.views import View
from mdm.web.authentication import REALM

if TYPE_CHECKING:
    # At run time a circle: the framework's views import this module, which its settings name.
    from rest_framework.views import APIView

READ_CUSTOMERS = "customers:read"
READ_SENSITIVE = "customers:read-sensitive"
READ_RECORDS = "records:read"
READ_CHANGES = "changes:read"
WRITE_RECORDS = "records:write"
MATCH_CUSTOMERS = "customers:match"
PROPOSE = "proposals:write"


class MissingScopeError(PermissionDenied):
    """The client or its token lacks a scope; the header says which, as RFC 6750 wants it."""

    def __init__(self, scope: str | None) -> None:
        super().__init__(f"This client lacks the scope {scope}.")
        self.auth_header = f'{REALM}, error="insufficient_scope", scope="{scope}"'


class HasScope(BasePermission):
    """The client has the scope that the view names, for all methods or this one. A view that names none is closed."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not isinstance(request.auth, KnownClient):
            return False
        check_scope(request, getattr(view, "scopes", {}).get(request.method, getattr(view, "scope", None)))
        return True


def check_scope(request: Request, scope: str | None) -> None:
    """Raises MissingScopeError unless the client has the scope."""
    if scope not in client_of(request).scopes:
        raise MissingScopeError(scope)


def sees_sensitive(request: Request) -> bool:
    """Whether sensitive attributes are shown to the client."""
    return isinstance(request.auth, KnownClient) and READ_SENSITIVE in request.auth.scopes


def client_of(request: Request) -> KnownClient:
    """Who calls. Only for views that need a scope, which have refused everybody else."""
    client: KnownClient = request.auth  # type: ignore[assignment]
    return client


def view_of(request: Request) -> View:
    """What the caller sees of customers: its profile view, sensitive attributes masked without the scope."""
    return profile_view(client_of(request).view, sees_sensitive=sees_sensitive(request))


def check_writable(request: Request, source: str) -> None:
    """Raises NotAllowedError for a source that the client may not write, whether or not it exists."""
    if source not in client_of(request).sources:
        raise NotAllowedError(
            "This client may not write records of that source.",
            remedy="Ask an administrator to add the source system to the client.",
        )


def check_seen(view: View, source: str) -> None:
    """Raises NotFoundError for a source outside the view, as for one that does not exist."""
    if not view.sees_source(source):
        raise NotFoundError("There is no source system of that code.", remedy="Ask for the codes in use.")
