"""Reading what a sender states of a fact: member by member, with the place and the remedy of what is wrong."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from mdm.acquire.payload import flatten
from mdm.acquire.times import FIRST_YEAR, ISO, LAST_YEAR, time_reader
from mdm.errors import InvalidInputError
from mdm.understand.facts import FORMS, FactKind, Holds, Member, Terms

Said = dict[str, Any]

_CODE = re.compile(r"[a-z0-9_]+")
# Clocks differ by minutes, not by days.
_CLOCK_SKEW = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ground:
    """What reading needs to know: who sends, how its times are written, what may be named, what time it is."""

    source: str
    terms: Terms
    now: datetime
    time_zone: str = "UTC"
    formats: tuple[str, ...] = ()


def read(kind: FactKind, stated: Mapping[str, Any], ground: Ground) -> Said:
    """The fact by the names of its columns, all of them. Raises InvalidInputError naming the member."""
    form = {member.name: member for member in FORMS[kind]}
    flat = dict(flatten(stated))
    for name in flat:
        if name not in form:
            raise wrong(name, f"The {kind} has an unknown member.", f"Possible are: {', '.join(form)}.")
    said = {member.column: _value(member, flat.get(name), ground) for name, member in form.items()}
    return _CHECKS[kind](_placed(said, ground), ground)


def wrong(name: str, message: str, remedy: str) -> InvalidInputError:
    """The error for a member; `column` is its name in files, `pointer` its place in JSON."""
    pointer = "/" + name.replace("~", "~0").replace(".", "/")
    return InvalidInputError(message, remedy=remedy, data={"column": name, "pointer": pointer})


def from_texts(kind: FactKind, row: Mapping[str, Any]) -> Said:
    """A file's row as a sender would state it in JSON: what is empty is left out, numbers are numbers."""
    numbers = {member.name for member in FORMS[kind] if member.holds is Holds.NUMBER}
    said: Said = {}
    for name, text in row.items():
        if isinstance(text, str) and name in numbers:
            said[name] = _number_in(text)
        elif text not in ("", None):
            said[name] = text
    return {name: one for name, one in said.items() if one is not None}


def _number_in(text: str) -> float | str | None:
    try:
        return float(text) if text.strip() else None
    except ValueError:
        return text


def _value(member: Member, value: Any, ground: Ground) -> Any:
    if value is None or value == "":
        if member.is_required:
            raise wrong(member.name, f"The member {member.name} is missing.", member.about)
        return None
    return _READERS[member.holds](member, value, ground)


def _text(member: Member, value: Any, ground: Ground) -> str:  # noqa: ARG001 - all readers have one signature
    if not isinstance(value, str):
        raise wrong(member.name, f"The member {member.name} must be a text.", member.about)
    if len(value) > member.limit:
        raise wrong(member.name, f"The member {member.name} is too long.", f"State at most {member.limit} characters.")
    return value


def _code(member: Member, value: Any, ground: Ground) -> str:
    text = _text(member, value, ground)
    if not _CODE.fullmatch(text):
        raise wrong(member.name, f"The member {member.name} is no code.", "Use lower-case letters, digits and _.")
    return text


def _term(member: Member, value: Any, ground: Ground) -> str:
    text, known = _text(member, value, ground), ground.terms.nameable(member.of[0])
    if text not in known:
        remedy = f"Declared are: {', '.join(known)}." if known else "An administrator declares them."
        raise wrong(member.name, f"The {member.name} is not declared.", remedy)
    return text


def _choice(member: Member, value: Any, ground: Ground) -> str:  # noqa: ARG001
    if value not in member.of:
        raise wrong(member.name, f"The member {member.name} has no such value.", f"State {' or '.join(member.of)}.")
    return str(value)


def _moment(member: Member, value: Any, ground: Ground) -> datetime:
    found = time_reader((ISO, *ground.formats), ground.time_zone)(value) if isinstance(value, str) else None
    if found is None:
        remedy = f"Write it as 2026-03-01T12:00:00Z, in the years {FIRST_YEAR} to {LAST_YEAR}."
        raise wrong(member.name, f"The member {member.name} is no time.", remedy)
    return found


def _day(member: Member, value: Any, ground: Ground) -> date:  # noqa: ARG001
    try:
        found = date.fromisoformat(value)
    except (TypeError, ValueError):
        found = None
    if found is None or not FIRST_YEAR <= found.year < LAST_YEAR:
        raise wrong(member.name, f"The member {member.name} is no day.", "Write it as 2026-03-01.")
    return found


def _number(member: Member, value: Any, ground: Ground) -> float:  # noqa: ARG001
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or not 0 <= value <= member.limit:
        raise wrong(member.name, f"The member {member.name} is no such number.", f"State 0 to {member.limit}.")
    return float(value)


_READERS: Mapping[Holds, Callable[[Member, Any, Ground], Any]] = {
    Holds.KEY: _text,
    Holds.SOURCE: _text,
    Holds.TEXT: _text,
    Holds.CODE: _code,
    Holds.TERM: _term,
    Holds.CHOICE: _choice,
    Holds.MOMENT: _moment,
    Holds.DAY: _day,
    Holds.NUMBER: _number,
}


def _placed(said: Said, ground: Ground) -> Said:
    """A record is the sender's own where it does not say whose."""
    own = {name: ground.source for name in ("record_source", "to_source") if name in said and said[name] is None}
    return said | own


def _checked_interaction(said: Said, ground: Ground) -> Said:
    _refuse_future("at", said["at"], ground)
    if said["ended_at"] and said["ended_at"] < said["at"]:
        raise wrong("ended_at", "The interaction ends before it begins.", "State the times as they were.")
    return said | {"state": said["state"] or "closed"}


def _checked_consent(said: Said, ground: Ground) -> Said:
    _refuse_future("stated_at", said["stated_at"], ground)
    if said["valid_until"] and said["valid_until"] <= said["stated_at"]:
        raise wrong("valid_until", "The consent ends before it begins.", "State the times as they were.")
    return said


def _checked_relationship(said: Said, ground: Ground) -> Said:  # noqa: ARG001 - all checks have one signature
    if (said["record_source"], said["record_key"]) == (said["to_source"], said["to_key"]):
        raise wrong("to.key", "The record can't stand in a relationship to itself.", "State another record's key.")
    if said["since"] and said["until"] and said["until"] < said["since"]:
        raise wrong("until", "The relationship ends before it begins.", "State the days as they were.")
    return said


def _refuse_future(name: str, at: datetime, ground: Ground) -> None:
    if at > ground.now + _CLOCK_SKEW:
        raise wrong(name, f"The member {name} lies in the future.", "Check the sender's clock and its time zone.")


_CHECKS: Mapping[FactKind, Callable[[Said, Ground], Said]] = {
    FactKind.INTERACTION: _checked_interaction,
    FactKind.CONSENT: _checked_consent,
    FactKind.RELATIONSHIP: _checked_relationship,
}
