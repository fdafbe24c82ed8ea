"""manage.py nightly."""

from __future__ import annotations

from argparse import BooleanOptionalAction
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mdm.errors import JobError, MdmError
from mdm.jobs.queries import Progress
from mdm.management.jobs import result_lines
from mdm.management.watching import duration, keep_quiet, watch, work_here
from mdm.pipeline.jobs import running

DETACHED = "\nJob {0} goes on in the workers. Follow it: manage.py nightly. Stop it: manage.py jobs cancel {0}."
INTERRUPTED = "\nJob {0} is open. Go on with it: manage.py nightly --inline. Drop it: manage.py jobs cancel {0}."


class Command(BaseCommand):
    help = (
        "Run the nightly match and merge now, on the workers, and show its progress; where one runs already, follow "
        "that. Ctrl-C stops the showing, not the job."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--wait", action=BooleanOptionalAction, default=True, help="Follow it to the end (default), or only start."
        )
        parser.add_argument("--inline", action="store_true", help="Work in this process, where no worker runs.")

    def handle(self, *_: Any, **options: Any) -> None:
        keep_quiet()
        try:
            job_id = self._started()
            if options["inline"] or options["wait"]:
                self._follow(job_id, is_inline=options["inline"])
        except MdmError as error:
            raise CommandError(str(error)) from error

    def _started(self) -> int:
        try:
            job_id = running.start_nightly().pk
        except JobError as error:
            if "job" not in error.data:
                raise
            self.stdout.write(error.message)
            return int(error.data["job"])
        self.stdout.write(f"Job {job_id} (nightly) started.")
        return job_id

    def _follow(self, job_id: int, *, is_inline: bool) -> None:
        try:
            last = watch(job_id, work=work_here() if is_inline else None)
        except KeyboardInterrupt:
            self.stdout.write((INTERRUPTED if is_inline else DETACHED).format(job_id))
            raise SystemExit(130) from None
        self._tell_end(last)

    def _tell_end(self, last: Progress) -> None:
        if last.state != "done":
            raise CommandError(
                f"Job {last.job} {last.state}. {last.problem}".strip() + f" Go on: manage.py jobs resume {last.job}."
            )
        self.stdout.write(f"Job {last.job} done in {duration(last.elapsed)}.")
        for line in result_lines(last.job):
            self.stdout.write(line)
