"""What people do to an item, in the ledger's words and in a sentence's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from mdm.errors import MdmError
from mdm.steward.review.standing import Seen


class Deed(StrEnum):
    """An act on an item, as the ledger names it."""

    CLAIMED = "item_claimed"
    RELEASED = "item_released"
    ASSIGNED = "item_assigned"
    ESCALATED = "item_escalated"
    DEFERRED = "item_deferred"
    RESUMED = "item_resumed"
    COMMENTED = "item_commented"
    REOPENED = "item_reopened"


_WORDS: Mapping[str, str] = MappingProxyType(
    {
        Deed.CLAIMED: "claimed it",
        Deed.RELEASED: "released it",
        Deed.ASSIGNED: "assigned it",
        Deed.ESCALATED: "escalated it",
        Deed.DEFERRED: "deferred it",
        Deed.RESUMED: "took it up again",
        Deed.COMMENTED: "commented on it",
        Deed.REOPENED: "reopened it",
    }
)


def in_words(act: str) -> str:
    """The act as it stands behind a name in a sentence."""
    return _WORDS.get(act, act.replace("_", " "))


@dataclass(frozen=True, slots=True)
class Pick:
    """An item as somebody saw it, with its group. Without a version or group these are taken as they are."""

    item: int
    version: int | None = None
    seen: Seen | None = None


@dataclass(slots=True)
class Moved:
    """What came of an act on several items: those done, and for the others why not."""

    done: list[int] = field(default_factory=list)
    refused: list[MdmError] = field(default_factory=list)
