"""manage.py deliveries: those that are held because they are out of line with their source's past."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.text import capfirst

from mdm.errors import MdmError
from mdm.grade.deliveries.queries import waiting
from mdm.pipeline.intake import holding


class Command(BaseCommand):
    help = (
        "List the deliveries that are held because they are out of line with their source's past, release one (its "
        "file is loaded here and now) or discard it (nothing of it is taken)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", nargs="?", choices=("list", "release", "discard"), default="list")
        parser.add_argument("batch", nargs="?", type=int, metavar="BATCH")
        parser.add_argument("--reason", default="", help="Kept in the ledger.")

    def handle(self, *_: Any, **options: Any) -> None:
        if options["act"] == "list":
            self._list()
            return
        if options["batch"] is None:
            raise CommandError(f"Name the batch: manage.py deliveries {options['act']} BATCH.")
        try:
            self._decide(options["act"], options["batch"], options["reason"])
        except MdmError as error:
            raise CommandError(str(error)) from error

    def _list(self) -> None:
        held = waiting()
        if not held:
            self.stdout.write("No delivery is held.")
        for one in held:
            self.stdout.write(f"Batch {one.batch_id}, {one.batch.source.label}, {one.rows:,} rows:")
            for finding in one.findings:
                self.stdout.write(f"  {capfirst(finding['sentence'])}")

    def _decide(self, act: str, batch: int, reason: str) -> None:
        if act == "discard":
            holding.discard(batch, actor=None, reason=reason)
            self.stdout.write(f"Batch {batch} was discarded; nothing of it was taken.")
            return
        loaded = holding.release_here(batch, actor=None, reason=reason)
        self.stdout.write(
            f"Batch {batch} was loaded: {loaded.new:,} new, {loaded.changed:,} changed, {loaded.closed:,} closed."
        )
