"""A held delivery row by row, as it would be taken: what it says, what it would be graded, what can't be read.

Who may not see sensitive attributes sees no cell at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from mdm.acquire import queries as acquire
from mdm.acquire.arrivals import arrive
from mdm.acquire.declaration import parse
from mdm.acquire.readers import Reader, open_reader
from mdm.acquire.rows import BadRow, Row
from mdm.acquire.sight import ColumnSight
from mdm.catalogue.queries import hidden_attributes
from mdm.cleanse.customers import standardise
from mdm.errors import NotFoundError
from mdm.grade.deliveries import queries
from mdm.grade.queries import findings
from mdm.grade.scores import grade_record
from mdm.ledger.actions import enter
from mdm.pipeline.intake.cleansing import ground_of
from mdm.pipeline.intake.preparing import Ground
from mdm.pipeline.transactions import unit_of_work

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from mdm.acquire.models import Batch

# What was found out of the file when it came, and reads it the same way again.
STATED = ("format", "encoding", "delimiter")


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A row with its cells as the reader may see them; without a score it can't be read, and `problem` says why."""

    line: int
    cells: tuple[str, ...]
    score: int | None
    problem: str
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeldPage:
    """Some rows of a held file, its key first. `odd` are the columns that feed what is out of line; they come next."""

    columns: tuple[str, ...]
    odd: frozenset[str]
    rows: tuple[HeldRow, ...]
    following: int | None


def held_page(batch: int, *, sees_sensitive: bool, after: int = 0, limit: int = 50) -> HeldPage:
    """The rows behind the first `after` ones. Raises NotFoundError where no file is held."""
    held = _opened(batch)
    odd, key = held.odd(), held.ground.mapping.declaration.key_columns
    columns = tuple(sorted(held.columns, key=lambda one: (one not in key, one not in odd)))
    found = list(islice(held.reader, after, after + limit + 1))
    rows = held.rows(found[:limit], columns, sees_sensitive=sees_sensitive)
    return HeldPage(columns, odd, tuple(rows), after + limit if len(found) > limit else None)


def held_table(batch: int, *, sees_sensitive: bool) -> Iterator[Sequence[Any]]:
    """Every row of the file behind what is said of it, with a heading."""
    held = _opened(batch)
    yield ("line", "grade", "problem", "failed_rules", *held.columns)
    for row in held.rows(held.reader, held.columns, sees_sensitive=sees_sensitive):
        yield (row.line, "" if row.score is None else row.score, row.problem, "; ".join(row.failed), *row.cells)


@unit_of_work
def hand_out(batch: int, *, actor: AbstractBaseUser) -> tuple[str, Iterator[bytes]]:
    """The held file as it came, for those who may see everything; the ledger tells who took it."""
    found = _batch(batch)
    enter("held_file_taken", f"batch:{batch}", actor_id=actor.pk)
    return Path(found.file_name).name, queries.held_file(batch)


@contextmanager
def written_out(batch: Batch) -> Iterator[Path]:
    """The held file on disk, under its own name, for as long as it is read."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / Path(batch.file_name).name
        with path.open("wb") as file:
            file.writelines(queries.held_file(batch.pk))
        yield path


def stated_of(batch: Batch) -> dict[str, Any]:
    """How the file was read when it came."""
    report: Mapping[str, Any] = batch.reader_report
    return {name: report[name] for name in STATED if isinstance(report.get(name), str)}


def _batch(batch: int) -> Batch:
    found = acquire.batch(batch)
    if not queries.has_file(batch):
        raise NotFoundError(f"No file of batch {batch} is held.", remedy="It was loaded or discarded.")
    return found


def _opened(batch: int) -> _Held:
    """The held file where it lies, read as it was when it came: a page costs what is read up to its end."""
    found = _batch(batch)
    file = queries.HeldFile(batch, Path(found.file_name).name)
    return _Held(found, ground_of(found.source_id), open_reader(file, **stated_of(found), is_settled=True))


@dataclass(frozen=True, slots=True)
class _Held:
    batch: Batch
    ground: Ground
    reader: Reader

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.batch.reader_report["columns"])

    def odd(self) -> frozenset[str]:
        whats = {one["what"] for one in queries.batch_quality(self.batch.pk).findings}
        entries = parse(acquire.active_mapping(self.batch.source_id).declaration).entries
        return frozenset(
            column
            for one in entries
            if one.attribute in whats or any(f"{one.attribute}.{part}" in whats for part in one.parts)
            for column in one.columns
        )

    def rows(self, found: Iterable[Row | BadRow], columns: Sequence[str], *, sees_sensitive: bool) -> Iterator[HeldRow]:
        sight = ColumnSight(hidden_attributes(sees_sensitive=sees_sensitive))
        for row in found:
            # Columns may have slipped, so a harmless one may hold anything: it is all or nothing.
            seen = sight.seen(row.fields, None)
            yield self._judged(row, tuple(str(seen.get(column, "") or "") for column in columns))

    def _judged(self, row: Row | BadRow, cells: tuple[str, ...]) -> HeldRow:
        context, today = self.ground.context, timezone.localdate()
        arrival = arrive(row, self.ground.mapping, context)
        if isinstance(arrival, BadRow):
            return HeldRow(row.line, cells, None, f"{arrival.message} {arrival.remedy}", ())
        said, times = arrival.said, {"created": arrival.said.created_at, "updated": arrival.said.updated_at}
        customer = standardise(said, self.ground.catalogue, context, today=today)
        grade = grade_record(customer, self.ground.yardstick, today=today, source=context.code, **times)
        failed = findings(grade.failures, self.ground.yardstick.rules)
        return HeldRow(row.line, cells, grade.score, "", tuple(one.message for one in failed))
