"""One record from a source's row to the golden record, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from mdm.acquire import actions, queries
from mdm.acquire.arrivals import Arrival, arrive
from mdm.acquire.documents import document_row
from mdm.acquire.rows import BadRow
from mdm.errors import InvalidInputError, NotFoundError
from mdm.grade.queries import Finding, findings
from mdm.ledger.actions import enter
from mdm.match import actions as match_actions
from mdm.match import queries as match
from mdm.pipeline.feed.origins import caused_by
from mdm.pipeline.identity.matching import claim, compare_online
from mdm.pipeline.identity.regrouping import Regrouped, details_of, regroup
from mdm.pipeline.intake.cleansing import cleanse, ground_of
from mdm.pipeline.intake.preparing import Ground, Prepared, prepare, refusal
from mdm.pipeline.intake.taking import forget, landing_of
from mdm.pipeline.transactions import unit_of_work
from mdm.resolve import queries as resolve

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import AbstractBaseUser


class Happening(StrEnum):
    """What a record's arrival did."""

    UNCHANGED = "unchanged"
    CREATED = "created"
    JOINED = "joined"
    MERGED = "merged"
    UPDATED = "updated"
    SPLIT = "split"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one record: the customer it belongs to now, and whether a person was asked about it.

    `score` and `findings` judge what was sent by itself; None where nothing was sent that could be graded.
    """

    record: int
    customer: UUID | None
    happening: Happening
    is_held: bool = False
    score: int | None = None
    findings: tuple[Finding, ...] = ()
    number: int | None = None
    """The version that was written; None where nothing was sent, or nothing differed."""


@unit_of_work
def take_in(source_code: str, row: Mapping[str, Any], *, today: date, actor: AbstractBaseUser | None = None) -> Taken:
    """Take in one row of a source and bring customers up to date.

    Raises InvalidInputError naming the column for a row that can't be filed, NotFoundError for an unknown source.
    """
    ground = ground_of(queries.source_id(source_code))
    arrival = _arrival(row, ground)
    return _taken(arrival, ground, queries.find_record(source_code, arrival.said.key), today=today, actor=actor)


def take(row: Mapping[str, Any], ground: Ground, known: int | None, *, today: date) -> Taken:
    """As `take_in`, by the source's ground and within the caller's unit of work. `known` is the record that stands."""
    return _taken(_arrival(row, ground), ground, known, today=today)


def _taken(
    arrival: Arrival, ground: Ground, known: int | None, *, today: date, actor: AbstractBaseUser | None = None
) -> Taken:
    source_code = ground.context.code
    prepared = None if arrival.said.is_deleted else prepare(arrival.said, ground, today)
    _refuse_failed(arrival, prepared, ground)
    claim(_keys(known, prepared))
    landed = actions.land(queries.source_id(source_code), [landing_of(arrival)], batch_id=None)
    if landed.closed:
        with caused_by(source=source_code):
            return _close(landed.closed[0], actor)
    versions = (*landed.new, *landed.changed)
    if not versions or prepared is None:
        return _judged(_as_before(source_code, arrival.said.key, known), prepared, ground)
    record, model = versions[0].record, match.active_version()
    if cleanse(ground, [(versions[0], prepared)], call_up=False):
        compare_online(record, [key for _, key in prepared.keys], model)
    match_actions.mark_one_matched(record, model)
    with caused_by(source=source_code):
        regrouped = regroup([record])
    enter(
        "record_taken_in",
        f"record:{record}",
        actor_id=actor.pk if actor else None,
        rule=f"model {model}",
        details=details_of(regrouped),
    )
    taken = Taken(
        record,
        regrouped.customers[record],
        _happening(record, regrouped),
        is_held=regrouped.reviews_opened > 0,
        number=versions[0].number,
    )
    return _judged(taken, prepared, ground)


def _judged(taken: Taken, prepared: Prepared | None, ground: Ground) -> Taken:
    if prepared is None:
        return taken
    return replace(taken, score=ground.grade(prepared).score, findings=_failed(prepared, ground))


def _failed(prepared: Prepared, ground: Ground) -> tuple[Finding, ...]:
    return tuple(findings(ground.grade(prepared).failures, ground.yardstick.rules))


def _refuse_failed(arrival: Arrival, prepared: Prepared | None, ground: Ground) -> None:
    refused = refusal(arrival, prepared, ground)
    if refused and prepared:
        told = [asdict(one) for one in _failed(prepared, ground)]
        raise InvalidInputError(refused.message, remedy=refused.remedy, data={"findings": told})


def _arrival(row: Mapping[str, Any], ground: Ground) -> Arrival:
    arrival = arrive(document_row(1, row), ground.mapping, ground.context)
    if isinstance(arrival, BadRow):
        raise InvalidInputError(arrival.message, remedy=arrival.remedy, data={"column": arrival.column})
    return arrival


def _keys(known: int | None, prepared: Prepared | None) -> list[int]:
    """The blocking keys that the record has and is going to have."""
    before = match.keys_of([known]) if known else []
    return [*before, *(key for _, key in (prepared.keys if prepared else ()))]


def _as_before(source_code: str, key: str, known: int | None) -> Taken:
    record = known or queries.find_record(source_code, key)
    if record is None:
        raise NotFoundError("The source system has no such record to delete.", data={"source": source_code})
    return Taken(record, resolve.memberships([record]).get(record), Happening.UNCHANGED)


@unit_of_work
def close(source_code: str, record: int, *, actor: AbstractBaseUser | None = None) -> Taken:
    """Note that the source knows the record no more, and bring its customer up to date."""
    claim(match.keys_of([record]))
    actions.close([record])
    with caused_by(source=source_code):
        return _close(record, actor)


def _close(record: int, actor: AbstractBaseUser | None) -> Taken:
    forget([record])
    regrouped = regroup([record])
    enter("record_closed", f"record:{record}", actor_id=actor.pk if actor else None, details=details_of(regrouped))
    return Taken(record, None, Happening.CLOSED)


def _happening(record: int, regrouped: Regrouped) -> Happening:
    before, after = regrouped.before.get(record), regrouped.customers[record]
    if regrouped.merged:
        return Happening.MERGED
    if before is None:
        return Happening.CREATED if regrouped.created else Happening.JOINED
    if before == after:
        return Happening.UPDATED
    return Happening.SPLIT if regrouped.created else Happening.JOINED
