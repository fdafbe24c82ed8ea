"""Every error of the API as problem details (RFC 9457): a stable code, what is wrong where, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views import defaults
from rest_framework import exceptions, status
from rest_framework.settings import api_settings

from mdm.errors import MdmError

CONTENT_TYPE = "application/problem+json"
API = "/api/"

# Exception -> code, title, remedy. The first that fits counts.
_KNOWN: tuple[tuple[type[Exception], str, str, str], ...] = (
    (exceptions.NotAuthenticated, "not_authenticated", "A client key is required",
     "Send the header Authorization: Bearer <key>."),
    (exceptions.AuthenticationFailed, "invalid_key", "The client key is not valid",
     "Check the key; it may have expired or been revoked."),
    (exceptions.PermissionDenied, "missing_scope", "The client may not do this",
     "Ask an administrator for a client with that scope."),
    (exceptions.MethodNotAllowed, "method_not_allowed", "The method is not possible here",
     "Use one of the methods in the Allow header."),
    (exceptions.NotAcceptable, "not_acceptable", "No acceptable form of the answer", "Accept application/json."),
    (exceptions.UnsupportedMediaType, "unsupported_media_type", "The body's type is not supported",
     "Send application/json."),
    (exceptions.ParseError, "malformed_body", "The body can't be read", "Send well-formed JSON in UTF-8."),
    (exceptions.ValidationError, "invalid_input", "The request can't be taken as it is", "See errors for each place."),
    (exceptions.Throttled, "throttled", "Too many requests", "Wait for the seconds in the Retry-After header."),
    (exceptions.NotFound, "not_found", "Nothing answers here", "See the API's documentation for its addresses."),
)  # fmt: skip

_TITLES = {
    400: "The request can't be taken as it is",
    403: "The client may not do this",
    404: "Nothing answers here",
    409: "The state has moved on",
    412: "The state has moved on",
    410: "It is no longer kept",
    411: "The request must state its length",
    413: "The body is too large",
    428: "The request must state what it expects",
    500: "The service failed",
}
# Framework details that may repeat what was sent; ours say the same without it.
_DETAILS: Mapping[type[Exception], str] = {
    exceptions.ValidationError: "Some of what was sent is not valid.",
    exceptions.NotAuthenticated: "No client key was sent.",
    exceptions.AuthenticationFailed: "No active client has this key.",
    exceptions.NotFound: "There is nothing at this address.",
}
_SERVER_REMEDY = "Try again later; if it goes on, tell the service's operators the time."


def problem(status_code: int, code: str, title: str, detail: str, remedy: str, **more: Any) -> HttpResponse:
    """A problem as a response; empty members are left out."""
    document = {
        "type": f"urn:customer-master-data:problem:{code}",
        "title": title,
        "status": status_code,
        "detail": detail,
        "code": code,
        "remedy": remedy,
        **more,
    }
    body = orjson.dumps({name: value for name, value in document.items() if value not in ("", None, [], {})})
    return HttpResponse(body, status=status_code, content_type=CONTENT_TYPE)


def problem_handler(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """The framework's hook. Unexpected errors pass on to Django, which logs them and calls `server_error`."""
    if isinstance(error, MdmError):
        return _of_ours(error)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, DjangoPermissionDenied):
        error = exceptions.PermissionDenied()
    if not isinstance(error, exceptions.APIException):
        return None
    is_query = context["request"].method in {"GET", "HEAD"}
    return _of_framework(error, is_query=is_query)


def _of_ours(error: MdmError) -> HttpResponse:
    return problem(
        error.status, error.code, _TITLES.get(error.status, _TITLES[status.HTTP_400_BAD_REQUEST]), error.message,
        error.remedy, **places_of(error),
    )  # fmt: skip


def places_of(error: MdmError, above: str = "") -> dict[str, Any]:
    """The members of the problem that say where: a parameter, or a pointer into the body below `above`."""
    data = dict(error.data)
    parameter, column, pointer = (data.pop(name, None) for name in ("parameter", "column", "pointer"))
    if pointer is None and column:
        pointer = pointer_to(column)
    if pointer is None and not above:
        return {"parameter": parameter, "data": data}
    places = [{"pointer": above + (pointer or ""), "code": error.code, "detail": error.message}]
    return {"errors": places, "data": data}


def pointer_to(*names: object) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join("/" + str(name).replace("~", "~0").replace("/", "~1") for name in names)


def _of_framework(error: exceptions.APIException, *, is_query: bool) -> HttpResponse:
    kind, code, title, remedy = next(
        (known for known in _KNOWN if isinstance(error, known[0])),
        (type(error), error.default_code, str(error.default_detail), ""),
    )
    invalid = list(_places(error.detail, is_query=is_query)) if isinstance(error, exceptions.ValidationError) else []
    response = problem(error.status_code, code, title, _DETAILS.get(kind) or str(error.detail), remedy, errors=invalid)
    challenge, wait = getattr(error, "auth_header", None), getattr(error, "wait", None)
    if challenge:
        response["WWW-Authenticate"] = challenge
    if wait:
        response["Retry-After"] = str(int(wait) + 1)
    return response


def _places(detail: Any, path: tuple[str, ...] = (), *, is_query: bool) -> Iterator[dict[str, str]]:
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            # The framework's name for what concerns the whole: the place is the one above.
            below = path if name == api_settings.NON_FIELD_ERRORS_KEY else (*path, str(name))
            yield from _places(inner, below, is_query=is_query)
    elif isinstance(detail, list):
        for number, inner in enumerate(detail):
            is_leaf = isinstance(inner, exceptions.ErrorDetail)
            yield from _places(inner, path if is_leaf else (*path, str(number)), is_query=is_query)
    else:
        place = {"parameter": path[0]} if is_query and path else {"pointer": pointer_to(*path)}
        yield {**place, "code": detail.code, "detail": str(detail)}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400."""
    if not request.path.startswith(API):
        return defaults.bad_request(request, exception)
    title = _TITLES[status.HTTP_400_BAD_REQUEST]
    return problem(400, "bad_request", title, "The request is not well-formed HTTP.", "Check how it is sent.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404."""
    if not request.path.startswith(API):
        return defaults.page_not_found(request, exception)
    return _of_framework(exceptions.NotFound(), is_query=True)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500."""
    if not request.path.startswith(API):
        return defaults.server_error(request)
    return problem(500, "error", _TITLES[500], "An unexpected error stopped this request.", _SERVER_REMEDY)
