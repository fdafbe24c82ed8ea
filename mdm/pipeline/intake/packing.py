"""Prepared rows on their way between processes: as little as possible, in plain tuples.

The row itself stays where it was read. What a source says of a customer has become its prepared form, and a grade is
told again by its outcome.
"""

from __future__ import annotations

from datetime import datetime

from mdm.acquire.arrivals import Arrival
from mdm.acquire.rows import BadRow, Row
from mdm.grade.scores import grader_of
from mdm.pipeline.intake.preparing import Ground, Prepared, Ready
from mdm.records import CustomerKind, SaidRecord

_Told = tuple[str, str, datetime | None, datetime | None, bool, bytes]
_Form = tuple[str, str, str, str, tuple[str, ...], str, tuple[tuple[int, int], ...]]
Packed = BadRow | Ready | tuple[_Told, _Form | None]

_KINDS = {str(kind): kind for kind in CustomerKind}


def packed(made: Ready | BadRow, row: Row | BadRow) -> Packed:
    """What must be told of a prepared row to who has the row. Corrected rejects are not the row that was read."""
    if isinstance(made, BadRow) or made.arrival.fields is not row.fields:
        return made
    said, prepared = made.arrival.said, made.prepared
    told = (said.key, str(said.kind), said.created_at, said.updated_at, said.is_deleted, made.arrival.content_hash)
    if prepared is None:
        return told, None
    kind, country, rules, values, columns, grade, keys = prepared
    return told, (kind, country, rules, values, columns, grade.outcome, keys)


def unpacked(made: Packed, row: Row | BadRow, ground: Ground) -> Ready | BadRow:
    """Inverse of `packed`, but for the values that the source stated."""
    if isinstance(made, (BadRow, Ready)):
        return made
    (key, kind, created, updated, is_deleted, digest), form = made
    said = SaidRecord(key, _KINDS[kind], (), created, updated, is_deleted)
    arrival = Arrival(row.line, said, row.fields, digest)
    if form is None:
        return Ready(arrival, None)
    of_kind, country, rules, values, columns, outcome, keys = form
    grade = grader_of(ground.yardstick.rules).grade(outcome)
    return Ready(arrival, Prepared(of_kind, country, rules, values, columns, grade, keys))
