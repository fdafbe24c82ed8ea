"""The frozen values of this stage, and what a sender may state of each kind of fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class FactKind(StrEnum):
    """What can be told of a source record."""

    INTERACTION = "interaction"
    CONSENT = "consent"
    RELATIONSHIP = "relationship"


class ChannelTerm(NamedTuple):
    """A channel as it is declared."""

    label: str
    is_contact: bool
    is_active: bool


class PurposeTerm(NamedTuple):
    """A purpose as it is declared."""

    label: str
    needs_consent: bool
    is_active: bool


class TypeTerm(NamedTuple):
    """A type of relationship as it is declared."""

    label: str
    inverse: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything that facts may name, by code."""

    channels: Mapping[str, ChannelTerm] = field(default_factory=dict)
    purposes: Mapping[str, PurposeTerm] = field(default_factory=dict)
    types: Mapping[str, TypeTerm] = field(default_factory=dict)

    def nameable(self, which: str) -> list[str]:
        """The codes that new facts may name of that list; `contacts` are the channels of consents."""
        match which:
            case "channels":
                return [code for code, one in self.channels.items() if one.is_active]
            case "contacts":
                return [code for code, one in self.channels.items() if one.is_active and one.is_contact]
            case "purposes":
                return [code for code, one in self.purposes.items() if one.is_active]
            case _:
                return [code for code, one in self.types.items() if one.is_active]


class Holds(StrEnum):
    """What a member of a fact holds."""

    KEY = "key"
    SOURCE = "source"
    TEXT = "text"
    CODE = "code"
    TERM = "term"
    CHOICE = "choice"
    MOMENT = "moment"
    DAY = "day"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Member:
    """One member that a sender may state. Nested ones have a dot in their name; `of` names the choices or the terms."""

    name: str
    holds: Holds
    about: str
    is_required: bool = False
    limit: int = 0
    of: tuple[str, ...] = ()

    @property
    def column(self) -> str:
        """Where it is stored."""
        return self.name.replace(".", "_")


DIRECTIONS = ("in", "out")
SENTIMENTS = ("negative", "neutral", "positive")
INTERACTION_STATES = ("open", "closed")
CONSENT_STATES = ("granted", "denied", "withdrawn")
HIGHEST_SCORE = 100

_RECORD = (
    Member("record.key", Holds.KEY, "Key of the source record that it is about.", is_required=True, limit=255),
    Member("record.source", Holds.SOURCE, "That record's source system; the sender's own where it is left out.",
           limit=40),
)  # fmt: skip

# What can be stated of each kind, in the order in which it is told.
FORMS: Mapping[FactKind, tuple[Member, ...]] = MappingProxyType(
    {
        FactKind.INTERACTION: (
            *_RECORD,
            Member("at", Holds.MOMENT, "When it began.", is_required=True),
            Member("ended_at", Holds.MOMENT, "When it ended."),
            Member("channel", Holds.TERM, "A declared channel.", is_required=True, limit=40, of=("channels",)),
            Member("direction", Holds.CHOICE, "in from the customer, out to it.", of=DIRECTIONS),
            Member("subject", Holds.TEXT, "What it was about, in a line.", limit=200),
            Member("reason", Holds.CODE, "Reason of request, as in complaint.", limit=40),
            Member("outcome", Holds.CODE, "What came of it, as in refunded.", limit=40),
            Member("sentiment", Holds.CHOICE, "How the customer felt about it.", of=SENTIMENTS),
            Member("score", Holds.NUMBER, "Satisfaction that was measured, 0 to 100.", limit=HIGHEST_SCORE),
            Member("state", Holds.CHOICE, "open as long as something is to be done; else closed.",
                   of=INTERACTION_STATES),
            Member("note", Holds.TEXT, "More about it.", limit=4000),
        ),
        FactKind.CONSENT: (
            *_RECORD,
            Member("purpose", Holds.TERM, "A declared purpose.", is_required=True, limit=40, of=("purposes",)),
            Member("channel", Holds.TERM, "A declared channel of contact; every one where it is left out.", limit=40,
                   of=("contacts",)),
            Member("state", Holds.CHOICE, "What the customer said.", is_required=True, of=CONSENT_STATES),
            Member("stated_at", Holds.MOMENT, "When the customer said so.", is_required=True),
            Member("valid_until", Holds.MOMENT, "When a grant ends by itself."),
            Member("proof", Holds.TEXT, "How it can be shown: the form, the recording, the click.", limit=2000),
        ),
        FactKind.RELATIONSHIP: (
            *_RECORD,
            Member("type", Holds.TERM, "A declared type of relationship.", is_required=True, limit=40, of=("types",)),
            Member("to.key", Holds.KEY, "Key of the other source record.", is_required=True, limit=255),
            Member("to.source", Holds.SOURCE, "Its source system; the sender's own where it is left out.", limit=40),
            Member("since", Holds.DAY, "The first day."),
            Member("until", Holds.DAY, "The last day."),
        ),
    }
)  # fmt: skip

# What people wrote freely, which may tell anything of a customer.
FREE_TEXTS: Mapping[FactKind, tuple[str, ...]] = MappingProxyType(
    {FactKind.INTERACTION: ("subject", "note"), FactKind.CONSENT: ("proof",), FactKind.RELATIONSHIP: ()}
)
