"""Source systems registered, and their files loaded: looked through, compared with the past, then taken in chunks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from django.utils import timezone

from mdm.acquire import actions, queries
from mdm.acquire.loading import actions as loading
from mdm.acquire.mapping import compile_mapping
from mdm.acquire.preflight import Preflight, preflight
from mdm.catalogue.queries import catalogue
from mdm.ledger.actions import enter
from mdm.locks import claim_source
from mdm.pipeline.intake.cleansing import ground_of, recipe_of
from mdm.pipeline.intake.drift import Assessment, assess, note, refuse_while_held
from mdm.pipeline.intake.preparers import few_collections, preparers
from mdm.pipeline.intake.taking import Delivery, OnProgress, close_missing, take_rows
from mdm.pipeline.transactions import unit_of_work

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from mdm.acquire.models import Batch, SourceSystem

log = structlog.get_logger(__name__)


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
    behind the rows that were taken. Raises ConflictError while another one is held, or another process loads a file of
    the source. `on_open` is told the batch, in the transaction that opens it.
    """
    source = queries.source(source_code)
    refuse_while_held(source.pk, again)
    with claim_source(source.pk, source.code):
        return _load(
            source, path, mapping=mapping, snapshot=snapshot, actor=actor, on_progress=on_progress, again=again,
            on_open=on_open, stated={"format": format, "encoding": encoding, "delimiter": delimiter},
        )  # fmt: skip


def _load(
    source: SourceSystem,
    path: Path,
    *,
    mapping: Mapping[str, Any] | None,
    snapshot: bool,
    actor: AbstractBaseUser | None,
    on_progress: OnProgress,
    again: int | None,
    on_open: Callable[[int], None],
    stated: Mapping[str, Any],
) -> Batch:
    compiled = ground_of(source.pk).mapping if mapping is None else compile_mapping(mapping, catalogue())
    file = preflight(path, compiled, is_snapshot=snapshot, **stated)
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
    loading.begin_keys()
    try:
        take_rows(delivery, file, on_progress)
        if snapshot:
            close_missing(delivery)
    except BaseException as error:
        _end(delivery.batch, problem=f"Stopped by {type(error).__name__}. Load the file again to go on.", actor=actor)
        raise
    finally:
        loading.end_keys()


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
    begin = loading.hold_batch if found and found.is_held else loading.open_batch
    batch = (
        loading.reopen_batch(again)
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
    batch = loading.end_batch(batch_id, problem=problem)
    counts = {name: getattr(batch, name) for name in ("read", "new", "changed", "unchanged", "closed", "rejected")}
    act = "load_stopped" if problem else "load_ended"
    enter(act, f"batch:{batch_id}", actor_id=actor.pk if actor else None, details=counts)
    log.info(act, batch=batch_id, **counts)
    return batch
