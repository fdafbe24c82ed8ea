"""What a file gives, row by row: a row, a row that can't be taken, and the error that tells why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

# Columns that an export of rejects puts before the file's own. When the corrected export is loaded, REJECT_ID tells
# which reject each row settles; the others are for reading.
REJECT_ID = "reject_id"
# Holds the text of a row that could not be told apart into columns.
RAW_COLUMN = "reject_row"
REJECT_COLUMNS = (REJECT_ID, "reject_line", "reject_column", "reject_problem", "reject_remedy", RAW_COLUMN)


class Row(NamedTuple):
    """One row as it stands in the file. `line` is the physical line it starts on (the record's number in Parquet)."""

    line: int
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that can't be taken, with as many of its fields as could be told apart, else its text in `raw`."""

    line: int
    problem: str
    message: str
    remedy: str
    column: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    raw: str = ""
    key: str = ""


class RowError(Exception):
    """Why a row can't be mapped. Never carries the value itself."""

    def __init__(self, column: str, problem: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.column = column
        self.problem = problem
        self.message = message
        self.remedy = remedy
