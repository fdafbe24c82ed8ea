"""The feed's values."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID


class Announced(NamedTuple):
    """A change in the feed."""

    sequence: int
    entity: UUID
    number: int
    kind: str
    attributes: list[str]
    detail: dict[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the feed: what fits, and how far was looked."""

    changes: tuple[Announced, ...]
    last: int
    has_more: bool


def named_in(detail: Mapping[str, Any]) -> list[str]:
    """The ids of other customers that a change's detail names."""
    into = detail.get("into", [])
    return [into] if isinstance(into, str) else list(into)


def seen_detail(detail: Mapping[str, Any], seen: Collection[str]) -> dict[str, Any]:
    """The detail with only those of the other customers that the reader may hear of."""
    left = [one for one in named_in(detail) if one in seen]
    rest = {name: value for name, value in detail.items() if name != "into"}
    return rest | ({"into": left[0] if isinstance(detail["into"], str) else left} if left else {})


class Tide(NamedTuple):
    """Where the feed ends, and whether committed changes still wait for their number."""

    top: int
    is_rising: bool
