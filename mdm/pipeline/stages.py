"""What a kind of job consists of: stages in order, each cut into chunks that any worker may run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mdm.jobs.models import Job


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a kind of job.

    `plan` cuts the stage's work into payloads when the stage before is done; none skips the stage. It runs inside a
    transaction that holds the job's row, so it should look and count, not compute.
    `run` does one payload and returns what it counted. It may run again after a crash, or while a worker that was
    taken for dead still runs it: the second run must change nothing.
    `weight` is the stage's usual share of the whole time, until a finished job shows a better one.
    """

    name: str
    label: str
    plan: Callable[[Job], Iterable[Mapping[str, Any]]]
    run: Callable[[Job, Mapping[str, Any]], Mapping[str, Any]]
    weight: int = 1
