"""The documents that the service gives, as they come: dictionaries whose members are known."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

Kind = Literal["person", "organisation"]


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


class Place(TypedDict):
    """Where a source record stands."""

    source: str
    key: str


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


class GoldenQuality(TypedDict):
    """The grade of a golden record's version, 0 to 100, with the rules it fails."""

    version: int
    score: int
    dimensions: dict[str, int]
    findings: list[dict[str, Any]]


class Interaction(TypedDict):
    """A contact with a customer; what is not known is None."""

    source: str
    key: str
    record: Place
    at: str
    ended_at: str | None
    channel: str
    direction: Literal["in", "out"] | None
    subject: str | None
    reason: str | None
    outcome: str | None
    sentiment: Literal["negative", "neutral", "positive"] | None
    score: float | None
    state: Literal["open", "closed"]
    note: str | None


class StandingConsent(TypedDict):
    """Whether a customer may be contacted about a purpose by a channel (None for every one), and what decides."""

    purpose: str
    channel: str | None
    may_contact: bool
    standing: Literal["denied", "withdrawn", "expired", "granted", "unstated", "unseen"]
    why: str
    stated_at: str | None
    valid_until: str | None
    said_by: Place | None


class Relation(TypedDict):
    """How a customer stands to another."""

    type: str
    label: str
    is_inverse: bool
    customer_id: str
    name: str
    kind: Kind
    since: str | None
    until: str | None
    said_by: list[Place]


class _Extras(TypedDict, total=False):
    members: list[Member]
    merged_ids: list[str]
    quality: GoldenQuality | None
    interactions: list[Interaction]
    consents: list[StandingConsent]
    relations: list[Relation]


class Profile(Identity, _Extras):
    """A customer's golden profile."""

    name: str
    since: str
    policy: int | None
    attributes: dict[str, list[Value]]


class LookedUp(TypedDict):
    """A customer that was looked up; None where there is none."""

    id: str | None
    place: Place | None
    customer: Profile | None


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
    reasons: list[str]
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


class JoinedBy(TypedDict):
    """The record that a sent one matched most."""

    by: str
    source: str
    key: str
    probability: float | None


Happening = Literal["unchanged", "created", "joined", "merged", "updated", "split", "closed", "taken"]


class Sent(TypedDict):
    """What became of a record that was sent."""

    source: str
    key: str
    version: int
    processing_state: Literal["matched", "closed"]
    customer_id: str | None
    happening: Happening
    why: str
    is_held: bool
    joined: JoinedBy | None


class BatchItem(TypedDict):
    """What became of one record of a batch: a result or a problem."""

    key: str
    status: int
    result: Sent | None
    problem: dict[str, Any] | None


class BatchResult(TypedDict):
    """What became of a batch."""

    source: str
    taken: int
    refused: int
    items: list[BatchItem]


class Match(TypedDict):
    """A customer that a candidate is like."""

    customer_id: str
    name: str
    grade: Literal["certain", "possible"]
    probability: float | None
    reasons: list[str]
    source: str
    key: str


class Matches(TypedDict):
    """Whom a candidate is like, how it would look, and what is wrong with it."""

    matches: list[Match]
    unseen_matches: int
    normalised: dict[str, Any]
    validation: dict[str, Any]
    created: Sent | None


class Validation(TypedDict):
    """How a record would look, and what is wrong with it."""

    is_acceptable: bool
    kind: Kind
    country: str
    score: int
    dimensions: dict[str, int]
    values: list[dict[str, Any]]
    findings: list[dict[str, Any]]


class Proposal(TypedDict):
    """A suggestion and what became of it."""

    id: int
    kind: Literal["correction", "duplicate"]
    state: Literal["open", "accepted", "rejected", "superseded"]
    customer_id: str
    other_customer_id: str | None
    attribute: str | None
    value: dict[str, str] | None
    reason: str
    answer: str
    made_at: str
    decided_at: str | None


class FileJob(TypedDict):
    """A sent file and how far it is."""

    id: int
    source: str
    state: Literal["waiting", "running", "matching", "held", "done", "failed", "cancelled", "discarded"]
    name: str
    bytes: int
    is_snapshot: bool
    sent_at: str
    started_at: str | None
    ended_at: str | None
    progress: dict[str, Any]
    matching: dict[str, Any] | None
    counts: dict[str, int]
    read_as: dict[str, Any]
    batch: int | None
    problem: dict[str, Any] | None


class Refused(TypedDict):
    """A row that could not be taken."""

    id: int
    key: str
    batch: int
    line: int
    column: str
    problem: str
    message: str
    remedy: str
    quality: dict[str, Any] | None
