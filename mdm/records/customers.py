"""What is decided of customers: zones and verdicts, pins, golden values and changes."""

from __future__ import annotations

import secrets
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from mdm.records.attributes import CustomerKind
from mdm.records.values import CleanValue


class Zone(StrEnum):
    """Where a pair's probability falls between the thresholds."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    NONE = "none"


class Verdict(StrEnum):
    """What a judgement says of a pair."""

    MATCH = "match"
    NO_MATCH = "no_match"
    UNSURE = "unsure"


class ChangeKind(StrEnum):
    """What happened to a customer, as the change feed tells it."""

    CREATED = "created"
    CHANGED = "changed"
    MERGED = "merged"
    SPLIT = "split"
    RETIRED = "retired"
    CONSENT = "consent"
    RELATION = "relation"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One value standing for election into the golden record."""

    record: int
    source: str
    trust: int
    value: CleanValue
    created_at: datetime | None
    updated_at: datetime | None
    loaded_at: datetime
    key: str = ""
    grade: int = 100


class PinKind(StrEnum):
    """What a person did to a value."""

    FIX = "fix"
    BAR = "bar"


@dataclass(frozen=True, slots=True)
class Pin:
    """A value that a person fixed or barred, on the source record it hangs on."""

    record: int
    kind: PinKind
    attribute: str
    value: CleanValue
    reason: str
    author: str
    made_at: datetime
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class GoldenValue:
    """A surviving value with its source record, rule and reason; `losers` keeps what it beat, each with why."""

    attribute: str
    clean: Mapping[str, str]
    display: str
    usage: str
    flags: tuple[str, ...]
    record: int | None
    source: str
    rule: str
    reason: str
    supporters: tuple[int, ...] = ()
    losers: tuple[Mapping[str, Any], ...] = ()
    shown: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Golden:
    """A golden record: a function of members' clean records, pins, policy version and time."""

    kind: CustomerKind
    name: str
    policy: int
    values: tuple[GoldenValue, ...] = field(default_factory=tuple)


def new_customer_id() -> uuid.UUID:
    """An opaque id that is never reused: UUID version 7 (RFC 9562), so that indexes grow at one end."""
    stamp = time.time_ns() // 1_000_000
    bits = (stamp << 80) | (0x7 << 76) | (secrets.randbits(12) << 64) | (0b10 << 62) | secrets.randbits(62)
    return uuid.UUID(int=bits)
