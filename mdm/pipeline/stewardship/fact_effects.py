"""What an act does to facts: which go where with their records, and which answers about consent change."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from mdm.syndicate.views import WHOLE
from mdm.understand.consent import Answer
from mdm.understand.facts import Terms
from mdm.understand.queries import Hanging, asking, told
from mdm.understand.terms.queries import terms

# By purpose and channel.
Answers = Mapping[tuple[str, str | None], Answer]


@dataclass(frozen=True, slots=True)
class ConsentChange:
    """Whether a customer may be contacted before and after; None where nothing was said of it."""

    purpose: str
    channel: str
    before: bool | None
    after: bool | None
    why: str


def answers(customers: Collection[UUID]) -> dict[UUID, Answers]:
    """What each of the customers may be contacted about, as all sources have it."""
    now = timezone.now()
    question, found = asking(WHOLE, at=now), told(customers, ["consents"], WHOLE, today=timezone.localdate(now))
    return {
        customer: {(one.purpose, one.channel): one for one in question.answers(facts.consents)}
        for customer, facts in found.items()
    }


def consent_changes(before: Answers, after: Answers) -> tuple[ConsentChange, ...]:
    """The answers that differ, by purpose and channel."""
    return tuple(_differing(before, after, terms())) if before != after else ()


def _differing(before: Answers, after: Answers, known: Terms) -> Iterator[ConsentChange]:
    for asked in sorted(before.keys() | after.keys(), key=lambda one: (one[0], one[1] or "")):
        was, now = before.get(asked), after.get(asked)
        if was and now and was.standing == now.standing:
            continue
        purpose, channel = asked
        yield ConsentChange(
            purpose=known.purposes[purpose].label,
            channel=known.channels[channel].label if channel else "every channel",
            before=was.is_allowed if was else None,
            after=now.is_allowed if now else None,
            why=now.why if now else "Nothing is said of it any more.",
        )


def summed(records: Collection[int], hanging: Mapping[int, Hanging]) -> Hanging:
    """What hangs on these records together."""
    found = [hanging[one] for one in records if one in hanging]
    return Hanging(*(sum(counts) for counts in zip(*found, strict=True))) if found else Hanging(0, 0, 0)
