"""Following a job from the command line."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable
from typing import Self

from django.db import connection
from tqdm import tqdm

from mdm.jobs.queries import Progress, progress
from mdm.pipeline.jobs import running, working

LOOK_EVERY = 0.3
# Knocks can get lost, and not every installation runs beat: who watches also sweeps.
SWEEP_EVERY = 2.0
PATIENCE = 8.0
DATABASE_PATIENCE = 60.0
NO_WORKER = (
    "No worker has taken up job {job} yet. Start one with: celery -A config worker\n"
    "or let this process work: manage.py nightly --inline\n"
)
BAR = "{desc} |{bar}| {percentage:3.0f}%{postfix}"


def watch(job_id: int, *, work: Callable[[], bool] | None = None, check: Callable[[], None] | None = None) -> Progress:
    """Show the job's progress on stderr until it ends; returns its last state.

    `work` does a piece of the job in this very process (False: nothing to do now); `check` may raise.
    """
    patience = _Patience()
    with _Shown() as shown:
        while True:
            try:
                now = progress(job_id)
                shown.show(now)
                if not now.is_live:
                    return now
                patience.keep(now, shown, has_workers=work is None)
                is_idle = work is None or not work()
            except running.LOST_CONNECTION as error:
                patience.endure(error)
                is_idle = True
            if check is not None:
                check()
            if is_idle:
                time.sleep(LOOK_EVERY)


def work_here() -> Callable[[], bool]:
    """What `watch` may be given to work in this very process."""
    name = working.worker_name()
    return lambda: working.work_one(name)


def keep_quiet() -> None:
    """Leave the terminal to the progress bar: warnings only. The workers' logs have it all."""
    logging.getLogger("mdm").setLevel(logging.WARNING)


def duration(seconds: float) -> str:
    """Seconds for people: 4 s, 3 min 20 s, 2 h 5 min."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


class _Patience:
    """Sweeps at intervals, says once that no worker comes, and waits for a database that restarts."""

    def __init__(self) -> None:
        self._swept = self._moved = self._answered = time.monotonic()
        self._attempts = 0
        self._has_told = False

    def keep(self, now: Progress, shown: _Shown, *, has_workers: bool) -> None:
        self._answered = clock = time.monotonic()
        if not has_workers:
            return
        if now.running or now.attempts != self._attempts:
            self._moved, self._attempts = clock, now.attempts
        if clock - self._swept > SWEEP_EVERY:
            self._swept = clock
            running.sweep()
        if clock - self._moved > PATIENCE and not self._has_told:
            self._has_told = True
            shown.say(NO_WORKER.format(job=now.job))

    def endure(self, error: Exception) -> None:
        """The connection was lost; raises the error when that has lasted too long."""
        if time.monotonic() - self._answered > DATABASE_PATIENCE:
            raise error
        connection.close()


class _Shown:
    """A bar on a terminal, else a line for each stage."""

    def __init__(self) -> None:
        self._stage = ""
        self._bar = tqdm(total=1.0, bar_format=BAR, leave=False, disable=not sys.stderr.isatty())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def show(self, now: Progress) -> None:
        stage = f"{now.position}/{len(now.stages)} {now.label}"
        if self._bar.disable:
            self._show_plainly(stage, is_new=now.stage != self._stage)
        else:
            left = "" if now.remaining is None else f", about {duration(now.remaining)} left"
            self._bar.n = min(now.share, 1.0)
            self._bar.set_description_str(f"{stage} {now.done}/{now.total}", refresh=False)
            self._bar.set_postfix_str(f"{duration(now.elapsed)}{left}")
        self._stage = now.stage

    def say(self, text: str) -> None:
        self._bar.clear()
        sys.stderr.write(text)
        sys.stderr.flush()

    def _show_plainly(self, stage: str, *, is_new: bool) -> None:
        if is_new:
            self.say(f"{stage}\n")
