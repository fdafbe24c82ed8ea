"""manage.py rejects: what could not be taken, as a file to correct and load again."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mdm.acquire.queries import open_rejects, reject_table, source
from mdm.acquire.sheets import marked_rows
from mdm.errors import MdmError


class Command(BaseCommand):
    help = (
        "Export a source's open rejects as CSV: what is wrong and what to do, then the row's own columns. Correct "
        "these, and load the file like any other of the source; a row that then comes in settles its reject."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", metavar="SOURCE", help="The source system's code.")
        parser.add_argument("--batch", type=int, metavar="ID", help="Of this batch only.")
        parser.add_argument("--out", type=Path, metavar="FILE", help="Write there instead of to standard output.")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            found = open_rejects(source(options["source"]).pk, batch_id=options["batch"])
        except MdmError as error:
            raise CommandError(str(error)) from error
        if options["out"] is None:
            csv.writer(sys.stdout).writerows(marked_rows(reject_table(found)))
            return
        try:
            # The byte order mark makes Excel read it as UTF-8.
            with options["out"].open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows(marked_rows(reject_table(found)))
        except OSError as error:
            raise CommandError(f"{options['out']} can't be written: {error.strerror}.") from error
        self.stdout.write(f"{len(found):,} rejects: {options['out']}")
