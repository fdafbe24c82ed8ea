"""What the simulated sources tell of their records beside the values: contacts, consents, relationships.

Told of the first customers only, whatever their number: it is there to be looked at. Draws of its own leave the
extracts as they are without it.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

from mdm.simulate.chance import Chance
from mdm.simulate.people import Person
from mdm.simulate.population import Customer

MOST_TOLD = 400  # customers
FACTS_FILE = "facts.json"

Key = tuple[str, str]
Row = list[str]

_HEADERS: Mapping[str, Row] = {
    "interaction": ["key", "record.key", "at", "channel", "direction", "subject", "reason", "outcome", "sentiment",
                    "score", "state"],
    "consent": ["key", "record.key", "purpose", "channel", "state", "stated_at", "valid_until", "proof"],
    "relationship": ["key", "record.key", "type", "to.source", "to.key", "since"],
}  # fmt: skip
# Who tells what: source, kind.
TOLD = (("crm", "interaction"), ("support", "interaction"), ("crm", "consent"), ("support", "consent"),
        ("sfa", "relationship"), ("crm", "relationship"))  # fmt: skip
# channel, direction, subject, reason, outcome, sentiment; the first may still be open.
_CONTACTS = (
    ("service", "in", "Delivery came damaged", "complaint", "replaced", "negative"),
    ("phone", "in", "Asks when the technician comes", "question", "answered", "neutral"),
    ("email", "in", "Wants the invoice once more", "invoice", "sent", "neutral"),
    ("web", "in", "Compared service contracts", "interest", "", ""),
    ("campaign", "out", "Spring offer", "offer", "opened", "positive"),
    ("phone", "out", "Offer for the renewal", "renewal", "called_back", "positive"),
    ("survey", "in", "Satisfaction after the repair", "survey", "", "positive"),
    ("shop", "in", "Spare parts bought", "order", "delivered", ""),
)
_JOBS = (("decision_maker_for", 0.25), ("buyer_for", 0.2), ("influencer_for", 0.15), ("contact_of", 0.4))
_PURPOSES = ("newsletter", "marketing", "research", "profiling")


@dataclass(slots=True)
class Telling:
    """Gathers who is told of while the extracts are written: records by customer, employers and households."""

    keys: dict[str, list[Key]] = field(default_factory=dict)
    employers: dict[str, str] = field(default_factory=dict)
    households: dict[str, list[str]] = field(default_factory=dict)

    def meet(self, one: Customer) -> None:
        """A customer of the stream; the first ones are told of."""
        if len(self.keys) >= MOST_TOLD:
            return
        self.keys[one.number] = []
        if not isinstance(one, Person):
            return
        if one.posts:
            self.employers[one.number] = one.posts[-1].company.number
        else:
            self.households.setdefault(one.household, []).append(one.number)

    def note(self, source: str, key: str, customer: str) -> None:
        """A record that was written."""
        if customer in self.keys:
            self.keys[customer].append((source, key))

    def write(self, folder: Path, seed: int, today: date) -> None:
        """The files, and what they are."""
        for source, kind in TOLD:
            chance = Chance(f"{seed} {source} {kind}")
            with (folder / _file(source, kind)).open("w", encoding="utf-8", newline="") as file:
                table = csv.writer(file, lineterminator="\n")
                table.writerow(_HEADERS[kind])
                for number, row in enumerate(self._rows(chance, source, kind, today), 1):
                    table.writerow([f"{source}-{kind[0]}{number}", *row])
        listed = [{"source": source, "kind": kind, "data": _file(source, kind)} for source, kind in TOLD]
        (folder / FACTS_FILE).write_text(json.dumps(listed, indent=2) + "\n", encoding="utf-8", newline="\n")

    def _rows(self, chance: Chance, source: str, kind: str, today: date) -> Iterator[Row]:
        if kind == "relationship":
            yield from self._posts(chance, today) if source == "sfa" else self._homes(chance, today)
            return
        for one in self.keys:
            for key in self._of(one, source):
                yield from _contacts(chance, key, today) if kind == "interaction" else _consents(chance, key, today)

    def _of(self, customer: str, source: str) -> list[str]:
        return sorted(key for code, key in self.keys.get(customer, ()) if code == source)

    def _posts(self, chance: Chance, today: date) -> Iterator[Row]:
        """Contacts of companies, as the sales force files them; the company may be known to the CRM alone."""
        for person, company in self.employers.items():
            others = [("sfa", key) for key in self._of(company, "sfa")] + [
                ("crm", key) for key in self._of(company, "crm")
            ]
            for key in self._of(person, "sfa") if others else ():
                yield [key, chance.choose(_JOBS), *others[0], _day(chance, today, 3000).isoformat()]

    def _homes(self, chance: Chance, today: date) -> Iterator[Row]:
        for people in self.households.values():
            keys = [self._of(one, "crm")[:1] for one in people]
            known = [one[0] for one in keys if one]
            for one, other in pairwise(known):
                yield [one, "household_member", "crm", other, _day(chance, today, 3000).isoformat()]


def _file(source: str, kind: str) -> str:
    return f"{source}.{kind}s.csv"


def _day(chance: Chance, today: date, days: int) -> date:
    return today - timedelta(days=1 + int(days * chance.random() ** 2))


def _moment(chance: Chance, today: date, days: int) -> str:
    clock = time(chance.between(8, 17), chance.between(0, 59))
    return f"{datetime.combine(_day(chance, today, days), clock):%Y-%m-%dT%H:%M:00Z}"


def _contacts(chance: Chance, key: str, today: date) -> Iterator[Row]:
    for _ in range(chance.choose(((0, 0.3), (1, 0.3), (2, 0.2), (4, 0.2)))):
        channel, direction, subject, reason, outcome, sentiment = chance.pick(_CONTACTS)
        is_open = reason in {"complaint", "question"} and chance.random() < 0.3
        score = chance.between(2, 10) * 10
        if channel == "survey":
            sentiment = "negative" if score < 50 else "positive" if score > 70 else "neutral"
        told = "open" if is_open else "closed"
        yield [
            key, _moment(chance, today, 400), channel, direction, subject, reason, "" if is_open else outcome,
            sentiment, str(score) if channel == "survey" else "", told,
        ]  # fmt: skip


def _consents(chance: Chance, key: str, today: date) -> Iterator[Row]:
    if chance.random() < 0.35:
        return
    for purpose in _PURPOSES[: chance.between(1, 3)]:
        channel = chance.pick(("email", "phone", "post", ""))
        state = chance.choose((("granted", 0.7), ("denied", 0.18), ("withdrawn", 0.12)))
        ends = f"{today + timedelta(days=chance.between(30, 1500))}T00:00:00Z" if chance.random() < 0.3 else ""
        yield [key, purpose, channel, state, _moment(chance, today, 900), ends if state == "granted" else "",
               f"Form {chance.between(1, 40)}"]  # fmt: skip
