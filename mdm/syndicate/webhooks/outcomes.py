"""What an answer makes of a delivery and of its subscription."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mdm.syndicate.webhooks.patience import is_hopeless, next_attempt, rest
from mdm.syndicate.webhooks.sending import Answer


@dataclass(frozen=True, slots=True)
class Tried:
    """A delivery as it was claimed."""

    id: int
    sequence: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of the delivery: done, dead, or waiting until `due_at`."""

    tried: Tried
    answer: Answer
    state: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Health:
    """How a subscription fares."""

    failures: int = 0
    failing_since: datetime | None = None
    rests_until: datetime | None = None
    problem: str = ""
    is_disabled: bool = False


def outcome(tried: Tried, answer: Answer, now: datetime, *, chance: float, pauses: Sequence[timedelta]) -> Outcome:
    """What the answer makes of the delivery."""
    if answer.is_success:
        return Outcome(tried, answer, "done", now)
    due_at = next_attempt(tried.attempts, now, chance=chance, pauses=pauses)
    if due_at is None:
        return Outcome(tried, answer, "dead", now)
    return Outcome(tried, answer, "waiting", max(due_at, now + timedelta(seconds=answer.wait)))


def health_after(health: Health, answers: Sequence[Answer], now: datetime, *, pauses: Sequence[timedelta]) -> Health:
    """What these answers make of the subscription. One success wipes the failures out."""
    if any(answer.is_success for answer in answers):
        return Health()
    failures, since = health.failures + len(answers), health.failing_since or now
    is_gone = any(answer.is_gone for answer in answers)
    return Health(
        failures=failures,
        failing_since=since,
        rests_until=rest(failures, now, pauses=pauses),
        problem=answers[-1].problem if answers else health.problem,
        is_disabled=is_gone or is_hopeless(failures, since, now),
    )
