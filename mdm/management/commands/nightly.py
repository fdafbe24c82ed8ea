"""manage.py nightly."""

from __future__ import annotations

from argparse import BooleanOptionalAction
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mdm.errors import MdmError
from mdm.management.following import followed, started
from mdm.management.jobs import result_lines
from mdm.management.watching import keep_quiet
from mdm.pipeline import starting
from mdm.pipeline.jobs import running


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
            job_id = started(lambda: running.start_nightly().pk, starting.NIGHTLY, self.stdout)
            if options["inline"] or options["wait"]:
                last = followed(job_id, "manage.py nightly", self.stdout, is_inline=options["inline"])
                for line in result_lines(last.job):
                    self.stdout.write(line)
        except MdmError as error:
            raise CommandError(str(error)) from error
