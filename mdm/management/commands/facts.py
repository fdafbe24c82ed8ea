"""manage.py facts: take in interactions, consents or relationships from a file."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from mdm.acquire.sheets import marked_rows
from mdm.errors import MdmError
from mdm.pipeline.facts.files import LoadedFacts, load, table
from mdm.understand.facts import FactKind

_COUNTS = ("created", "changed", "unchanged")


class Command(BaseCommand):
    help = (
        "Take in a source's interactions, consents or relationships from a file whose columns are named as the "
        "members: key, record.key, channel …. Loading a file again changes nothing. Rows that can't be taken are "
        "written to a file to be corrected and loaded again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=[str(one) for one in FactKind])
        parser.add_argument("source", metavar="SOURCE", help="The code of the source system that says so.")
        parser.add_argument("file", type=Path, metavar="FILE", help="CSV, NDJSON, JSON, Parquet or XLSX; .gz or .zip.")
        parser.add_argument(
            "--rejects", type=Path, metavar="FILE", help="Write rows that can't be taken there, as CSV."
        )

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            with tqdm(desc=f"Loading {options['kind']}s", unit=" rows", leave=False, disable=None) as bar:
                loaded = load(FactKind(options["kind"]), options["source"], options["file"], on_row=bar.update)
        except MdmError as error:
            raise CommandError(str(error)) from error
        counts = ", ".join(f"{loaded.counts[name]:,} {name}" for name in _COUNTS)
        self.stdout.write(f"{counts}, {len(loaded.refused):,} rejected.")
        if loaded.refused:
            self._tell_rejects(loaded, options["rejects"])

    def _tell_rejects(self, loaded: LoadedFacts, out: Path | None) -> None:
        if out is None:
            _, line, column, message, remedy = loaded.refused[0][:5]
            self.stdout.write(f"Line {line}, {column or 'the row'}: {message} {remedy}")
            self.stdout.write("Load it with --rejects FILE.csv to get them all, correct them, and load that file.")
            return
        try:
            # The byte order mark makes Excel read it as UTF-8.
            with out.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows(marked_rows(table(loaded)))
        except OSError as error:
            raise CommandError(f"{out} can't be written: {error.strerror}.") from error
        self.stdout.write(f"Correct them and load them again: {out}")
