"""manage.py jobs."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mdm.errors import MdmError
from mdm.management.jobs import job_lines, list_lines
from mdm.pipeline.jobs import running


class Command(BaseCommand):
    help = "List jobs, show one, cancel it or go on with it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.set_defaults(act="list")
        acts = parser.add_subparsers(dest="act", metavar="ACT")
        listing = acts.add_parser("list", help="The latest jobs (default).")
        listing.add_argument("--limit", type=int, default=20)
        for act, text in (
            ("show", "How far it is, what came of it and what went wrong."),
            ("cancel", "Chunks that wait never start, those that run finish."),
            ("resume", "Go on with the latest job where it failed or was cancelled."),
        ):
            acts.add_parser(act, help=text).add_argument("job", type=int, metavar="ID")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            lines = self._lines(options["act"], options)
        except MdmError as error:
            raise CommandError(str(error)) from error
        for line in lines:
            self.stdout.write(line)

    def _lines(self, act: str, options: dict[str, Any]) -> list[str]:
        if act == "cancel":
            return [f"Job {running.cancel(options['job']).pk} cancelled."]
        if act == "resume":
            return [f"Job {running.resume(options['job']).pk} goes on. Follow it: manage.py nightly."]
        if act == "show":
            return job_lines(options["job"])
        return list_lines(options.get("limit", 20))
