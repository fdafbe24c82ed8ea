"""From rows to all that is stored of them, without a database: one row online, a file's chunks in other processes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple

import orjson

from mdm.acquire.arrivals import Arrival, arrive
from mdm.acquire.mapping import CompiledMapping
from mdm.acquire.rows import BadRow, Row
from mdm.cleanse.comparable import comparable
from mdm.cleanse.customers import KIND_VERSIONS, standardise
from mdm.grade.rules import Rule, Severity
from mdm.grade.scores import Grade, Yardstick, grader_of, mute, outcome_of
from mdm.match.blocking import blocking_keys
from mdm.records import COMPARABLE_COLUMNS, AttributeKind, Catalogue, CleanCustomer, SaidRecord, SourceContext


@dataclass(frozen=True, slots=True)
class Ground:
    """What one source's payloads are read by."""

    context: SourceContext
    mapping: CompiledMapping
    mapping_version: int
    catalogue: Catalogue
    yardstick: Yardstick

    def grade(self, prepared: Prepared) -> Grade:
        """The grade that its outcome comes to."""
        return grader_of(self.yardstick.rules).grade(prepared.outcome)

    @property
    def refusing(self) -> tuple[Rule, ...]:
        """The rules whose failures are refused."""
        return self.yardstick.rules.of_severity(Severity.REJECT)


_columns = attrgetter(*COMPARABLE_COLUMNS)


class Prepared(NamedTuple):
    """The stored form of one version: clean values (JSON), comparable columns, what became of the tests that grade it,
    (rule, blocking key) pairs.
    """

    kind: str
    country: str
    rules: str
    values: str
    columns: tuple[str, ...]
    outcome: str
    keys: tuple[tuple[int, int], ...]


class Ready(NamedTuple):
    """A row that can be landed. `prepared` is None where the same content is known to be stored."""

    arrival: Arrival
    prepared: Prepared | None


Known = Mapping[str, bytes]
"""Key → content hash of what stands there already."""

Seen = Mapping[int, tuple[Arrival, Prepared]]
"""What has been prepared already, by place among the rows."""


def cleansed(said: SaidRecord, ground: Ground, today: date) -> CleanCustomer:
    """What a source says of a customer in comparable form, without the force of values that have lost it."""
    return mute(standardise(said, ground.catalogue, ground.context, today=today), ground.yardstick.muted)


def prepare(said: SaidRecord, ground: Ground, today: date) -> Prepared:
    """Standardise, grade and key what a source says of a customer."""
    return prepare_cleansed(cleansed(said, ground, today), said, ground, today)


def prepare_cleansed(customer: CleanCustomer, said: SaidRecord, ground: Ground, today: date) -> Prepared:
    """Grade and key what has been standardised."""
    row = comparable(customer, ground.catalogue)
    return Prepared(
        kind=str(customer.kind),
        country=customer.country,
        rules=rules_of(customer),
        values=orjson.dumps([value.as_json() for value in customer.values]).decode(),
        columns=_columns(row),
        outcome=outcome_of(
            customer,
            ground.yardstick,
            today=today,
            source=ground.context.code,
            created=said.created_at,
            updated=said.updated_at,
        ),
        keys=tuple(sorted(blocking_keys(row))),
    )


def prepare_rows(
    rows: Sequence[Row | BadRow], known: Known, ground: Ground, today: date, seen: Seen = MappingProxyType({})
) -> list[Ready | BadRow]:
    """Each row mapped, and prepared where it is `known` neither to stand there already nor to have been `seen`."""
    return [
        ready(*seen[place], known, ground) if place in seen else _prepared(row, known, ground, today)
        for place, row in enumerate(rows)
    ]


def _prepared(row: Row | BadRow, known: Known, ground: Ground, today: date) -> Ready | BadRow:
    arrival = arrive(row, ground.mapping, ground.context)
    if isinstance(arrival, BadRow):
        return arrival
    is_needed = not arrival.said.is_deleted and _is_news(arrival, known)
    return ready(arrival, prepare(arrival.said, ground, today) if is_needed else None, known, ground)


def _is_news(arrival: Arrival, known: Known) -> bool:
    return known.get(arrival.said.key) != arrival.content_hash


def ready(arrival: Arrival, prepared: Prepared | None, known: Known, ground: Ground) -> Ready | BadRow:
    """The row as it can be landed, or refused by a rule that refuses."""
    prepared = prepared if _is_news(arrival, known) else None
    return refusal(arrival, prepared, ground) or Ready(arrival, prepared)


def refusal(arrival: Arrival, prepared: Prepared | None, ground: Ground) -> BadRow | None:
    """The row as a reject, where it fails a rule whose failures are refused."""
    refusing = ground.refusing
    if prepared is None or not refusing:
        return None
    failed = {failure.partition(":")[2] for failure in ground.grade(prepared).failures}
    rule = next((one for one in refusing if one.code in failed), None)
    if rule is None:
        return None
    return BadRow(
        line=arrival.line,
        problem="quality_rule",
        message=f"{rule.message} (rule {rule.code})",
        remedy=rule.remedy,
        fields=arrival.fields,
        key=arrival.said.key,
    )


def rules_of(customer: CleanCustomer) -> str:
    """The versions of the cleansing rules that made this clean form, kind by kind."""
    return _rules_for(frozenset([value.kind for value in customer.values]))


@lru_cache(maxsize=4096)
def _rules_for(kinds: frozenset[AttributeKind]) -> str:
    return ",".join(f"{kind}:{KIND_VERSIONS[kind]}" for kind in sorted(kinds))


def is_outdated(rules: str) -> bool:
    """Whether a kind named in these rules has a newer version."""
    present = {f"{kind}:{version}" for kind, version in KIND_VERSIONS.items()}
    return bool(rules) and not present.issuperset(rules.split(","))
