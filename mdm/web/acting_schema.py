"""How the schema describes requests that act: their bodies, answers, and every problem they can meet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema

from mdm.web import shapes

PROBLEM = "application/problem+json"
JSON = "application/json"

# Status -> when it comes. Every acting request can meet the first ones.
_ALWAYS = {
    400: "The body or a parameter is wrong; `errors` point at the place.",
    401: "No client key, or not a valid one.",
    403: "The client lacks the scope, or the right to this.",
    405: "The address has no such method.",
    406: "Accept leaves no form to answer in.",
    429: "More requests a minute than the client may make; wait as Retry-After says.",
}
WITH_BODY = {
    413: "The body is too large.",
    415: "The body is of another type than JSON.",
}
MISSING = {404: "Nothing answers to that id or key."}
MOVED_ON = {409: "Somebody else changed the record at this moment, or the key was used for another request."}
EXPECTING = {412: "What If-Match or If-None-Match expects is not there.", 428: "If-Match is missing."}
UNEXPECTED = {412: EXPECTING[412]}

SOURCE = OpenApiParameter("source", OpenApiTypes.STR, OpenApiParameter.PATH, description="Code of the source system.")
KEY = OpenApiParameter(
    "key", OpenApiTypes.STR, OpenApiParameter.PATH, description="The record's key, percent-encoded, / as %2F."
)
_TAGS = {"type": "string", "pattern": r'^(\*|"[!#-~]*")$'}
IF_MATCH = OpenApiParameter(
    "If-Match", _TAGS, OpenApiParameter.HEADER, description="The record's ETag, or * for what stands there."
)
IF_MATCH_NEEDED = OpenApiParameter(
    "If-Match",
    _TAGS,
    OpenApiParameter.HEADER,
    required=True,
    description="The record's ETag, or * for what stands there.",
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    {"type": "string", "enum": ["*"]},
    OpenApiParameter.HEADER,
    description="* creates, and never overwrites.",
)
IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    description="A key of your choice. The same request under it is done once and answered the same for a day.",
)


def acting(
    name: str,
    summary: str,
    *,
    request: Any,
    answers: Mapping[int, type[shapes.Shape]],
    problems: Mapping[int, str],
    parameters: Sequence[Any],
    examples: Sequence[OpenApiExample] = (),
) -> Callable[..., Any]:
    """The description of one acting request."""
    every = _ALWAYS | dict(problems)
    return extend_schema(
        operation_id=name,
        summary=summary,
        tags=[name.split("_", 1)[0]],
        parameters=list(parameters),
        request=request,
        responses={
            **{(status, JSON): shape for status, shape in answers.items()},
            **{(status, PROBLEM): problem_response(status, text) for status, text in sorted(every.items())},
        },
        examples=list(examples),
    )


def problem_response(status: int, text: str) -> OpenApiResponse:
    """A problem in the schema, with the example of its status."""
    example = shapes.PROBLEM_EXAMPLES.get(status)
    shown = [OpenApiExample(example["code"], value=example, media_type=PROBLEM)] if example else []
    return OpenApiResponse(shapes.Problem, description=text, examples=shown)
