"""The feed's values."""

from __future__ import annotations

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


class Tide(NamedTuple):
    """Where the feed ends, and whether committed changes still wait for their number."""

    top: int
    is_rising: bool
