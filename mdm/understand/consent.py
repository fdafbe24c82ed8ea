"""May I contact this customer about this purpose by that channel at this time?

Of one source record the latest statement that covers the channel counts, whether it names the channel or every one. Of
several records the most restrictive counts; one that says nothing has no say. A grant that ended is no grant. What a
reader does not see can forbid, and never allows: else a source that it does not see would be overheard, or overruled.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from mdm.syndicate.profiles import Place


class Standing(StrEnum):
    """How consent stands, the most restrictive first."""

    DENIED = "denied"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    GRANTED = "granted"
    UNSTATED = "unstated"
    UNSEEN = "unseen"


_RANKS: Mapping[Standing, int] = {one: rank for rank, one in enumerate(Standing)}


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source says of one record's consent. No channel stands for every channel; `said_by` is who sent it."""

    said_by: Place
    record: Place
    purpose: str
    channel: str | None
    state: str
    stated_at: datetime
    valid_until: datetime | None = None

    def standing(self, at: datetime) -> Standing:
        """What it comes to at that time."""
        if self.state == Standing.GRANTED and self.valid_until is not None and self.valid_until <= at:
            return Standing.EXPIRED
        return Standing(self.state)

    def covers(self, purpose: str, channel: str | None) -> bool:
        """Whether it speaks of contact about the purpose by the channel."""
        return self.purpose == purpose and self.channel in {None, channel}


@dataclass(frozen=True, slots=True)
class Reason:
    """A statement that has a say, and what it comes to."""

    statement: Statement
    standing: Standing


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether, how it stands, and what has a say in it: what decided comes first."""

    purpose: str
    channel: str | None
    is_allowed: bool
    standing: Standing
    reasons: tuple[Reason, ...]

    @property
    def why(self) -> str:
        """The answer in a sentence."""
        return _WHY[self.standing, self.is_allowed]


_WHY: Mapping[tuple[Standing, bool], str] = {
    (Standing.DENIED, False): "The customer has refused.",
    (Standing.WITHDRAWN, False): "The customer has taken its consent back.",
    (Standing.EXPIRED, False): "The consent has ended.",
    (Standing.EXPIRED, True): "The consent has ended, but the purpose needs none.",
    (Standing.GRANTED, True): "The customer has agreed.",
    (Standing.UNSTATED, False): "The purpose needs consent, and nobody knows of any.",
    (Standing.UNSTATED, True): "The purpose needs no consent, and nobody knows of an objection.",
    (Standing.UNSEEN, False): "A source that is not shown here stands against it.",
}


def may_contact(
    statements: Collection[Statement], purpose: str, channel: str | None, *, at: datetime, needs_consent: bool
) -> Answer:
    """The answer to the question; without a channel, whether every one is allowed."""
    latest: dict[Place, Statement] = {}
    for one in statements:
        if one.stated_at <= at and one.covers(purpose, channel):
            known = latest.get(one.record)
            latest[one.record] = one if known is None else max(known, one, key=lambda said: _weight(said, at))
    reasons = sorted((Reason(one, one.standing(at)) for one in latest.values()), key=_order)
    standing = reasons[0].standing if reasons else Standing.UNSTATED
    is_allowed = standing is Standing.GRANTED or (
        not needs_consent and standing in {Standing.UNSTATED, Standing.EXPIRED}
    )
    return Answer(purpose, channel, is_allowed, standing, tuple(reasons))


def _weight(said: Statement, at: datetime) -> tuple[datetime, int, Place]:
    """The later counts; of two at the same moment the more restrictive."""
    return said.stated_at, -_RANKS[said.standing(at)], said.said_by


def _order(reason: Reason) -> tuple[int, float, Place]:
    return _RANKS[reason.standing], -reason.statement.stated_at.timestamp(), reason.statement.said_by


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked at a moment: `free` are purposes that need no consent, `sees` tells what the reader sees."""

    at: datetime
    free: Collection[str] = ()
    sees: Callable[[Statement], bool] = lambda _: True

    def answer(self, statements: Collection[Statement], purpose: str, channel: str | None) -> Answer:
        """The answer as the reader may have it."""
        needs = purpose not in self.free
        seen = [one for one in statements if self.sees(one)]
        own = may_contact(seen, purpose, channel, at=self.at, needs_consent=needs)
        if not own.is_allowed or may_contact(statements, purpose, channel, at=self.at, needs_consent=needs).is_allowed:
            return own
        return replace(own, is_allowed=False, standing=Standing.UNSEEN)

    def answers(self, statements: Collection[Statement]) -> list[Answer]:
        """The answer for each purpose and channel that a statement in sight names."""
        named = {(one.purpose, one.channel) for one in statements if self.sees(one)}
        return [self.answer(statements, *one) for one in sorted(named, key=lambda one: (one[0], one[1] or ""))]
