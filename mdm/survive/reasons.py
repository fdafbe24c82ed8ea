"""Why a value survived or lost, in words for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from mdm.records import Pin
from mdm.survive.elections import TIE_BREAKS, Option, deciding
from mdm.survive.rules import By, Criterion, DateOf

ONLY_VALUE, AGREED, PIN, UNION, UNANIMOUS, TOGETHER = "only_value", "agreed", "pin", "union", "unanimous", "together"

# Criterion or tie-break: why the winner won, why the other lost.
_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        By.SOURCE_PRIORITY: ("{source} has the highest priority for {label}", "its source has a lower priority"),
        By.FIRST_NON_NULL: ("{source} is the first source asked that states {label}", "another source is asked first"),
        By.MOST_RECENT: ("{source} {touched} its record last, on {day}", "its record was {touched} earlier"),
        By.OLDEST: ("{source} {touched} its record first, on {day}", "its record was {touched} later"),
        By.MOST_FREQUENT: ("more records state it than any other value", "fewer records state it"),
        By.MOST_COMPLETE: ("it is the most complete", "it is less complete"),
        By.QUALITY: ("its quality is the best", "its quality is lower"),
        By.GRADE: ("its record has the best quality score", "its record has a lower quality score"),
        By.TRUST_DECAY: ("{source} deserves the most trust at its age", "its source deserves less trust at its age"),
        By.LONGEST: ("it is the longest", "it is shorter"),
        By.MIN: ("it is the lowest", "it is higher"),
        By.MAX: ("it is the highest", "it is lower"),
        "recency": ("it is the newest of equals", "it is older and else equal"),
        "source_order": ("{source} comes first of sources, all else equal", "its source comes later, all else equal"),
        "record_order": ("its key comes first, all else equal", "its key comes later, all else equal"),
    }
)  # fmt: skip
_TOUCHED = {DateOf.UPDATED: "updated", DateOf.CREATED: "created", DateOf.LOADED: "loaded"}


def _measured(place: int, order: Sequence[Criterion], sources: Sequence[str]) -> str:
    """The points of these sources, where the criterion that decided follows the scorecards."""
    measured = order[place].measured if place < len(order) else None
    if measured is None:
        return ""
    points = dict(measured.points)
    told = [f"{one} {points[one]:g} of 100 points" if one in points else f"{one} not measured" for one in sources]
    what = ", mean of its attributes" if measured.is_mean else ""
    what += ", equals by declared trust" if len(sources) > len({points.get(one) for one in sources}) else ""
    return f", as the scorecards of run {measured.run} measured ({', '.join(told)}{what})"


def _words(place: int, order: Sequence[Criterion]) -> tuple[str, tuple[str, str], DateOf]:
    if place < len(order):
        return order[place].by.value, _WORDS[order[place].by], order[place].date
    name = TIE_BREAKS[place - len(order)]
    return name, _WORDS[name], DateOf.UPDATED


def agreement(option: Option) -> str:
    """Who else states the value."""
    own = option.best.candidate
    sources = {one.candidate.source for one in option.standings} - {own.source}
    records = {one.candidate.record for one in option.standings} - {own.record}
    if sources:
        return _count(len(sources), "other source agrees", "other sources agree")
    return _count(len(records), f"other record of {own.source} agrees", f"other records of {own.source} agree")


def _count(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}" if count else ""


def sentence(*parts: str) -> str:
    """Parts into one sentence; empty ones are left out."""
    return "; ".join(part for part in parts if part) + "."


def why_won(
    winner: Option, others: Sequence[Option], order: Sequence[Criterion], label: str, *, tells_other: bool = True
) -> tuple[str, str]:
    """The rule that decided, and why the winner won over the runner-up, without full stop.

    With `tells_other` the runner-up's source may be named: a view that hides the source tells no such reason.
    """
    if not others:
        states = f"{winner.best.candidate.source} alone states it" if len(winner.standings) == 1 else ""
        return (ONLY_VALUE, states) if states else (AGREED, "All who state it agree")
    place = deciding(winner, others[0])
    name, (won, _), date = _words(place, order)
    candidate = winner.best.candidate
    sources = [candidate.source, *([others[0].best.candidate.source] if tells_other else ())]
    stamp = getattr(candidate, date)
    day = stamp.date().isoformat() if stamp else ""
    because = won.format(source=candidate.source, label=label, touched=_TOUCHED[date], day=day)
    return name, f"Chosen because {because}{_measured(place, order, sources)}"


def why_lost(winner: Option, loser: Option, order: Sequence[Criterion]) -> tuple[str, str]:
    """The rule that decided against the loser, and why."""
    place = deciding(winner, loser)
    name, (_, lost), date = _words(place, order)
    sources = [loser.best.candidate.source, winner.best.candidate.source]
    return name, sentence(lost.format(touched=_TOUCHED[date]).capitalize() + _measured(place, order, sources))


def why_pinned(pin: Pin) -> str:
    """Who fixed the value, and why."""
    until = f" until {pin.expires_at.date().isoformat()}" if pin.expires_at else ""
    return sentence(f"Fixed by {pin.author}{until}: {pin.reason.rstrip('.')}")


def why_barred(pin: Pin) -> str:
    """Who barred the value, and why."""
    return sentence(f"Barred by {pin.author}: {pin.reason.rstrip('.')}")
