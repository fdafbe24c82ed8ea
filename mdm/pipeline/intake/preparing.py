"""From rows to all that is stored of them, without a database: one row online, a file's chunks in other processes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import orjson

from mdm.acquire.arrivals import Arrival, arrive
from mdm.acquire.mapping import CompiledMapping
from mdm.acquire.rows import BadRow, Row
from mdm.cleanse.comparable import comparable
from mdm.cleanse.customers import KIND_VERSIONS, standardise
from mdm.grade.rules import Severity
from mdm.grade.scores import Grade, Yardstick, grade_record, mute
from mdm.match.blocking import blocking_keys
from mdm.records import COMPARABLE_COLUMNS, Catalogue, CleanCustomer, SaidRecord, SourceContext


@dataclass(frozen=True, slots=True)
class Ground:
    """What one source's payloads are read by."""

    context: SourceContext
    mapping: CompiledMapping
    mapping_version: int
    catalogue: Catalogue
    yardstick: Yardstick


class Prepared(NamedTuple):
    """The stored form of one version: clean values (JSON), comparable columns, grade, (rule, blocking key) pairs."""

    kind: str
    country: str
    rules: str
    values: str
    columns: tuple[str, ...]
    grade: Grade
    keys: tuple[tuple[int, int], ...]


class Ready(NamedTuple):
    """A row that can be landed. `prepared` is None where the same content is known to be stored."""

    arrival: Arrival
    prepared: Prepared | None


def prepare(said: SaidRecord, ground: Ground, today: date) -> Prepared:
    """Standardise, grade and key what a source says of a customer."""
    customer = mute(standardise(said, ground.catalogue, ground.context, today=today), ground.yardstick.muted)
    row = comparable(customer, ground.catalogue)
    return Prepared(
        kind=str(customer.kind),
        country=customer.country,
        rules=rules_of(customer),
        values=orjson.dumps([value.as_json() for value in customer.values]).decode(),
        columns=tuple(getattr(row, name) for name in COMPARABLE_COLUMNS),
        grade=grade_record(
            customer,
            ground.yardstick,
            today=today,
            source=ground.context.code,
            created=said.created_at,
            updated=said.updated_at,
        ),
        keys=tuple(sorted({(int(rule), key) for rule, key in blocking_keys(row)})),
    )


def prepare_rows(
    rows: Sequence[Row | BadRow], known: Mapping[str, bytes], ground: Ground, today: date
) -> list[Ready | BadRow]:
    """Each row mapped, and prepared where `known` (key → content hash) does not say that it stands there already."""
    return [_ready(arrive(row, ground.mapping, ground.context), known, ground, today) for row in rows]


def _ready(arrival: Arrival | BadRow, known: Mapping[str, bytes], ground: Ground, today: date) -> Ready | BadRow:
    if isinstance(arrival, BadRow):
        return arrival
    said = arrival.said
    is_needed = not said.is_deleted and known.get(said.key) != arrival.content_hash
    prepared = prepare(said, ground, today) if is_needed else None
    refused = refusal(arrival, prepared, ground)
    if refused:
        return refused
    # What it says has become its prepared form, and need not cross to another process.
    return Ready(arrival._replace(said=replace(said, values=())), prepared)


def refusal(arrival: Arrival, prepared: Prepared | None, ground: Ground) -> BadRow | None:
    """The row as a reject, where it fails a rule whose failures are refused."""
    failed = {failure.partition(":")[2] for failure in prepared.grade.failures} if prepared else set()
    rule = next((one for one in ground.yardstick.rules.of_severity(Severity.REJECT) if one.code in failed), None)
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
    return ",".join(f"{kind}:{KIND_VERSIONS[kind]}" for kind in sorted({value.kind for value in customer.values}))


def is_outdated(rules: str) -> bool:
    """Whether a kind named in these rules has a newer version."""
    present = {f"{kind}:{version}" for kind, version in KIND_VERSIONS.items()}
    return bool(rules) and not present.issuperset(rules.split(","))
