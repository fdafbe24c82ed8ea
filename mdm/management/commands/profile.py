"""manage.py profile: what a file holds, before it is loaded."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from mdm.acquire.readers import FORMATS
from mdm.errors import MdmError
from mdm.grade.profiling.profile import ColumnProfile, Profile, as_json
from mdm.grade.profiling.shapes import counted
from mdm.pipeline.intake.profiles import profile_file, profile_report

_COLUMN = "{:<28.28} {:<13} {:>6} {:>10} {:>9}  {}"


class Command(BaseCommand):
    help = (
        "Looks through a file and says what its columns hold, what is odd about them, what identifies a row and what "
        "repeats, and suggests a mapping. Nothing is stored. Values of personal columns are left out unless asked for."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="CSV, NDJSON, JSON, Parquet or XLSX; .gz or .zip.")
        parser.add_argument("--source", default="", metavar="CODE", help="Read it as this source system's files are.")
        parser.add_argument("--country", default="", help="Where it comes from, ISO 3166 alpha-2; else found out.")
        parser.add_argument("--json", action="store_true", help="Print everything as JSON.")
        parser.add_argument("--html", type=Path, metavar="OUT", help="Write a report with charts.")
        parser.add_argument("--mapping-out", type=Path, metavar="FILE", help="Write the suggested mapping.")
        parser.add_argument("--show-values", action="store_true", help="Show values of personal columns too.")
        parser.add_argument("--format", choices=sorted(FORMATS), help="Else told by the file's ending or content.")
        parser.add_argument("--encoding", help="Else detected.")
        parser.add_argument("--delimiter", help="Else detected; 'tab' for a tabulator.")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            found = self._profile(options)
        except MdmError as error:
            raise CommandError(str(error)) from error
        shows = options["show_values"]
        if options["json"]:
            self.stdout.write(json.dumps(as_json(found, show_values=shows), indent=2, ensure_ascii=False, default=str))
        else:
            self.stdout.write("\n".join(_lines(found)))
        if options["html"]:
            self._write(options["html"], profile_report(found, show_values=shows))
        if options["mapping_out"]:
            if found.mapping is None:
                raise CommandError("No column holds anything of a customer, so there is no mapping to write.")
            self._write(options["mapping_out"], json.dumps(found.mapping, indent=2, ensure_ascii=False) + "\n")

    def _profile(self, options: dict[str, Any]) -> Profile:
        with tqdm(desc="Reading", unit=" rows", leave=False, disable=None) as bar:
            return profile_file(
                options["file"],
                source_code=options["source"],
                country=options["country"],
                on_progress=lambda rows: bar.update(rows - bar.n) and None,
                **{name: options[name] for name in ("format", "encoding", "delimiter")},
            )

    def _write(self, path: Path, text: str) -> None:
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{path} can't be written: {error.strerror}.") from error
        self.stderr.write(f"Wrote {path}.")


def _lines(found: Profile) -> Iterator[str]:
    read_as = [str(found.report[name]) for name in ("format", "encoding") if found.report.get(name)]
    size = f"{counted(found.rows, 'row')}, {counted(len(found.columns), 'column')}"
    yield f"{found.file}: {size}, read as {', '.join(read_as)}."
    yield f"Key: {' + '.join(found.key.columns) or 'the whole row'}. {found.key.reason}"
    if found.mapping:
        yield f"Kind of customer: {' or '.join(sorted(found.kind.kinds))}. {found.kind.reason}"
    if found.country:
        yield f"Country: {found.country}."
    yield ""
    yield _COLUMN.format("column", "type", "filled", "distinct", "longest", "seems to hold")
    for one in found.columns:
        yield _column(one)
    if found.remarks:
        yield ""
        yield from (f"{one.tone:<8} {one.column + ': ' if one.column else ''}{one.sentence}" for one in found.remarks)
    if found.trial:
        yield ""
        yield f"With the suggested mapping {found.trial.read:,} of {found.trial.rows:,} sample rows can be read."


def _column(one: ColumnProfile) -> str:
    figures, said = one.figures, one.detected
    distinct = f"{figures.distinct:,}" if figures.is_exact else f"~{figures.distinct:,}"
    holds = f"{said.meaning.lstrip('@')} ({said.confidence:.0%})" if said.meaning else ""
    return _COLUMN.format(figures.name, figures.type, f"{figures.fill:.0%}", distinct, f"{figures.longest:,}", holds)
