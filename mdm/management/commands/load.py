"""manage.py load: take in a source system's file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from mdm.acquire.queries import has_keyless_rejects
from mdm.acquire.readers import FORMATS
from mdm.errors import MdmError
from mdm.pipeline.intake.files import load_file, register_source

if TYPE_CHECKING:
    from mdm.models import Batch

COUNTS = ("read", "new", "changed", "unchanged", "closed", "rejected")
# What a declaration of sources says of the files, beside the source system.
FILE_FIELDS = ("mapping", "data")


class Command(BaseCommand):
    help = (
        "Load a source system's file up to clean records. A row that can't be taken becomes a reject and the rest goes "
        "on; a file that can't be taken is refused before anything is written. Loading a file again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", metavar="SOURCE", help="The source system's code.")
        parser.add_argument("file", type=Path, metavar="FILE", help="CSV, NDJSON, JSON, Parquet or XLSX; .gz or .zip.")
        parser.add_argument("--mapping", type=Path, metavar="FILE", help="Put this mapping in force; it is kept.")
        parser.add_argument(
            "--register", type=Path, metavar="FILE", help="Register the source first, from this list of source systems."
        )
        parser.add_argument("--snapshot", action="store_true", help="The file is complete: what it lacks is closed.")
        parser.add_argument("--format", choices=sorted(FORMATS), help="Else told by the file's ending or content.")
        parser.add_argument("--encoding", help="Else the mapping's, else detected.")
        parser.add_argument("--delimiter", help="Else the mapping's, else detected; 'tab' for a tabulator.")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            if options["register"]:
                self._register(options["source"], options["register"])
            batch = self._load(options)
        except MdmError as error:
            raise CommandError(str(error)) from error
        self._tell(batch)

    def _register(self, code: str, path: Path) -> None:
        listed = _document(path)
        declared = next((one for one in listed if one.get("code") == code), None) if isinstance(listed, list) else None
        if declared is None:
            raise CommandError(f'{path.name} lists no source system of the code "{code}".')
        register_source({name: value for name, value in declared.items() if name not in FILE_FIELDS})

    def _load(self, options: dict[str, Any]) -> Batch:
        mapping = _document(options["mapping"]) if options["mapping"] else None
        with tqdm(desc="Checking the file", unit=" rows", leave=False, disable=None) as bar:

            def show(done: int, rows: int) -> None:
                bar.set_description_str(f"Loading {options['source']}", refresh=False)
                bar.total = rows
                bar.update(done - bar.n)

            return load_file(
                options["source"],
                options["file"],
                mapping=mapping,
                snapshot=options["snapshot"],
                on_progress=show,
                **{name: options[name] for name in ("format", "encoding", "delimiter")},
            )

    def _tell(self, batch: Batch) -> None:
        if batch.state == batch.State.HELD:
            self.stdout.write(
                f"Batch {batch.pk} is held and nothing of it counts yet: it is out of line with the past."
            )
            self.stdout.write("See why: manage.py deliveries. Then release or discard it.")
            return
        counts = ", ".join(f"{getattr(batch, name):,} {name}" for name in COUNTS)
        self.stdout.write(f"Batch {batch.pk}: {counts}.")
        report = batch.reader_report
        read_as = [str(report[name]) for name in ("format", "encoding") if report.get(name)]
        self.stdout.write(f"Read as {', '.join(read_as)}; {len(report['columns'])} columns.")
        if batch.rejected:
            self.stdout.write(
                f"See and correct what was rejected: manage.py rejects {batch.source.code} --out FILE.csv"
            )
        if batch.is_snapshot and has_keyless_rejects(batch.pk):
            self.stdout.write("Nothing was closed: some rejected rows have no readable key. Correct and load them.")


def _document(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{path} can't be read: {error.strerror}.") from error
    except ValueError as error:
        raise CommandError(f"{path} is no JSON document.") from error
