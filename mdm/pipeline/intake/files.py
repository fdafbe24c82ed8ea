"""Taking in what sources say: whole files in chunks, and single records with their golden record at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from django.utils import timezone

from mdm.acquire import actions, queries
from mdm.acquire.arrivals import Arrival, arrive, duplicate
from mdm.acquire.landing import Landing
from mdm.acquire.mapping import compile_mapping
from mdm.acquire.preflight import Preflight, preflight
from mdm.acquire.rows import BadRow, Row
from mdm.catalogue.queries import catalogue
from mdm.cleanse import actions as clean_actions
from mdm.ledger.actions import enter
from mdm.match import actions as match_actions
from mdm.pipeline.intake.cleansing import cleanse, ground_of, recipe_of
from mdm.pipeline.intake.drift import Assessment, assess, note, refuse_while_held
from mdm.pipeline.intake.preparers import Prepare, Task, few_collections, preparers
from mdm.pipeline.intake.preparing import Ground, Prepared, Ready, Seen, prepare
from mdm.pipeline.transactions import unit_of_work

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from mdm.acquire.models import Batch, SourceSystem

log = structlog.get_logger(__name__)

CHUNK = 2_000

OnProgress = Callable[[int, int], None]
"""Called with the rows done and the rows there are."""


@unit_of_work
def register_source(
    declaration: Mapping[str, Any], mapping: Mapping[str, Any] | None = None, *, actor: AbstractBaseUser | None = None
) -> SourceSystem:
    """Register a source system or bring it up to date, and put its mapping in force. Raises MappingError."""
    fields = dict(declaration)
    source, is_new = actions.register_source(fields.pop("code"), fields)
    if mapping is not None:
        compile_mapping(mapping, catalogue())
        stored = actions.declare_mapping(source.pk, mapping)
        rule = f"mapping {stored.version}"
    else:
        rule = ""
    enter(
        "source_registered" if is_new else "source_updated",
        f"source:{source.code}",
        actor_id=actor.pk if actor else None,
        rule=rule,
    )
    return source


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file being loaded."""

    source: int
    batch: int
    ground: Ground
    today: date
    prepare: Prepare
    taken: int = 0
    """Rows that were taken before the load was cut off."""
    seen: Seen = field(default_factory=dict)
    """Rows that were prepared when the delivery was looked at, by place in the file."""

    @property
    def key_column(self) -> str:
        """The column to name in what is said about keys."""
        return next(iter(self.ground.mapping.declaration.key), "")


@few_collections()
def load_file(
    source_code: str,
    path: Path,
    *,
    mapping: Mapping[str, Any] | None = None,
    snapshot: bool = False,
    actor: AbstractBaseUser | None = None,
    on_progress: OnProgress = lambda _done, _all: None,
    format: str | None = None,  # noqa: A002 - the word that users and mappings write
    encoding: str | None = None,
    delimiter: str | None = None,
    again: int | None = None,
    on_open: Callable[[int], None] = lambda _batch: None,
) -> Batch:
    """Load a source's file up to clean records, chunk by chunk; what is already there costs nothing.

    What is not stated of the file is taken from the mapping or found out. Raises FileRefusedError or MappingError
    before anything is written. Stopped halfway, it is begun again with the same file, and what was taken costs little.
    A file out of line with the source's past is held: of the batch that comes back nothing counts until a person has
    decided. `again` is the batch whose file this is: held and released since, or cut off, and then its counts go on
    behind the rows that were taken. Raises ConflictError while another one is held. `on_open` is told the batch, in the
    transaction that opens it.
    """
    source = queries.source(source_code)
    refuse_while_held(source.pk, again)
    compiled = ground_of(source.pk).mapping if mapping is None else compile_mapping(mapping, catalogue())
    file = preflight(path, compiled, format=format, encoding=encoding, delimiter=delimiter, is_snapshot=snapshot)
    if mapping is not None:
        _declare(source.pk, mapping)
    ground, today = ground_of(source.pk), timezone.localdate()
    # Other processes start while this one looks at the file.
    with preparers(recipe_of(source.pk), ground, file.rows) as prepare:
        found = None if again else assess(source.pk, file, ground, is_snapshot=snapshot, today=today)
        batch = _open(source, file, path, snapshot=snapshot, actor=actor, found=found, again=again, on_open=on_open)
        if found and found.is_held:
            return batch
        seen = found.seen if found else {}
        delivery = Delivery(source.pk, batch.pk, ground, today, prepare, taken=batch.read, seen=seen)
        _take(delivery, file, on_progress, snapshot=snapshot, actor=actor)
    return _end(batch.pk, actor=actor)


def _take(
    delivery: Delivery, file: Preflight, on_progress: OnProgress, *, snapshot: bool, actor: AbstractBaseUser | None
) -> None:
    actions.begin_keys()
    try:
        _take_rows(delivery, file, on_progress)
        if snapshot:
            _close_missing(delivery)
    except BaseException as error:
        _end(delivery.batch, problem=f"Stopped by {type(error).__name__}. Load the file again to go on.", actor=actor)
        raise
    finally:
        actions.end_keys()


@unit_of_work
def _declare(source: int, mapping: Mapping[str, Any]) -> None:
    actions.declare_mapping(source, mapping)


@unit_of_work
def _open(
    source: SourceSystem,
    file: Preflight,
    path: Path,
    *,
    snapshot: bool,
    actor: AbstractBaseUser | None,
    found: Assessment | None,
    again: int | None,
    on_open: Callable[[int], None],
) -> Batch:
    begin = actions.hold_batch if found and found.is_held else actions.open_batch
    batch = (
        actions.reopen_batch(again)
        if again
        else begin(
            source.pk,
            queries.active_mapping(source.pk).pk,
            file_name=path.name,
            file_digest=file.digest,
            is_snapshot=snapshot,
            reader_report=dict(file.report),
        )
    )
    actor_id = actor.pk if actor else None
    act = "load_held" if found and found.is_held else "load_began"
    enter(act, f"batch:{batch.pk}", actor_id=actor_id, details={"rows": file.rows})
    if found:
        note(batch, found, path, actor_id=actor_id)
    on_open(batch.pk)
    return batch


@unit_of_work
def _end(batch_id: int, *, problem: str = "", actor: AbstractBaseUser | None = None) -> Batch:
    batch = actions.end_batch(batch_id, problem=problem)
    counts = {name: getattr(batch, name) for name in ("read", "new", "changed", "unchanged", "closed", "rejected")}
    act = "load_stopped" if problem else "load_ended"
    enter(act, f"batch:{batch_id}", actor_id=actor.pk if actor else None, details=counts)
    log.info(act, batch=batch_id, **counts)
    return batch


def _take_rows(delivery: Delivery, file: Preflight, on_progress: OnProgress) -> None:
    total, done, rows = file.rows + file.bad_rows, delivery.taken, iter(file)
    _pass_over(delivery, islice(rows, delivery.taken))
    for chunk in delivery.prepare(_tasks(delivery, rows)):
        _take_chunk(delivery, chunk)
        done += len(chunk)
        on_progress(done, total)


def _pass_over(delivery: Delivery, rows: Iterator[Row | BadRow]) -> None:
    """Only the keys of these rows are noted: they were taken before, and later rows may repeat them."""
    while chunk := list(islice(rows, CHUNK)):
        arrivals = (arrive(row, delivery.ground.mapping, delivery.ground.context) for row in chunk)
        _first_of_each_key(delivery, [one for one in arrivals if isinstance(one, Arrival)])


def _tasks(delivery: Delivery, rows: Iterator[Row | BadRow]) -> Iterator[Task]:
    """The file's rows with the content under which their keys are known, so that only news is prepared."""
    key_of, seen, first = delivery.ground.mapping.key_of, delivery.seen, delivery.taken
    while chunk := list(islice(rows, CHUNK)):
        of_chunk = {place: seen[first + place] for place in range(len(chunk)) if first + place in seen}
        yield Task(chunk, queries.known_content(delivery.source, [key_of(row.fields) for row in chunk]), of_chunk)
        first += len(chunk)


@unit_of_work
def _take_chunk(delivery: Delivery, rows: Sequence[Ready | BadRow]) -> None:
    arrivals = [row.arrival for row in rows if isinstance(row, Ready)]
    fresh, repeated = _first_of_each_key(delivery, arrivals)
    bad = [row for row in rows if isinstance(row, BadRow)] + repeated
    landed = actions.land(delivery.source, [landing_of(one) for one in fresh], batch_id=delivery.batch)
    # Of rows with one key the first one landed.
    prepared = {row.arrival.said.key: row.prepared for row in reversed(rows) if isinstance(row, Ready)}
    news = (*landed.new, *landed.changed)
    cleanse(delivery.ground, [(one, prepared[one.key] or _late(delivery, one)) for one in news])
    forget(landed.closed)
    actions.reject(delivery.batch, bad)
    settled = [one.settles for one in fresh if one.settles]
    actions.resolve_rejects(delivery.source, [one.said.key for one in fresh], ids=settled, but_batch=delivery.batch)
    actions.add_counts(
        delivery.batch,
        {
            "read": len(rows),
            "new": len(landed.new),
            "changed": len(landed.changed),
            "unchanged": landed.unchanged + len(arrivals) - len(fresh) - len(repeated),
            "closed": len(landed.closed),
            "rejected": len(bad),
        },
    )


def _late(delivery: Delivery, version: queries.Version) -> Prepared:
    """The prepared form of a record that stood there unchanged when its row was read, and no longer when it landed."""
    ground = delivery.ground
    return prepare(ground.mapping.read(version.payload, ground.context), ground, delivery.today)


def _first_of_each_key(delivery: Delivery, arrivals: Sequence[Arrival]) -> tuple[list[Arrival], list[BadRow]]:
    """The first row of every key, and later rows of it that say something else. Repetitions drop out."""
    first: dict[str, Arrival] = {}
    for one in arrivals:
        first.setdefault(one.said.key, one)
    before = actions.note_keys([landing_of(one) for one in first.values()])
    fresh, repeated = [], []
    for one in arrivals:
        earlier = first[one.said.key]
        line, digest = before.get(one.said.key, (earlier.line, earlier.content_hash))
        if one is earlier and one.said.key not in before:
            fresh.append(one)
        elif digest != one.content_hash:
            repeated.append(duplicate(one, line, delivery.key_column))
    return fresh, repeated


def landing_of(one: Arrival) -> Landing:
    return Landing(
        line=one.line,
        key=one.said.key,
        payload=one.fields,
        content_hash=one.content_hash,
        stated_created_at=one.said.created_at,
        stated_updated_at=one.said.updated_at,
        is_deleted=one.said.is_deleted,
    )


def _close_missing(delivery: Delivery) -> None:
    while _close_some(delivery):
        pass


@unit_of_work
def _close_some(delivery: Delivery) -> int:
    missing = actions.missing_records(delivery.source, delivery.batch, CHUNK)
    actions.close(missing)
    forget(missing)
    actions.add_counts(delivery.batch, {"closed": len(missing)})
    return len(missing)


def forget(records: Sequence[int]) -> None:
    """A closed record has no clean form, keys or links; its customer follows with the next regrouping."""
    if records:
        match_actions.remove(records)
        clean_actions.remove(records)
