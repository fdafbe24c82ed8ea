"""The life of a customer for people: what happened to it, who did it and why; how it came about, step by step."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from mdm.catalogue.queries import catalogue
from mdm.ledger.queries import entries_of
from mdm.match.explanation import Explanation
from mdm.pipeline.identity.explaining import ties
from mdm.resolve.life.queries import Belonging, Said, comings_and_goings, judgements_on
from mdm.steward.pins.queries import pin_acts
from mdm.syndicate.queries import timeline

# What the judgements or changes themselves tell with more detail.
_TOLD_ELSEWHERE = frozenset({"judged", "decided", "merged", "split", "pinned", "unpinned"})
_TITLES = {
    "created": "Customer created",
    "changed": "Golden record changed",
    "merged": "Merged into another customer",
    "split": "Split",
    "retired": "Retired: no source knows it any more",
}
_VERDICTS = {"match": "one customer", "no_match": "different customers", "unsure": "not to be told apart"}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `who` is empty where rules did it; `number` is the golden version after it."""

    at: datetime
    kind: str
    title: str
    who: str = ""
    why: str = ""
    details: tuple[str, ...] = ()
    number: int | None = None
    customers: tuple[UUID, ...] = ()


def history(entity: UUID, records: Collection[int], *, before: datetime, limit: int, sees_ledger: bool) -> list[Event]:
    """What happened to the customer before then, the latest first.

    `records` are its members. Details name attributes and source keys, never values.
    """
    found = [
        *_changes(entity, before, limit),
        *_movements(comings_and_goings(entity, before=before, limit=4 * limit)),
        *_judged(judgements_on(records, before=before, limit=4 * limit)),
        *_pinned(records),
        *(_acts(entity) if sees_ledger else ()),
    ]
    return sorted((one for one in found if one.at < before), key=lambda one: one.at, reverse=True)[:limit]


def _changes(entity: UUID, before: datetime, limit: int) -> Iterator[Event]:
    labels = {code: one.label for code, one in catalogue().attributes.items()}
    for one in timeline(entity, before=before, limit=limit):
        yield Event(
            at=one.at,
            kind=one.kind,
            title=_TITLES.get(one.kind, one.kind),
            details=(", ".join(labels.get(code, code.replace("_", " ")) for code in one.attributes),)
            if one.attributes
            else (),
            why=f"A record of {one.origin_source} came in." if one.origin_source else "",
            number=one.number,
            customers=tuple(UUID(str(other)) for other in _named(one.detail.get("into"))),
        )


def _named(into: object) -> list[str]:
    return [str(one) for one in into] if isinstance(into, list) else [str(into)] if into else []


def _movements(rows: Sequence[Belonging]) -> Iterator[Event]:
    ends = [(one.since, True, one) for one in rows] + [(one.until, False, one) for one in rows if one.until]
    for (at, has_come), together in groupby(sorted(ends, key=lambda end: end[:2]), key=lambda end: end[:2]):
        moved = [one for _, _, one in together]
        count = f"{len(moved)} source records" if len(moved) > 1 else moved[0].place
        yield Event(
            at=at,
            kind="joined" if has_come else "left",
            title=f"{count} {'joined' if has_come else 'left'}",
            why=_how(moved[0]) if has_come and len(moved) == 1 else "",
            details=tuple(one.place for one in moved[:12]) if len(moved) > 1 else (),
        )


def _how(one: Belonging) -> str:
    if one.how.get("by") == "match":
        return f"It matched at {min(one.how['probability'], 0.9999):.2%}."
    return {"judgement": "A person judged so.", "group": "Held by several weaker links."}.get(one.how.get("by", ""), "")


def _judged(rows: Sequence[Said]) -> Iterator[Event]:
    """What one person said at one moment is one event."""
    for _, together in groupby(rows, key=lambda one: (one.made_at, one.author, one.verdict)):
        said = list(together)
        yield Event(
            at=said[0].made_at,
            kind=f"judged {said[0].verdict}",
            title=f"Judged {_VERDICTS.get(said[0].verdict, said[0].verdict)}",
            who=said[0].author or said[0].rule,
            why=said[0].reason,
            details=tuple(_pair(one) for one in said[:12]),
        )


def _pair(one: Said) -> str:
    return f"{one.low_place} and {one.high_place}{'' if one.is_live else ' (taken back since)'}"


def _pinned(records: Collection[int]) -> Iterator[Event]:
    labels = {code: one.label for code, one in catalogue().attributes.items()}
    for one in pin_acts(records):
        label = labels.get(one.attribute, one.attribute)
        done = "fixed" if one.kind == "fix" else "barred"
        yield Event(one.made_at, "pinned", f"{label}: a value was {done}", who=one.author, why=one.reason)
        if one.retired_at:
            yield Event(one.retired_at, "unpinned", f"{label}: a value is no longer {done}")


def _acts(entity: UUID) -> Iterator[Event]:
    for one in entries_of([f"customer:{entity}"]):
        if one.act not in _TOLD_ELSEWHERE:
            who = one.actor.get_username() if one.actor else ""
            yield Event(one.at, "act", one.act.replace("_", " ").capitalize(), who=who, why=one.reason)


@dataclass(frozen=True, slots=True)
class Step:
    """How one record came to the customer: `by` alone, match, judgement or group; the other record if there is one."""

    member: Belonging
    by: str
    other: str
    explanation: Explanation | None
    judged: Said | None


def story(members: Sequence[Belonging], *, before: datetime, sees_sensitive: bool) -> list[Step]:
    """How these members came together, the first to come first; weighed again under the present model."""
    places = {one.record: one.place for one in members}
    judged = {(one.low, one.high): one for one in judgements_on(list(places), before=before, limit=200) if one.is_live}
    found = {one.record: one for one in ties(list(places), sees_sensitive=sees_sensitive)}
    steps = []
    for number, member in enumerate(members):
        tie = found.get(member.record)
        other = tie.other if tie and tie.other is not None else 0
        pair = (min(member.record, other), max(member.record, other))
        by = "first" if not number else tie.by if tie else "group"
        steps.append(Step(member, by, places.get(other, ""), tie.explanation if tie else None, judged.get(pair)))
    return steps
