"""Looking at a delivery before anything of it counts: is it in line with its source's own past?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import structlog
from django.db import transaction

from mdm.acquire.arrivals import arrive
from mdm.acquire.rows import BadRow
from mdm.errors import ConflictError
from mdm.grade.deliveries import actions, queries
from mdm.grade.drift import Finding, Gauge, Look, enough, out_of_line
from mdm.ledger.actions import enter
from mdm.pipeline import mailing
from mdm.pipeline.intake import telling
from mdm.pipeline.intake.preparing import Ground, Seen, cleansed, prepare_cleansed

if TYPE_CHECKING:
    from mdm.acquire.models import Batch
    from mdm.acquire.preflight import Preflight

log = structlog.get_logger(__name__)

# A quarter of the rows is looked at, evenly over the file, but no more than are enough for the source's limits.
FEWEST_LOOKED_AT, MOST_LOOKED_AT = 250, 4_000
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a delivery looks like beside its past, and whether it is to be held.

    `seen` is what was prepared for that, by place in the file: it need not be prepared again.
    """

    look: Look
    findings: tuple[Finding, ...]
    is_held: bool
    seen: Seen


def refuse_while_held(source: int, again: int | None) -> None:
    """What comes later may rest on what is held, and would be overwritten by its release."""
    waiting = queries.held_batch(source)
    if waiting is not None and waiting != again:
        raise ConflictError(
            f"Batch {waiting} of this source is held: it was out of line with earlier deliveries.",
            remedy=f"Decide first: manage.py deliveries release {waiting}, or discard {waiting}.",
            data={"batch": waiting},
        )


def assess(source: int, file: Preflight, ground: Ground, *, is_snapshot: bool, today: date) -> Assessment | None:
    """Look at a file; None where this very file was looked at and taken before."""
    if queries.was_taken(source, file.digest):
        return None
    limits, is_holding = queries.limits_of(source)
    most = min(max(enough(limits), FEWEST_LOOKED_AT), MOST_LOOKED_AT)
    look, seen = _look(file, ground, most, is_snapshot=is_snapshot, today=today)
    findings = out_of_line(look, queries.past_looks(source), limits)
    return Assessment(look, findings, is_holding and bool(findings), seen)


def _look(file: Preflight, ground: Ground, most: int, *, is_snapshot: bool, today: date) -> tuple[Look, Seen]:
    total = file.rows + file.bad_rows
    gauge, seen, places = Gauge(), {}, frozenset(_places(total, most, file.digest))
    for place, row in enumerate(file):
        if place not in places:
            continue
        arrival = arrive(row, ground.mapping, ground.context)
        if isinstance(arrival, BadRow):
            gauge.refuse()
        elif not arrival.said.is_deleted:
            customer = cleansed(arrival.said, ground, today)
            prepared = prepare_cleansed(customer, arrival.said, ground, today)
            gauge.add(customer, ground.grade(prepared))
            seen[place] = arrival, prepared
    return gauge.look(total, is_snapshot=is_snapshot), seen


def _places(total: int, most: int, seed: str) -> Iterator[int]:
    """One row of every stretch of the file, by chance: looked at in steps, what every second row lacks stays unseen."""
    stretch = max(1, total // min(max(total // 4, FEWEST_LOOKED_AT), most))
    chance = Random(seed)  # noqa: S311 - a sample, no secret
    for start in range(0, total, stretch):
        yield chance.randrange(start, min(start + stretch, total))


def note(batch: Batch, assessment: Assessment, path: Path, *, actor_id: int | None) -> None:
    """Keep what the delivery looked like, and its file where it is held."""
    is_told = mailing.tells(batch.source.owner_email)
    actions.note_look(
        batch.pk, batch.source_id, assessment.look, assessment.findings, is_held=assessment.is_held, is_told=is_told
    )
    if assessment.findings:
        transaction.on_commit(telling.knock, robust=True)
        details = {"findings": [one.what for one in assessment.findings], "held": assessment.is_held}
        enter("delivery_out_of_line", f"batch:{batch.pk}", actor_id=actor_id, details=details)
        log.warning("delivery_out_of_line", batch=batch.pk, held=assessment.is_held, findings=len(assessment.findings))
    if assessment.is_held:
        actions.keep_file(batch.pk, _pieces(path))


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            yield piece
