"""The API's description of itself: OpenAPI 3.1 for each address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from mdm.access.queries import SCOPES
from mdm.web import shapes
from mdm.web.acting_schema import problem_response
from mdm.web.parameters import AsOfParameters, PageParameters, SearchParameters

_PROBLEM = "application/problem+json"
_NOT_MODIFIED = OpenApiResponse(description="The ETag in If-None-Match still holds.")
_IF_NONE_MATCH = OpenApiParameter("If-None-Match", OpenApiTypes.STR, OpenApiParameter.HEADER)
CUSTOMER_ID = OpenApiParameter("customer_id", OpenApiTypes.UUID, OpenApiParameter.PATH)
_RECORD_KEY = (
    OpenApiParameter("source", OpenApiTypes.STR, OpenApiParameter.PATH, description="Code of the source system."),
    OpenApiParameter(
        "key", OpenApiTypes.STR, OpenApiParameter.PATH, description="The record's key, percent-encoded, / as %2F."
    ),
)
# Status -> when. Every address can give these.
_ALWAYS = {
    400: "A parameter is wrong or unknown.",
    401: "No client key, or not a valid one.",
    403: "The client lacks the scope.",
    405: "Another method than GET or HEAD.",
    406: "Accept leaves no form to answer in.",
    429: "More requests a minute than the client may make; wait as Retry-After says.",
}
_MISSING = {404: "Nothing answers to that id or key."}


def require_bodies(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A hook of the schema: whatever takes a body needs one."""
    for path in result["paths"].values():
        for operation in path.values():
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True
    return result


class ClientKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema names client keys, and the access tokens that stand in for them."""

    target_class = "mdm.web.authentication.ClientKeyAuthentication"
    name = ["clientKey", "clientCredentials"]  # noqa: RUF012 - the framework's form

    def get_security_definition(self, auto_schema: AutoSchema) -> list[dict[str, Any]]:  # noqa: ARG002 - theirs
        flow = {"tokenUrl": "/api/v1/oauth/token", "scopes": dict(SCOPES)}
        return [
            {"type": "http", "scheme": "bearer", "description": "A client key, made in the admin and shown once."},
            {
                "type": "oauth2",
                "description": "An access token, where the installation gives them out.",
                "flows": {"clientCredentials": flow},
            },
        ]


def described(
    name: str,
    summary: str,
    answer: type[shapes.Shape],
    *,
    parameters: tuple[Any, ...],
    is_one: bool = True,
    more: Mapping[int, str] = MappingProxyType({}),
) -> Callable[..., Any]:
    problems = _ALWAYS | (_MISSING if is_one else {}) | dict(more)
    return extend_schema(
        operation_id=name,
        summary=summary,
        tags=[name.split("_", 1)[0]],
        parameters=[*parameters, _IF_NONE_MATCH],
        responses={
            (200, "application/json"): answer,
            304: _NOT_MODIFIED,
            **{(code, _PROBLEM): problem_response(code, text) for code, text in problems.items()},
        },
    )


CUSTOMER = described(
    "customers_read", "A customer's golden profile", shapes.Profile, parameters=(CUSTOMER_ID, AsOfParameters)
)
LINEAGE = described(
    "customers_lineage", "Every value with what it beat and why", shapes.Lineage, parameters=(CUSTOMER_ID,)
)
HISTORY = described(
    "customers_history", "A customer's golden versions, the latest first", shapes.History,
    parameters=(CUSTOMER_ID, PageParameters),
)  # fmt: skip
SEARCH = described(
    "customers_search", "Search customers", shapes.SearchResult, parameters=(SearchParameters,), is_one=False
)
RECORD = described("records_read", "A source record, original and clean", shapes.Record, parameters=_RECORD_KEY)
RECORD_CUSTOMER = described(
    "records_customer", "The customer that a source record belongs to", shapes.Profile, parameters=_RECORD_KEY
)
EXPLANATION = described(
    "customers_explanation", "How a customer came together", shapes.CustomerExplanation, parameters=(CUSTOMER_ID,)
)
