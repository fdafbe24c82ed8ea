"""Preparing a file's rows on all processors: in order, a few chunks ahead of what is being stored, and no more.

The processes are started afresh (spawn), so that no database connection, lock or thread is carried into them.
"""

from __future__ import annotations

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
from typing import Any, Protocol

from mdm.acquire.mapping import compile_mapping
from mdm.acquire.rows import BadRow, Row
from mdm.grade.scores import Yardstick
from mdm.pipeline.intake.preparing import Ground, Ready, prepare_rows
from mdm.records import Catalogue, SourceContext

Rows = Sequence[Row | BadRow]
Known = Mapping[str, bytes]
Made = list[Ready | BadRow]

# Rows per process: starting one costs as much as preparing a quarter of these.
WORTH_IT = 8_000
MOST_PROCESSES = 8
# Chunks that wait prepared, beyond those in the works: enough that nobody waits, few enough to bound memory.
AHEAD = 2


class Prepare(Protocol):
    """Chunks of rows with what is known of their keys, to chunks of what can be landed, in the same order."""

    def __call__(self, chunks: Iterable[tuple[Rows, Known]], /) -> Iterator[Made]: ...


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
    if count < 1 or processors < 2 or multiprocessing.current_process().daemon:
        yield lambda chunks: (prepare_rows(chunk, known, ground, recipe.today) for chunk, known in chunks)
        return
    pool = ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), _begin, (recipe,))
    try:
        yield lambda chunks: _in_order(pool, chunks, count + AHEAD)
    finally:
        pool.shutdown(cancel_futures=True)


def _processors() -> int:
    """Those that this process may use, where the system can tell."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _in_order(pool: ProcessPoolExecutor, chunks: Iterable[tuple[Rows, Known]], most: int) -> Iterator[Made]:
    begun: deque[Future[Made]] = deque()
    for chunk, known in chunks:
        begun.append(pool.submit(_prepare, chunk, known))
        if len(begun) >= most:
            yield begun.popleft().result()
    while begun:
        yield begun.popleft().result()


# What follows runs in the other processes; each holds its own ground.
_held: list[tuple[Ground, date]] = []


def _begin(recipe: Recipe) -> None:
    # Ctrl-C reaches the whole group; the parent ends its preparers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _held.append((recipe.ground(), recipe.today))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _prepare(chunk: Rows, known: Known) -> Made:
    ground, today = _held[0]
    return prepare_rows(chunk, known, ground, today)
