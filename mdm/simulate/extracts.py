"""Labelled extracts of the four source systems, written as they are drawn; the same seed gives the same files."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from mdm.errors import InvalidInputError
from mdm.simulate.chance import Chance
from mdm.simulate.facts import Telling
from mdm.simulate.people import Person
from mdm.simulate.population import Customer, population
from mdm.simulate.source import Source, Values
from mdm.simulate.sources import SOURCES
from mdm.simulate.spoiling import spoil
from mdm.simulate.telling import tell
from mdm.simulate.writers import Writer, open_writer

TODAY = date(2026, 6, 30)  # the simulated present: a file must not depend on the day it was made
SHUFFLED_AT_ONCE = 20_000
TRUTH_FILE = "truth.csv"
SOURCES_FILE = "sources.json"
TICK_EVERY = 1_000
FIRST_BAD_KEY = 9_000_000


@dataclass(slots=True)
class Written:
    """What was written: customers, and per source its records and deliberately unreadable rows."""

    customers: int = 0
    records: dict[str, int] = field(default_factory=dict)
    bad_rows: dict[str, int] = field(default_factory=dict)


class Extract:
    """One source's file. Rows leave a window in random order, so that neighbours in the file tell nothing."""

    def __init__(self, folder: Path, source: Source, seed: int, truth: Any, telling: Telling) -> None:
        self._source = source
        self._chance = Chance(f"{seed} {source.code}")
        self._writer: Writer = open_writer(folder, source)
        self._truth = truth
        self._telling = telling
        self._window: list[tuple[str, Values]] = []
        self.count = 0
        self.bad_count = 0

    def take(self, customer: str, values: Values) -> None:
        if len(self._window) < SHUFFLED_AT_ONCE:
            self._window.append((customer, values))
            return
        place = int(self._chance.random() * SHUFFLED_AT_ONCE)
        self._write(*self._window[place])
        self._window[place] = (customer, values)

    def close(self, bad_rows: int) -> None:
        """Writes what waits, with the bad rows spread among it; at most one after each row."""
        self._window.sort(key=lambda _: self._chance.random())
        gap = max(1, len(self._window) // (bad_rows + 1))
        for place, (customer, values) in enumerate(self._window, 1):
            self._write(customer, values)
            if self.bad_count < bad_rows and place % gap == 0:
                self._write_bad(values)
        self._writer.close()

    def _write(self, customer: str, values: Values) -> None:
        self.count += 1
        key = self._source.key_pattern.format(self.count)
        self._writer.row([key, *values, customer])
        self._truth.writerow((self._source.code, key, customer))
        self._telling.note(self._source.code, key, customer)

    def _write_bad(self, values: Values) -> None:
        spoilers = self._source.spoilers
        key = self._source.key_pattern.format(FIRST_BAD_KEY + self.bad_count)
        spoilt = spoilers[self.bad_count % len(spoilers)]([key, *values, ""])
        self.bad_count += 1
        if isinstance(spoilt, str):
            self._writer.raw(spoilt)
        else:
            self._writer.row(spoilt)


def write_extracts(
    customers: int,
    seed: int,
    folder: Path,
    *,
    bad_rows: int = 0,
    today: date = TODAY,
    tick: Callable[[int], object] | None = None,
) -> Written:
    """Writes extracts, mappings, the sources' declaration, facts and the truth of that many customers into the folder.

    `bad_rows` unreadable rows are put into each extract. `tick` hears how many customers were added.
    """
    if customers < 1 or bad_rows < 0:
        raise InvalidInputError(
            "At least one customer, and no negative number of bad rows.", remedy="Correct the numbers."
        )
    folder.mkdir(parents=True, exist_ok=True)
    _write_declarations(folder)
    telling = Telling()
    with (folder / TRUTH_FILE).open("w", encoding="utf-8", newline="", buffering=1 << 20) as file:
        extracts = _open_extracts(folder, seed, file, telling)
        chance = Chance(seed)
        made = 0
        for made, one in enumerate(population(chance, customers, today), 1):
            telling.meet(one)
            _state(chance, one, extracts, today)
            if tick and made % TICK_EVERY == 0:
                tick(TICK_EVERY)
        for _, extract in extracts:
            extract.close(bad_rows)
        if tick:
            tick(made % TICK_EVERY)
    telling.write(folder, seed, today)
    return Written(
        made,
        {source.code: extract.count for source, extract in extracts},
        {source.code: extract.bad_count for source, extract in extracts},
    )


def _open_extracts(folder: Path, seed: int, file: TextIO, telling: Telling) -> list[tuple[Source, Extract]]:
    truth = csv.writer(file, lineterminator="\n")
    truth.writerow(("source", "key", "customer"))
    return [(source, Extract(folder, source, seed, truth, telling)) for source in SOURCES]


def _write_declarations(folder: Path) -> None:
    documents: dict[str, Any] = {source.mapping_file: source.mapping for source in SOURCES}
    documents[SOURCES_FILE] = [source.registration() for source in SOURCES]
    for name, document in documents.items():
        text = json.dumps(document, indent=2, ensure_ascii=False)
        (folder / name).write_text(text + "\n", encoding="utf-8", newline="\n")


def _role(one: Customer) -> str:
    if not isinstance(one, Person):
        return "company"
    return "contact" if one.posts else "consumer"


def _state(chance: Chance, one: Customer, extracts: list[tuple[Source, Extract]], today: date) -> None:
    """The customer's records in all sources; at least one, in the source that knows most of the kind."""
    role = _role(one)
    copies = [_copies(chance, source, role) for source, _ in extracts]
    if not any(copies):
        copies[max(range(len(extracts)), key=lambda place: extracts[place][0].presence[role].known)] = 1
    for (source, extract), count in zip(extracts, copies, strict=True):
        for _ in range(count):
            said = tell(chance, one, source.quality, today)
            spoil(chance, said, source.quality, source.shown)
            extract.take(said.customer, source.row(chance, said))


def _copies(chance: Chance, source: Source, role: str) -> int:
    presence = source.presence[role]
    if chance.random() >= presence.known:
        return 0
    return 2 if chance.random() < presence.twice else 1
