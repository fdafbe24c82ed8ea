"""Reading and writing the rules of a policy as JSON. Every refusal names the entry and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from mdm.errors import PolicyError
from mdm.records import CustomerKind
from mdm.survive.rules import ANY, By, Criterion, DateOf, Decay, Measured, Rule, Take

Choice = TypeVar("Choice", bound=StrEnum)

_RULE_ENTRIES = (
    "attributes", "kinds", "countries", "take", "limit", "order", "truth", "truth_only", "valid_only", "absorb",
)  # fmt: skip
# Which entries a criterion takes beside "by".
_CRITERION_ENTRIES: Mapping[By, frozenset[str]] = {
    By.SOURCE_PRIORITY: frozenset({"sources", "measured"}),
    By.FIRST_NON_NULL: frozenset({"sources"}),
    By.MOST_RECENT: frozenset({"date"}),
    By.OLDEST: frozenset({"date"}),
    By.TRUST_DECAY: frozenset({"date", "sources"}),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands at a place of the declaration: an object, if it is as it should be."""

    place: str
    stored: Any

    def refuse(self, name: str, problem: str, remedy: str) -> NoReturn:
        place = f"{self.place}.{name}" if name else self.place
        raise PolicyError(f"{place} {problem}.", remedy=remedy, data={"entry": place})

    def knows(self, *names: str) -> None:
        """Refuse entries that nothing reads: they are typing errors."""
        if not isinstance(self.stored, Mapping):
            self.refuse("", "is no object", f"Write an object with {', '.join(names)}.")
        for name in self.stored:
            if name not in names:
                self.refuse(str(name), "is not known here", f"Use one of {', '.join(names)}.")

    def text(self, name: str, *, default: str | None = None) -> str:
        found = self.stored.get(name, default)
        if not isinstance(found, str):
            self.refuse(name, "is no text" if name in self.stored else "is missing", "State it as text.")
        return found

    def texts(self, name: str) -> tuple[str, ...]:
        found = self.stored.get(name, [])
        if not isinstance(found, list | tuple) or not all(isinstance(one, str) and one for one in found):
            self.refuse(name, "is no list of texts", 'Write a list such as ["crm", "billing"].')
        if len(set(found)) != len(found):
            self.refuse(name, "lists something twice", "List each once.")
        return tuple(found)

    def whole(self, name: str, *, least: int, default: int | None = None) -> int:
        found = self.stored.get(name, default)
        if not isinstance(found, int) or isinstance(found, bool) or found < least:
            self.refuse(name, f"is no whole number of at least {least}", "Correct the number.")
        return found

    def number(self, name: str, *, least: float, most: float) -> float:
        found = self.stored.get(name)
        if not isinstance(found, int | float) or isinstance(found, bool) or not least <= found <= most:
            self.refuse(name, f"is no number from {least:g} to {most:g}", "State the number.")
        return float(found)

    def flag(self, name: str) -> bool:
        found = self.stored.get(name, False)
        if not isinstance(found, bool):
            self.refuse(name, "is neither true nor false", "Write true or false.")
        return found

    def choice(self, name: str, kinds: type[Choice], *, default: Choice | None = None) -> Choice:
        found = self.stored.get(name, default)
        if not isinstance(found, str) or found not in set(kinds):
            self.refuse(name, "is not one of the choices", f"Use one of {', '.join(kinds)}.")
        return kinds(found)

    def entry(self, name: str) -> Entry:
        return Entry(f"{self.place}.{name}", self.stored[name])

    def entries(self, name: str) -> list[Entry]:
        found = self.stored.get(name)
        if not isinstance(found, list | tuple) or not found:
            self.refuse(name, "is missing or empty", "Write a list with at least one entry.")
        return [Entry(f"{self.place}.{name}[{number}]", one) for number, one in enumerate(found)]


def _decay(entry: Entry) -> Decay:
    entry.knows("max", "min", "half_life_days")
    most, least = entry.number("max", least=0, most=100), entry.number("min", least=0, most=100)
    if least > most:
        entry.refuse("min", "is above max", "Let trust fall from max to min.")
    return Decay(most, least, entry.number("half_life_days", least=0.01, most=100_000))


def _measured(entry: Entry, sources: tuple[str, ...]) -> Measured:
    entry.knows("run", "points", "is_mean")
    points = entry.entry("points") if "points" in entry.stored else Entry(f"{entry.place}.points", {})
    points.knows(*sources)
    found = tuple((code, points.number(code, least=0, most=100)) for code in sources if code in points.stored)
    figures = [number for _, number in found]
    if figures != sorted(figures, reverse=True) or [code for code, _ in found] != list(sources[: len(found)]):
        points.refuse("", "is not the order of the sources", 'Put the best source first, or leave "measured" out.')
    return Measured(entry.whole("run", least=1), found, entry.flag("is_mean"))


def _criterion(entry: Entry) -> Criterion:
    """A criterion is written as its name, or as an object with "by" and what it needs."""
    if isinstance(entry.stored, str):
        entry = Entry(entry.place, {"by": entry.stored})
    by = entry.choice("by", By) if isinstance(entry.stored, Mapping) else None
    if by is None:
        entry.refuse("", "is no criterion", f"Use one of {', '.join(By)}, or an object with by.")
    entry.knows("by", *sorted(_CRITERION_ENTRIES.get(by, ())))
    if by is By.FIRST_NON_NULL and not entry.stored.get("sources"):
        entry.refuse("sources", "is missing", "List the sources in the order in which they are asked.")
    date = entry.choice("date", DateOf, default=DateOf.UPDATED)
    if by is not By.TRUST_DECAY:
        listed = entry.texts("sources")
        measured = _measured(entry.entry("measured"), listed) if "measured" in entry.stored else None
        return Criterion(by, date, listed, measured=measured)
    sources = entry.entry("sources") if "sources" in entry.stored else Entry(f"{entry.place}.sources", {})
    if not isinstance(sources.stored, Mapping):
        entry.refuse("sources", "is no object", 'Write {"crm": {"max": 90, "min": 40, "half_life_days": 365}}.')
    return Criterion(by, date, decay=tuple((code, _decay(sources.entry(code))) for code in sorted(sources.stored)))


def rule_from_entry(entry: Entry) -> Rule:
    """One rule of a declaration."""
    entry.knows(*_RULE_ENTRIES)
    take = entry.choice("take", Take, default=Take.BEST)
    attributes = entry.texts("attributes")
    if not attributes:
        entry.refuse("attributes", "is missing or empty", f'List attribute codes, or "{ANY}" for all others.')
    if take is not Take.UNION and "limit" in entry.stored:
        entry.refuse("limit", f'does nothing with take "{take}"', 'Drop it, or take "union".')
    if take is Take.TOGETHER and (len(attributes) < 2 or ANY in attributes):
        entry.refuse("attributes", "is no group", "List the attributes that survive from one record together.")
    if entry.flag("truth_only") and not entry.text("truth", default=""):
        entry.refuse("truth", "is missing", "Name the source of record.")
    for kind in (kinds := entry.texts("kinds")):
        if kind not in set(CustomerKind):
            entry.refuse("kinds", "names no kind of customer", f"Use {' or '.join(CustomerKind)}.")
    return Rule(
        attributes=attributes,
        order=tuple(_criterion(one) for one in entry.entries("order")),
        take=take,
        limit=entry.whole("limit", least=1, default=5) if take is Take.UNION else 1,
        kinds=frozenset(CustomerKind(one) for one in kinds) or frozenset(CustomerKind),
        countries=frozenset(one.upper() for one in entry.texts("countries")),
        truth=entry.text("truth", default=""),
        truth_only=entry.flag("truth_only"),
        valid_only=entry.flag("valid_only"),
        absorb=entry.flag("absorb"),
    )


def _criterion_as_json(criterion: Criterion) -> str | dict[str, Any]:
    allowed = _CRITERION_ENTRIES.get(criterion.by, frozenset())
    stored: dict[str, Any] = {"by": str(criterion.by)}
    if "date" in allowed and criterion.date is not DateOf.UPDATED:
        stored["date"] = str(criterion.date)
    if criterion.sources:
        stored["sources"] = list(criterion.sources)
    if criterion.measured:
        measured = criterion.measured
        stored["measured"] = {"run": measured.run, "points": dict(measured.points)}
        if measured.is_mean:
            stored["measured"]["is_mean"] = True
    if criterion.decay:
        stored["sources"] = {
            code: {"max": decay.most, "min": decay.least, "half_life_days": decay.half_life_days}
            for code, decay in criterion.decay
        }
    return stored if len(stored) > 1 else str(criterion.by)


def rule_as_json(rule: Rule) -> dict[str, Any]:
    """The entry that reads back as this rule; what holds anyway is left out."""
    optional = {
        "kinds": sorted(rule.kinds) if rule.kinds != frozenset(CustomerKind) else None,
        "countries": sorted(rule.countries),
        "take": str(rule.take) if rule.take is not Take.BEST else None,
        "limit": rule.limit if rule.take is Take.UNION else None,
        "truth": rule.truth,
        "truth_only": rule.truth_only,
        "valid_only": rule.valid_only,
        "absorb": rule.absorb,
    }
    return {
        "attributes": list(rule.attributes),
        **{name: value for name, value in optional.items() if value},
        "order": [_criterion_as_json(one) for one in rule.order],
    }
