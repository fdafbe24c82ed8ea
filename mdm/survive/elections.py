"""Ranking the values that stand for one attribute. The same values in any order give the same ranking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mdm.records import CleanValue
from mdm.survive.rules import Criterion
from mdm.survive.strategies import SCORES, Electorate, Identity, Standing

# What decides between values that every criterion finds equal. The last is arbitrary but stable.
TIE_BREAKS = ("recency", "source_order", "record_order")


@dataclass(slots=True)
class Option:
    """One value, however many state it; `standings` from the best supporter down, `key` the best one's rank."""

    identity: Identity
    key: tuple[object, ...]
    standings: list[Standing]

    @property
    def best(self) -> Standing:
        return self.standings[0]

    @property
    def value(self) -> CleanValue:
        return self.best.values[0]


def _stable(standing: Standing) -> tuple[object, ...]:
    candidate, value = standing.candidate, standing.values[0]
    return candidate.source, candidate.key, value.usage, value.display, standing.identity, value.flags, candidate.record


def ranked(electorate: Electorate, order: Sequence[Criterion]) -> list[Option]:
    """The options, best first."""
    standings = electorate.standings
    if len(standings) == 1:
        return [Option(standings[0].identity, (), [standings[0]])]
    keys = _keys(electorate, order)
    options: dict[Identity, Option] = {}
    for key, standing in sorted(zip(keys, standings, strict=True), key=_first):
        option = options.get(standing.identity)
        if option is None:
            options[standing.identity] = Option(standing.identity, key, [standing])
        else:
            option.standings.append(standing)
    return list(options.values())


def _keys(electorate: Electorate, order: Sequence[Criterion]) -> list[tuple[object, ...]]:
    """What each standing sorts by: one entry per criterion, no more of them than it takes to tell all apart."""
    standings, columns = electorate.standings, list[list[float]]()
    for one in order:
        columns.append([-score for score in SCORES[one.by](one, electorate)])
        keys: list[tuple[object, ...]] = list(zip(*columns, strict=True))
        if len(set(keys)) == len(standings):
            return keys
    return [(*key, *one.seniority, _stable(one)) for key, one in zip(keys, standings, strict=True)]


def _first(pair: tuple[tuple[object, ...], Standing]) -> tuple[object, ...]:
    return pair[0]


def deciding(winner: Option, loser: Option) -> int:
    """The place of the first criterion, or tie-break after them, by which the two differ."""
    pairs = zip(winner.key, loser.key, strict=True)
    return next(place for place, (one, other) in enumerate(pairs) if one != other)


def gathered(standings: Iterable[Standing]) -> list[Option]:
    """Options without a ranking, in a stable order: for values that never stood for election."""
    options: dict[Identity, Option] = {}
    for standing in sorted(standings, key=_stable):
        options.setdefault(standing.identity, Option(standing.identity, (), [])).standings.append(standing)
    return list(options.values())


def absorbed(options: Sequence[Option]) -> Mapping[Identity, Option]:
    """Options all of whose parts stand in a fuller one, with the best-ranked such one."""
    parts = {one.identity: {part for part in one.value.clean.items() if part[1]} for one in options}
    found: dict[Identity, Option] = {}
    for one in options:
        own = parts[one.identity]
        fuller = next((other for other in options if own and own < parts[other.identity]), None)
        if fuller is not None:
            found[one.identity] = fuller
    return found
