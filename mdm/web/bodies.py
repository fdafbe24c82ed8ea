"""Request bodies: JSON of limited size and depth that PostgreSQL can keep, or a problem that points at the place."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NoReturn

from rest_framework import serializers
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.request import Request

from mdm.errors import InvalidInputError, TooLargeError
from mdm.web.problems import pointer_to

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"
MAX_BYTES = 1_000_000
MAX_BATCH_BYTES = 5_000_000
MAX_DEPTH = 20

Place = tuple[object, ...]


def raw_body(request: Request, *, types: Collection[str] = (JSON,), limit: int = MAX_BYTES) -> bytes:
    """The body as it was sent. Raises UnsupportedMediaType or TooLargeError."""
    stated = (request.content_type or "").partition(";")[0].strip().lower()
    if stated not in types:
        raise UnsupportedMediaType(stated, detail=f"The body must be {' or '.join(types)}.")
    sent = request._request  # noqa: SLF001 - the framework's parsers would read it without a limit
    if int(sent.META.get("CONTENT_LENGTH") or 0) > limit:
        raise _too_large(limit)
    body = sent.read(limit + 1)
    if len(body) > limit:
        raise _too_large(limit)
    return body


def _too_large(limit: int) -> TooLargeError:
    return TooLargeError(
        f"The body is larger than {limit} bytes.", remedy="Send less at once, or a file.", data={"limit": limit}
    )


def parsed(body: bytes) -> dict[str, Any]:
    """The JSON object in the body. Raises ParseError naming the place, or InvalidInputError with a pointer."""
    try:
        document = json.loads(body.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_once_each)
    except (ValueError, RecursionError) as error:
        raise ParseError(f"The body is not well-formed{_place_of(error)}.") from None
    if not isinstance(document, dict):
        raise InvalidInputError(
            "The body is no JSON object.", remedy="Send one object, in braces.", data={"pointer": ""}
        )
    for place, problem in _problems(document):
        raise InvalidInputError(problem, remedy="Correct the value there.", data={"pointer": pointer_to(*place)})
    return document


def _place_of(error: Exception) -> str:
    """Where it broke off, and never what stands there."""
    if isinstance(error, json.JSONDecodeError):
        return f" at line {error.lineno}, column {error.colno}"
    if isinstance(error, UnicodeDecodeError):
        return f": byte {error.start + 1} is no UTF-8"
    if isinstance(error, RecursionError):
        return ": it nests too deep"
    return f": JSON has no {error}" if str(error) in _NO_JSON else ": a number is too long"


# Python's reader knows them.
_NO_JSON = frozenset({"NaN", "Infinity", "-Infinity"})


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise InvalidInputError(
            "An object of the body states a name twice.", remedy="State each name once.", data={"pointer": ""}
        )
    return found


def _problems(document: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """Places that nest too deep, or whose texts can't be kept. Without recursion, whatever was sent."""
    waiting: list[tuple[Place, Any]] = [((), document)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, (dict, list)):
            if len(place) >= MAX_DEPTH:
                yield (), f"The body nests deeper than {MAX_DEPTH} levels."
                return
            named: Iterable[tuple[object, Any]] = value.items() if isinstance(value, dict) else enumerate(value)
            for name, inner in named:
                if isinstance(name, str) and not _is_storable(name):
                    yield place, "A name there holds a NUL character or half of a character pair."
                waiting.append(((*place, name), inner))
        elif isinstance(value, str) and not _is_storable(value):
            yield place, "The text holds a NUL character or half of a character pair."
        elif isinstance(value, float) and value in {float("inf"), float("-inf")}:
            yield place, "The number is too large."


def _is_storable(text: str) -> bool:
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class Body(serializers.Serializer[Any]):
    """A body whose members are known; any other is an error."""

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        """The document's members. Raises ValidationError or InvalidInputError naming the wrong ones."""
        said = cls(data=document)
        for name in document:
            if name not in said.fields:
                remedy = f"Possible are: {', '.join(sorted(said.fields))}."
                raise InvalidInputError(
                    "The body has an unknown member.", remedy=remedy, data={"pointer": pointer_to(name)}
                )
        said.is_valid(raise_exception=True)
        return dict(said.validated_data)

    def to_internal_value(self, data: Any) -> Any:
        """Inside another body as well, no member is passed over."""
        unknown = [name for name in data if name not in self.fields] if isinstance(data, Mapping) else []
        if unknown:
            possible = f"There is no such member. Possible are: {', '.join(sorted(self.fields))}."
            raise serializers.ValidationError({name: [possible] for name in unknown}, code="unknown")
        return super().to_internal_value(data)


class Text(serializers.CharField):
    """A text, and nothing that could be read as one."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Flag(serializers.BooleanField):
    """true or false, and no word for it."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, bool):
            raise serializers.ValidationError("Must be true or false.", code="invalid")
        return data


class Id(serializers.UUIDField):
    """A UUID as text."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid", value="")
        return super().to_internal_value(data)
