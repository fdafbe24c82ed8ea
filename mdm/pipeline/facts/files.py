"""Facts from files: each row by itself, and what could not be taken as rows to correct and load again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from mdm.acquire.queries import source_id
from mdm.acquire.readers import BadRow, open_reader
from mdm.acquire.rows import REJECT_COLUMNS, Row
from mdm.acquire.sheets import unmarked
from mdm.errors import FileRefusedError, MdmError
from mdm.pipeline.facts.sending import Sender, put
from mdm.understand.facts import FactKind
from mdm.understand.reading import from_texts, wrong

KEY = "key"
_SENDER = Sender()


@dataclass(slots=True)
class LoadedFacts:
    """How many rows were created, changed, unchanged; the refused ones with what is wrong, as an export of rejects."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[list[str]] = field(default_factory=list)
    columns: tuple[str, ...] = ()


def load(kind: FactKind, source: str, file: Path, *, on_row: Callable[[], object] = lambda: None) -> LoadedFacts:
    """Take in every row of the file; one that can't be taken leaves the rest alone.

    Raises NotFoundError for an unknown source, FileRefusedError for a file that can't be read as a whole.
    """
    source_id(source)
    reader = open_reader(file)
    columns = tuple(one for one in reader.columns if one not in REJECT_COLUMNS)
    if reader.has_fixed_columns and KEY not in columns:
        raise FileRefusedError(
            f"{file.name} has no column '{KEY}'.", remedy="Name the columns as the members: key, record.key, …."
        )
    loaded = LoadedFacts(columns=columns)
    for row in reader:
        _take(kind, source, row, loaded)
        on_row()
    return loaded


def table(loaded: LoadedFacts) -> Iterator[list[str]]:
    """The refused rows under their header; corrected, the file is loaded like any other."""
    yield [*REJECT_COLUMNS, *loaded.columns]
    yield from loaded.refused


def _take(kind: FactKind, source: str, row: Row | BadRow, loaded: LoadedFacts) -> None:
    fields = {unmarked(name): unmarked(value) for name, value in row.fields.items() if name not in REJECT_COLUMNS}
    if isinstance(row, BadRow):
        loaded.refused.append(_line(replace(row, fields=fields), loaded.columns))
        return
    key = str(fields.get(KEY) or "").strip()
    try:
        if not key:
            raise wrong(KEY, "The row has no key.", "Give it the sender's own key.")
        stated = from_texts(kind, {name: value for name, value in fields.items() if name != KEY})
        happening = put(kind, source, key, stated, sender=_SENDER).happening
    except MdmError as error:
        column = str(error.data.get("column", ""))
        bad = BadRow(row.line, error.code, error.message, error.remedy, column=column, fields=fields)
        loaded.refused.append(_line(bad, loaded.columns))
        return
    loaded.counts[str(happening)] += 1


def _line(bad: BadRow, columns: Sequence[str]) -> list[str]:
    told = ["", str(bad.line), bad.column, bad.message, bad.remedy, bad.raw]
    return [*told, *("" if bad.fields.get(name) is None else str(bad.fields[name]) for name in columns)]
