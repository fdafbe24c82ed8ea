"""What every format's reader looks like from outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mdm.acquire.rows import BadRow, Row


@dataclass(frozen=True, slots=True)
class Stated:
    """What the caller says of the file; None means find out. `is_settled` where an earlier reading found it so."""

    encoding: str | None = None
    delimiter: str | None = None
    is_settled: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """A file that has been opened and understood. It can be iterated as often as needed, each time from the start.

    `columns` are the file's in order; empty where every row names its own (`has_fixed_columns` is false).
    """

    name: str
    report: Mapping[str, Any]
    columns: tuple[str, ...]
    rows: Callable[[], Iterator[Row | BadRow]]
    has_fixed_columns: bool = True

    def __iter__(self) -> Iterator[Row | BadRow]:
        return self.rows()
