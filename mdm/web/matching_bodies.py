"""What a search before create holds."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from mdm.errors import InvalidInputError
from mdm.web.bodies import Body, Flag, Text


class MatchBody(Body):
    """A candidate as one of the client's source systems would write it."""

    source = Text(max_length=40, help_text="Whose fields these are.")  # type: ignore[assignment]
    record = serializers.DictField(help_text="The candidate's fields, as the source's mapping names them.")
    key = Text(
        max_length=255, required=False, default="", trim_whitespace=False, help_text="Its key, if it has one yet."
    )
    create = Flag(  # type: ignore[assignment]
        required=False,
        default=False,
        help_text="Take the record in if it is like nobody. Needs `key` and records:write.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["create"] and not attrs["key"]:
            raise InvalidInputError(
                "A record is created under its key.", remedy="State the key that the source gave it.",
                data={"pointer": "/key"},
            )  # fmt: skip
        return attrs
