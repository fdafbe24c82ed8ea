"""Cursors: where a page ended, signed so that nobody makes one up, and bound to the question it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

import orjson
from django.core import signing

from mdm.errors import InvalidInputError

_SALT = "mdm.web.cursor"


def cursor_after(place: list[Any], question: Mapping[str, Any]) -> str:
    """The cursor for what follows that place."""
    return signing.dumps([_fingerprint(question), *place], salt=_SALT)


def place_of(cursor: str, question: Mapping[str, Any]) -> list[Any]:
    """The place that the cursor names. Raises InvalidInputError where it belongs to another question or to none."""
    place: list[Any]
    try:
        fingerprint, *place = signing.loads(cursor, salt=_SALT)
    except (signing.BadSignature, ValueError):
        fingerprint, place = "", []
    if fingerprint != _fingerprint(question):
        raise InvalidInputError(
            "The cursor does not belong to this request.",
            remedy="Repeat the request that gave it with all its parameters, or begin again without a cursor.",
            data={"parameter": "cursor"},
        )
    return place


def _fingerprint(question: Mapping[str, Any]) -> str:
    return blake2b(orjson.dumps(question, option=orjson.OPT_SORT_KEYS, default=str), digest_size=9).hexdigest()
