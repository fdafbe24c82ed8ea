"""If-Match and If-None-Match of writing requests, as what the sender expects to find."""

from __future__ import annotations

import re

from rest_framework.request import Request

from mdm.errors import InvalidInputError
from mdm.pipeline.serving.sending import Expected

# A record's tag is its version, and where it was read what else the answer held behind a hyphen.
_TAG = re.compile(r'(?:W/)?"(\d{1,9})(?:-[0-9a-f]+)?"')
_OTHER = re.compile(r'(?:W/)?"[\x21\x23-\x7e]*"')


def tag_of(number: int) -> str:
    """The ETag of a record's version."""
    return f'"{number}"'


def expected(request: Request) -> Expected:
    """What the sender expects. Raises InvalidInputError for headers that can't be read."""
    match, none = request.headers.get("If-Match"), request.headers.get("If-None-Match")
    if none is not None and none.strip() != "*":
        raise _unreadable("If-None-Match", "Send * to create a record only where there is none.")
    if match is None:
        return Expected(nothing=none is not None)
    if match.strip() == "*":
        return Expected(anything=True, nothing=none is not None)
    tags = [one.strip() for one in match.split(",")]
    if not all(_OTHER.fullmatch(one) for one in tags):
        raise _unreadable("If-Match", 'Send the ETag as it came, in quotes: If-Match: "3".')
    # A tag of another kind was never given for a record, so no version answers to it.
    numbers = frozenset(int(found[1]) for one in tags if (found := _TAG.fullmatch(one))) or frozenset({-1})
    return Expected(numbers=numbers, nothing=none is not None)


def _unreadable(header: str, remedy: str) -> InvalidInputError:
    return InvalidInputError(f"The header {header} can't be read.", remedy=remedy, data={"parameter": header})
