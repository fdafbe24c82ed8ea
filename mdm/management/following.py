"""Commands that start a job and follow it to its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from django.core.management.base import CommandError

from mdm.errors import JobError
from mdm.jobs.queries import Progress
from mdm.management.watching import duration, watch, work_here


class Out(Protocol):
    """Where lines go."""

    def write(self, line: str) -> object: ...


def started(start: Callable[[], int], kind: str, out: Out) -> int:
    """The job that is started, or the live one of its kind."""
    try:
        job_id = start()
    except JobError as error:
        if "job" not in error.data:
            raise
        out.write(error.message)
        return int(error.data["job"])
    out.write(f"Job {job_id} ({kind}) started.")
    return job_id


def followed(job_id: int, command: str, out: Out, *, is_inline: bool) -> Progress:
    """Show the job's progress to its end; `command` goes on with it. Raises CommandError where it did not succeed."""
    try:
        last = watch(job_id, work=work_here() if is_inline else None)
    except KeyboardInterrupt:
        goes_on = f"is open. Go on with it: {command} --inline." if is_inline else f"goes on. Follow it: {command}."
        out.write(f"\nJob {job_id} {goes_on} Stop it: manage.py jobs cancel {job_id}.")
        raise SystemExit(130) from None
    if last.state != "done":
        problem = f"Job {last.job} {last.state}. {last.problem}".strip()
        raise CommandError(f"{problem} Go on: manage.py jobs resume {last.job}.")
    out.write(f"Job {last.job} done in {duration(last.elapsed)}.")
    return last
