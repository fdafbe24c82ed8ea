"""The documents that followers get: changes, and how their subscriptions fare."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from mdm_client.documents import Profile

ChangeType = Literal["created", "changed", "merged", "split", "retired"]


class Snapshot(TypedDict):
    """Some of all customers, and where to follow changes from after the last of them."""

    items: list[Profile]
    follow_after: int
    next_cursor: str | None


class _Snapshot(TypedDict, total=False):
    customer: Profile | None


class Change(_Snapshot):
    """A change in the feed."""

    sequence: int
    customer_id: str
    version: int
    type: ChangeType
    attributes: list[str]
    detail: dict[str, Any]
    at: str


class Feed(TypedDict):
    """A part of the feed. State `last` as `after` next time."""

    items: list[Change]
    last: int
    has_more: bool


class Subscription(TypedDict):
    """A webhook subscription and how it fares."""

    id: int
    name: str
    url: str
    types: list[ChangeType]
    attributes: list[str]
    sources: list[str]
    leaves_out_own: bool
    has_snapshot: bool
    state: Literal["active", "paused", "disabled"]
    cursor: int
    waiting: int
    sending: int
    dead: int
    failures: int
    problem: str
    delivered_at: str | None
    created_at: str


class DeadLetter(TypedDict):
    """What could not be delivered."""

    sequence: int
    customer_id: str
    attempts: int
    status: int | None
    problem: str
    ended_at: str
