"""How the schema describes the token endpoint."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers

from mdm.web.acting_schema import JSON, PROBLEM, problem_response
from mdm.web.shapes import Shape

FORM = "application/x-www-form-urlencoded"
_ERRORS = ["invalid_request", "invalid_client", "invalid_scope", "unsupported_grant_type"]


class TokenForm(Shape):
    grant_type = serializers.ChoiceField(choices=["client_credentials"])
    client_id = serializers.CharField(required=False, help_text="The client's name, unless it stands in the header.")
    client_secret = serializers.CharField(required=False, help_text="The client's key, unless it stands in the header.")
    scope = serializers.CharField(required=False, help_text="Fewer scopes than the client has, separated by blanks.")


class Token(Shape):
    access_token = serializers.CharField(help_text="Send it as `Authorization: Bearer <token>`.")
    token_type = serializers.ChoiceField(choices=["Bearer"])
    expires_in = serializers.IntegerField(help_text="Seconds.")
    scope = serializers.CharField()


class TokenRefusal(Shape):
    """RFC 6749, 5.2."""

    error = serializers.ChoiceField(choices=_ERRORS)
    error_description = serializers.CharField()


_REFUSED = OpenApiExample(
    "refused",
    value={"error": "invalid_client", "error_description": "No active client has this name and key."},
    response_only=True,
)

TOKEN = extend_schema(
    operation_id="oauth_token",
    summary="An access token by client credentials (OAuth 2)",
    tags=["oauth"],
    auth=[],
    request={FORM: TokenForm},
    responses={
        (200, JSON): Token,
        (400, JSON): OpenApiResponse(TokenRefusal, description="The form is wrong.", examples=[_REFUSED]),
        (401, JSON): OpenApiResponse(TokenRefusal, description="No such client.", examples=[_REFUSED]),
        **{
            (status, PROBLEM): problem_response(status, text)
            for status, text in (
                (404, "This installation gives no tokens out."),
                (405, "The address has no such method."),
                (406, "Accept leaves no form to answer in."),
                (429, "Too many tokens were asked for by this name, or from this address; wait as Retry-After says."),
            )
        },
    },
)
