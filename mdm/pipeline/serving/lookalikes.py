"""Search before create: who of the known customers a candidate might be, by the same keys and scores as on arrival."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
import orjson
from django.utils import timezone

from mdm.acquire import queries
from mdm.acquire.arrivals import arrive
from mdm.acquire.documents import document_row
from mdm.acquire.rows import BadRow
from mdm.errors import InvalidInputError
from mdm.grade.scores import Grade
from mdm.match import queries as match
from mdm.match.blocking import Telling, candidate_pairs, oversized, second_keys_beside
from mdm.match.explanation import Explanation, explain_scored
from mdm.match.model import MatchModel
from mdm.match.scoring import score_and_weigh
from mdm.pipeline.identity.matching import claim, stop_keys
from mdm.pipeline.intake.cleansing import ground_of
from mdm.pipeline.intake.preparing import Ground, Prepared, prepare, refusal
from mdm.pipeline.serving import sending
from mdm.pipeline.transactions import unit_of_work
from mdm.records import COMPARABLE_COLUMNS, Comparable, Zone
from mdm.resolve import queries as resolve

# No record has it.
_CANDIDATE = 0
_NO_KEY = "-"
MOST = 20
_BESIDE_VALUES = frozenset({"prior", "rivals"})


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A customer that the candidate might be, by its record that is most like it."""

    customer: UUID
    record: int
    probability: float
    explanation: Explanation

    @property
    def zone(self) -> Zone:
        """Certain or possible."""
        return self.explanation.zone

    @property
    def reasons(self) -> tuple[str, ...]:
        """What speaks for and against it, a sentence for each comparison, and the veto if there is one."""
        steps = [one for one in self.explanation.steps if one.level and one.name not in _BESIDE_VALUES]
        veto = [self.explanation.veto_sentence] if self.explanation.veto_sentence else []
        return (*(one.sentence for one in sorted(steps, key=lambda one: -abs(one.weight))), *veto)


@dataclass(frozen=True, slots=True)
class Looked:
    """What looking came to: the candidate as it would be stored, what is wrong with it, whom it is like."""

    kind: str
    country: str
    values: Sequence[Mapping[str, Any]]
    score: int
    failures: tuple[str, ...]
    refused: str
    found: tuple[Lookalike, ...]


def look(source: str, fields: Mapping[str, Any], *, key: str = "") -> Looked:
    """Whom the candidate is like; nothing is written. Its own record, if `key` has one, is left out.

    Raises InvalidInputError naming the column for a candidate that can't be read.
    """
    ground = ground_of(queries.source_id(source))
    prepared, refused = _prepared(ground, fields, key, timezone.localdate())
    own = queries.find_record(source, key) if key else None
    return _looked(prepared, ground.grade(prepared), refused, _found(prepared, own))


@unit_of_work
def look_or_take(
    source: str, fields: Mapping[str, Any], *, key: str, client: int
) -> tuple[Looked, sending.Sent | None]:
    """Look, and take the record in where it is like nobody. Who is taken in at the same moment is waited for."""
    ground = ground_of(queries.source_id(source))
    prepared, _ = _prepared(ground, fields, key, timezone.localdate())
    claim([number for _, number in prepared.keys])
    looked = look(source, fields, key=key)
    if looked.found:
        return looked, None
    return looked, sending.put(source, key, fields, client=client)


def _prepared(ground: Ground, fields: Mapping[str, Any], key: str, today: date) -> tuple[Prepared, str]:
    columns = ground.mapping.declaration.key_columns
    row = {**{column: key or _NO_KEY for column in columns if len(columns) == 1 or not key}, **fields}
    row = sending.whole_row(ground.mapping, key, row) if key else _known_fields(ground, row)
    arrival = arrive(document_row(1, row), ground.mapping, ground.context)
    if isinstance(arrival, BadRow):
        raise InvalidInputError(arrival.message, remedy=arrival.remedy, data={"column": arrival.column})
    if arrival.said.is_deleted:
        raise InvalidInputError("The candidate is marked as deleted.", remedy="Leave the mark out.")
    prepared = prepare(arrival.said, ground, today)
    refused = refusal(arrival, prepared, ground)
    return prepared, refused.message if refused else ""


def _known_fields(ground: Ground, row: dict[str, Any]) -> dict[str, Any]:
    sending.check_fields(ground.mapping, row)
    return row


def _looked(prepared: Prepared, grade: Grade, refused: str, found: Sequence[Lookalike]) -> Looked:
    return Looked(
        kind=prepared.kind,
        country=prepared.country,
        values=orjson.loads(prepared.values),
        score=grade.score,
        failures=tuple(grade.failures),
        refused=refused,
        found=tuple(found),
    )


def _found(prepared: Prepared, own: int | None) -> list[Lookalike]:
    model = match.active_model()
    candidate = Comparable(**dict(zip(COMPARABLE_COLUMNS, prepared.columns, strict=True)))
    records = [one for one in _sharing(prepared, model) if one != own]
    known = match.columns_beside(prepared.columns, records)
    place = np.arange(1, len(known), dtype=np.intp)
    scored = score_and_weigh(model, known, np.zeros(len(place), dtype=np.intp), place)
    links = scored.links
    likely = np.flatnonzero(links.probability >= model.possible).tolist()
    ranked = sorted(((float(links.probability[at]), int(links.right[at]), at) for at in likely), reverse=True)
    customers = resolve.memberships([record for _, record, _ in ranked])
    best: dict[UUID, tuple[float, int, int]] = {}
    for one in ranked:
        if one[1] in customers:
            best.setdefault(customers[one[1]], one)
    # Behind the candidate the records stand in the order of the pairs.
    return [
        Lookalike(customer, record, probability, explain_scored(model, scored, at, candidate, known.row(at + 1)))
        for customer, (probability, record, at) in list(best.items())[:MOST]
    ]


def _telling(prepared: Prepared) -> Telling:
    columns = dict(zip(COMPARABLE_COLUMNS, prepared.columns, strict=True))
    return Telling(**{name: columns[name] for name in Telling._fields})


def _sharing(prepared: Prepared, model: MatchModel) -> list[int]:
    """The records that share a blocking key with the candidate."""
    own = np.array([key for _, key in prepared.keys], dtype=np.int64)
    block = match.blocks_of(own.tolist(), due=_CANDIDATE, without=sorted(model.rules_off))
    keys = np.concatenate([own, block.keys])
    records = np.concatenate([np.full(len(own), _CANDIDATE, dtype=np.int64), block.records])
    stop = stop_keys(model)
    wide = [int(one) for one in oversized(keys, records, stop=stop).records if one != _CANDIDATE]
    second = second_keys_beside(_telling(prepared), _CANDIDATE, match.tellings_of(wide)) if wide else None
    _, found = candidate_pairs(keys, records, stop=stop, is_due=records == _CANDIDATE, second=second)
    return [int(one) for one in found]
