"""A file's rows, mapped and recognised: ready to be landed, or refused with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from mdm.acquire.mapping import CompiledMapping, RowError
from mdm.acquire.rows import REJECT_COLUMNS, REJECT_ID, BadRow, Row
from mdm.acquire.sheets import unmarked
from mdm.records import SaidRecord, SourceContext


class Arrival(NamedTuple):
    """One row that can be landed. `settles` is the reject that a corrected row came from."""

    line: int
    said: SaidRecord
    fields: Mapping[str, Any]
    content_hash: bytes
    settles: int | None = None


def arrive(row: Row | BadRow, mapping: CompiledMapping, context: SourceContext) -> Arrival | BadRow:
    """Map the row. What can't be filed comes back as a bad row with its fields and, where it can be read, its key."""
    fields, settles = row.fields, None
    if REJECT_ID in fields:
        settles = _reject_id(fields[REJECT_ID])
        stated = ((unmarked(column), unmarked(value)) for column, value in fields.items())
        fields = {column: value for column, value in stated if column not in REJECT_COLUMNS}
    if isinstance(row, BadRow):
        return replace(row, fields=fields, key=mapping.key_of(fields))
    try:
        said = mapping.read(fields, context)
    except RowError as error:
        return BadRow(
            line=row.line,
            problem=error.problem,
            message=error.message,
            remedy=error.remedy,
            column=error.column,
            fields=fields,
            key=mapping.key_of(fields),
        )
    return Arrival(row.line, said, fields, mapping.content_hash(fields), settles)


def duplicate(arrival: Arrival, first_line: int, key_column: str) -> BadRow:
    """The bad row for a key that an earlier line of the same file states with other content."""
    return BadRow(
        line=arrival.line,
        problem="duplicate_key",
        message=f"The key stands in line {first_line} too, with other content.",
        remedy="Keep the row that is right and load it; the first one was taken.",
        column=key_column,
        fields=arrival.fields,
        key=arrival.said.key,
    )


def _reject_id(said: Any) -> int | None:
    text = str(said).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
