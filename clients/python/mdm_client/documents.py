"""The documents that the service gives, as they come: dictionaries whose members are known."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

Kind = Literal["person", "organisation"]
ChangeType = Literal["created", "changed", "merged", "split", "retired"]


class Value(TypedDict):
    """A surviving value. `parts` are in comparable form; show `display`."""

    display: str
    parts: dict[str, str]
    usage: str
    flags: list[str]
    source: str
    key: str | None
    rule: str
    reason: str
    is_masked: bool


class Member(TypedDict):
    """A source record of a customer."""

    source: str
    key: str
    since: str


class Identity(TypedDict):
    """Who answers to the requested id."""

    id: str
    requested_id: str
    is_redirected: bool
    kind: Kind
    state: Literal["active", "retired"]
    version: int | None


class _Extras(TypedDict, total=False):
    members: list[Member]
    merged_ids: list[str]


class Profile(Identity, _Extras):
    """A customer's golden profile."""

    name: str
    since: str
    policy: int | None
    attributes: dict[str, list[Value]]


class GoldenVersion(TypedDict):
    """A profile as it once stood."""

    version: int
    since: str
    until: str | None
    kind: Kind
    name: str
    policy: int
    attributes: dict[str, list[Value]]


class FoundCustomer(TypedDict):
    """A customer that a search found."""

    id: str
    kind: Kind
    name: str
    version: int
    since: str
    score: float
    attributes: dict[str, list[str]]


class Record(TypedDict, total=False):
    """A source record and how far it has come."""

    source: str
    key: str
    processing_state: Literal["received", "clean", "matched", "closed", "rejected"]
    version: int
    customer_id: str | None
    payload: dict[str, Any]
    clean: dict[str, Any] | None
    quality: dict[str, Any] | None
    reject: dict[str, Any] | None


class Sent(TypedDict, total=False):
    """What became of a record that was sent."""

    source: str
    key: str
    version: int
    processing_state: str
    customer_id: str | None
    happening: str
    why: str
    is_held: bool
    quality: dict[str, Any] | None


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
