"""Prepared rows on their way between processes: as little as possible, in plain tuples.

The row itself stays where it was read, and what a source says of a customer has become its prepared form.
"""

from __future__ import annotations

from datetime import datetime

from mdm.acquire.arrivals import Arrival
from mdm.acquire.rows import BadRow, Row
from mdm.pipeline.intake.preparing import Prepared, Ready
from mdm.records import CustomerKind, SaidRecord

_Told = tuple[str, str, datetime | None, datetime | None, bool, bytes]
Packed = BadRow | Ready | tuple[_Told, Prepared | None]

_KINDS = {str(kind): kind for kind in CustomerKind}


def packed(made: Ready | BadRow, row: Row | BadRow) -> Packed:
    """What must be told of a prepared row to who has the row. Corrected rejects are not the row that was read."""
    if isinstance(made, BadRow) or made.arrival.fields is not row.fields:
        return made
    said = made.arrival.said
    told = (said.key, str(said.kind), said.created_at, said.updated_at, said.is_deleted, made.arrival.content_hash)
    return told, made.prepared


def unpacked(made: Packed, row: Row | BadRow) -> Ready | BadRow:
    """Inverse of `packed`, but for the values that the source stated."""
    if isinstance(made, (BadRow, Ready)):
        return made
    (key, kind, created, updated, is_deleted, digest), prepared = made
    said = SaidRecord(key, _KINDS[kind], (), created, updated, is_deleted)
    return Ready(Arrival(row.line, said, row.fields, digest), prepared)
