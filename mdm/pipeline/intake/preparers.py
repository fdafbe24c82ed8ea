"""Preparing a file's rows on all processors: in order, a few chunks ahead of what is being stored, and no more.

The processes are forked from a server that was started afresh and has loaded what they need, so that each costs little
and no database connection, lock or thread is carried into them.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from typing import Any, NamedTuple, Protocol

from mdm.acquire.mapping import compile_mapping
from mdm.acquire.rows import BadRow, Row
from mdm.grade.scores import Yardstick
from mdm.pipeline.intake.packing import Packed, packed, unpacked
from mdm.pipeline.intake.preparing import Ground, Known, Ready, Seen, prepare_rows, ready
from mdm.records import Catalogue, SourceContext

Rows = Sequence[Row | BadRow]
Made = list[Ready | BadRow]

# Rows per process: beginning one costs as much as preparing some dozens, the server once as much as a thousand.
WORTH_IT = 400
MOST_PROCESSES = 8
# Chunks in the works or prepared beyond the one that is stored: enough that nobody waits, few enough to bound memory.
AHEAD = 3
# Storing goes first: what had been prepared ahead would else be stored at the end, with processors idle.
NICENESS = 5


# So many more objects than before are looked through for circles of references that nothing else holds: rows hold
# none, and looking through all of a chunk's again and again took a fifth of the time.
_OBJECTS_PER_COLLECTION = 500_000


class Task(NamedTuple):
    """A chunk of rows with what is known of their keys and what has been prepared already."""

    rows: Rows
    known: Known
    seen: Seen


class Prepare(Protocol):
    """Tasks to chunks of what can be landed, in the same order."""

    def __call__(self, tasks: Iterable[Task], /) -> Iterator[Made]: ...


@dataclass(frozen=True, slots=True)
class Recipe:
    """What makes a ground, in a form that crosses to another process."""

    context: SourceContext
    declaration: Mapping[str, Any]
    mapping_version: int
    catalogue: Catalogue
    yardstick: Yardstick
    today: date

    def ground(self) -> Ground:
        """The ground, compiled."""
        mapping = compile_mapping(self.declaration, self.catalogue)
        return Ground(self.context, mapping, self.mapping_version, self.catalogue, self.yardstick)


@contextmanager
def preparers(recipe: Recipe, ground: Ground, rows: int) -> Iterator[Prepare]:
    """Something that prepares chunks: this process alone for few rows, else other ones on up to all processors."""
    processors = _processors()
    count = min(MOST_PROCESSES, processors, rows // WORTH_IT)
    # A Celery worker's process is a daemon, which may have no children.
    if count < 2 or multiprocessing.current_process().daemon:
        yield lambda tasks: (prepare_rows(rows, known, ground, recipe.today, seen) for rows, known, seen in tasks)
        return
    pool = ProcessPoolExecutor(count, _context(), _begin, (recipe,))
    for _ in range(count):
        pool.submit(_be_ready)
    try:
        yield lambda tasks: _in_order(pool, tasks, ground, count)
    finally:
        pool.shutdown(cancel_futures=True)


def _context() -> BaseContext:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


@contextmanager
def few_collections() -> Iterator[None]:
    """Look for circles of references more seldom while this lasts."""
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS_PER_COLLECTION, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _processors() -> int:
    """Those that this process may use, where the system can tell."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _in_order(pool: ProcessPoolExecutor, tasks: Iterable[Task], ground: Ground, processes: int) -> Iterator[Made]:
    begun: deque[tuple[Task, list[Future[list[Packed]]]]] = deque()
    for task in tasks:
        unseen = [row for place, row in enumerate(task.rows) if place not in task.seen]
        size = max(1, -(-len(unseen) // processes))
        pieces = [unseen[start : start + size] for start in range(0, len(unseen), size)]
        begun.append((task, [pool.submit(_prepare, piece, task.known) for piece in pieces]))
        if len(begun) > AHEAD:
            yield _gathered(*begun.popleft(), ground)
    while begun:
        yield _gathered(*begun.popleft(), ground)


def _gathered(task: Task, made: list[Future[list[Packed]]], ground: Ground) -> Made:
    packed = (one for piece in made for one in piece.result())
    return [
        ready(*task.seen[place], task.known, ground) if place in task.seen else unpacked(next(packed), row)
        for place, row in enumerate(task.rows)
    ]


# What follows runs in the other processes; each holds its own ground.
_held: list[tuple[Ground, date]] = []


def _begin(recipe: Recipe) -> None:
    os.nice(NICENESS)
    # Ctrl-C reaches the whole group; the parent ends its preparers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _held.append((recipe.ground(), recipe.today))
    gc.freeze()
    gc.set_threshold(_OBJECTS_PER_COLLECTION)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _be_ready() -> None:
    """The first task of each: a process is started when there is something to do."""


def _prepare(rows: Rows, known: Known) -> list[Packed]:
    ground, today = _held[0]
    made = prepare_rows(rows, known, ground, today)
    return [packed(one, row) for one, row in zip(made, rows, strict=True)]
