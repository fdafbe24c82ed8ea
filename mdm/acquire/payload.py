"""A row's content as it is stored, and the hash that recognises it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any

import orjson

HASH_SIZE = 16


def content_hash(fields: Mapping[str, Any]) -> bytes:
    """The same for the same columns and values, in whatever order the columns stand."""
    return blake2b(payload_json(fields), digest_size=HASH_SIZE).digest()


def payload_json(fields: Mapping[str, Any]) -> bytes:
    """Canonical JSON: sorted keys, UTF-8."""
    try:
        return orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        # orjson refuses integers beyond 64 bits, which long account numbers in JSON are.
        return json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def flatten(document: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Nested objects as columns named by their path: {"address": {"city": 1}} gives ("address.city", 1).

    A list of plain values stays one value; a list of objects is numbered: "contacts.0.phone".
    """
    for name, value in document.items():
        if isinstance(value, Mapping) and value:
            yield from flatten(value, f"{prefix}{name}.")
        elif isinstance(value, list) and any(isinstance(one, (dict, list)) for one in value):
            yield from flatten({str(place): one for place, one in enumerate(value)}, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def is_storable(value: Any) -> bool:
    """Whether PostgreSQL can keep it: no NUL and no half of a character pair in any text."""
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= one <= "\udfff" for one in value)
    if isinstance(value, Mapping):
        return all(is_storable(one) for pair in value.items() for one in pair)
    return not isinstance(value, list) or all(map(is_storable, value))
