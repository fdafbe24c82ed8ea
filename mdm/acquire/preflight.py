"""The whole file looked through before anything of it is written."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mdm.acquire.mapping import CompiledMapping
from mdm.acquire.readers import BadRow, Reader, Row, open_reader
from mdm.acquire.rows import REJECT_ID
from mdm.errors import FileRefusedError

OnProgress = Callable[[int], None]

_PROGRESS_EVERY = 5_000


@dataclass(frozen=True, slots=True)
class Preflight:
    """A file that can be read to its end and fits its mapping. Iterating gives its rows."""

    reader: Reader
    rows: int
    bad_rows: int
    digest: str
    report: Mapping[str, Any]

    def __iter__(self) -> Iterator[Row | BadRow]:
        return iter(self.reader)


def preflight(
    path: Path,
    mapping: CompiledMapping,
    *,
    format: str | None = None,  # noqa: A002 - the word that users and mappings write
    encoding: str | None = None,
    delimiter: str | None = None,
    is_snapshot: bool = False,
    on_progress: OnProgress = lambda _: None,
) -> Preflight:
    """Open the file and read it to its end once. Raises FileRefusedError or MappingError; nothing is written.

    What the caller does not state is taken from the mapping's "file", else found out.
    """
    declared = {} if _is_reject_export(path) else mapping.declaration.file
    reader = open_reader(
        path,
        format=format or declared.get("format"),
        encoding=encoding or declared.get("encoding"),
        delimiter=delimiter or declared.get("delimiter"),
    )
    is_correction = REJECT_ID in reader.columns
    if reader.has_fixed_columns:
        mapping.check_columns(reader.columns, is_complete=not is_correction)
    rows, bad_rows, columns = _counted(reader, on_progress)
    if not reader.has_fixed_columns and rows:
        mapping.check_columns(columns, is_complete=False)
    if is_snapshot and (is_correction or rows == 0):
        what = "corrects rejects" if is_correction else "has no readable row"
        message = f"{reader.name}: {what} and would close every other record as a snapshot."
        raise FileRefusedError(message, remedy="Load it without --snapshot.", data={"file": reader.name})
    report = {**reader.report, "columns": columns, "rows": rows, "bad_rows": bad_rows}
    return Preflight(reader=reader, rows=rows, bad_rows=bad_rows, digest=_digest(path), report=report)


def _counted(reader: Reader, on_progress: OnProgress) -> tuple[int, int, list[str]]:
    counts = {True: 0, False: 0}
    columns: dict[str, None] = dict.fromkeys(reader.columns)
    for number, row in enumerate(reader, start=1):
        is_good = isinstance(row, Row)
        counts[is_good] += 1
        if is_good and not reader.has_fixed_columns:
            columns.update(dict.fromkeys(row.fields))
        if number % _PROGRESS_EVERY == 0:
            on_progress(number)
    return counts[True], counts[False], list(columns)


def _is_reject_export(path: Path) -> bool:
    """Corrections come as this service wrote them or as a spreadsheet saved them, not in the source's own format."""
    try:
        with path.open("rb") as stream:
            return stream.read(16).removeprefix(codecs.BOM_UTF8).lstrip(b'"').startswith(REJECT_ID.encode())
    except OSError:
        return False


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=32)).hexdigest()
