"""manage.py models: the match models by version."""

from __future__ import annotations

import json
from argparse import ArgumentParser, BooleanOptionalAction
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mdm.errors import MdmError
from mdm.management.following import followed, started
from mdm.management.model_lines import run_lines, sample_lines
from mdm.management.watching import keep_quiet
from mdm.match.runs import queries as runs
from mdm.match.splink_settings import NOT_EXPRESSED
from mdm.match.versions import queries as versions
from mdm.pipeline.identity import exchange, models
from mdm.pipeline.jobs.running import start_shadow
from mdm.pipeline.stewardship import model_undoing, sampling

_MOVED = "Model {} is in force. Judgements by people stand; the next nightly job matches everything anew."


class Command(BaseCommand):
    help = "List match models, estimate a draft, try it as a shadow, put it in force, or go back to the model before."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.set_defaults(act="list")
        acts = parser.add_subparsers(dest="act", metavar="ACT")
        acts.add_parser("list", help="The latest models (default).")
        acts.add_parser("show", help="A model's report and parameters, as JSON.").add_argument("version", type=int)
        _add_draft(acts.add_parser("draft", help="Estimate a model from the stored records, or copy one."))
        shadow = acts.add_parser("shadow", help="Count what a model would change, and change nothing.")
        shadow.add_argument("version", type=int)
        shadow.add_argument("--wait", action=BooleanOptionalAction, default=True, help="Follow it to the end.")
        shadow.add_argument("--inline", action="store_true", help="Work in this process, where no worker runs.")
        report = acts.add_parser("report", help="What a model's latest run came to.")
        report.add_argument("version", type=int)
        report.add_argument("--json", action="store_true")
        sample = acts.add_parser("sample", help="Put pairs drawn at random by the model's shadow run to stewards.")
        sample.add_argument("version", type=int)
        sample.add_argument("--pairs", type=int, default=100)
        measured = acts.add_parser("measured", help="Precision and recall by what stewards said of the sample.")
        measured.add_argument("version", type=int)
        measured.add_argument("--precision", type=float, default=0.99, help="Suggest a threshold for this precision.")
        _add_exchange(acts.add_parser("export", help="Write a model as settings of Splink 5."))
        back = acts.add_parser("import", help="Read settings of Splink 5 as a draft.")
        back.add_argument("folder", type=Path)
        back.add_argument("--like", type=int, required=True, metavar="VERSION", help="For all else.")
        activate = acts.add_parser("activate", help="Put a draft in force.")
        activate.add_argument("version", type=int)
        activate.add_argument("--unseen", action="store_true", help="Even if no shadow run says what it changes.")
        undo = acts.add_parser("undo", help="Go back to the model before; what this one joined and parted returns.")
        undo.add_argument("--plan", action="store_true", help="Only say what it has done, and what changed since.")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            for line in getattr(self, f"_{options['act'] or 'list'}")(options):
                self.stdout.write(line)
        except MdmError as error:
            raise CommandError(str(error)) from error

    def _list(self, _: dict[str, Any]) -> Iterator[str]:
        for row in versions.model_rows():
            since = f"{row.activated_at:%Y-%m-%d %H:%M}" if row.activated_at else "-"
            yield f"{row.version:>5}  {row.state:<8}  in force since {since:<16}  {row.note}"

    def _show(self, options: dict[str, Any]) -> Iterator[str]:
        row = versions.model_row(options["version"])
        document = {**row._asdict(), "parameters": versions.model_parameters(row.version)}
        yield json.dumps(document, indent=2, default=str)

    def _draft(self, options: dict[str, Any]) -> Iterator[str]:
        names = ("note", "like", "certain", "possible", "rules_off")
        version = models.draft(models.Declared(**{name: options[name] for name in names}))
        yield f"Model {version} is a draft. See what it would change: manage.py models shadow {version}."

    def _shadow(self, options: dict[str, Any]) -> Iterator[str]:
        keep_quiet()
        version = options["version"]
        job = started(lambda: start_shadow(version).pk, "shadow", self.stdout)
        if options["wait"] or options["inline"]:
            last = followed(job, f"manage.py models shadow {version}", self.stdout, is_inline=options["inline"])
            run = runs.of_job(last.job)
            yield from run_lines(run) if run else ()

    def _report(self, options: dict[str, Any]) -> Iterator[str]:
        run = runs.latest(versions.model_row(options["version"]).version)
        if run is None:
            raise CommandError(f"No run has used model {options['version']} yet.")
        yield from [json.dumps(run._asdict(), indent=2, default=str)] if options["json"] else run_lines(run)

    def _export(self, options: dict[str, Any]) -> Iterator[str]:
        for path in exchange.write(options["version"], options["folder"], records=options["records"]):
            yield f"{path}"
        yield "Splink can't express, so the export leaves out:"
        yield from (f"  - {one}" for one in NOT_EXPRESSED)

    def _import(self, options: dict[str, Any]) -> Iterator[str]:
        version, stayed = exchange.read(options["folder"], like=options["like"])
        yield f"Model {version} is a draft. See what it would change: manage.py models shadow {version}."
        yield from (f"  as in model {options['like']}: {one}" for one in stayed)

    def _sample(self, options: dict[str, Any]) -> Iterator[str]:
        count = sampling.put(options["version"], options["pairs"])
        yield f"{count} pairs wait for stewards as second reviews. See: manage.py models measured {options['version']}."

    def _measured(self, options: dict[str, Any]) -> Iterator[str]:
        yield from sample_lines(*sampling.suggestion(options["version"], options["precision"]))

    def _activate(self, options: dict[str, Any]) -> Iterator[str]:
        yield _MOVED.format(models.activate(options["version"], unseen=options["unseen"]))

    def _undo(self, options: dict[str, Any]) -> Iterator[str]:
        yield from model_undoing.plan().lines
        if not options["plan"]:
            version, job = model_undoing.take_back()
            yield f"Model {version} is in force. Job {job.pk} matches everything anew: manage.py jobs watch {job.pk}."


def _add_exchange(parser: ArgumentParser) -> None:
    parser.add_argument("version", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--records", type=int, default=0, metavar="N", help="Also so many records of each kind, as Parquet."
    )


def _add_draft(parser: ArgumentParser) -> None:
    parser.add_argument("--note", default="")
    parser.add_argument("--like", type=int, metavar="VERSION", help="Take this version's parameters as they are.")
    parser.add_argument("--certain", type=float, metavar="P", help="From this probability on records are joined.")
    parser.add_argument("--possible", type=float, metavar="P", help="From this probability on people are asked.")
    parser.add_argument(
        "--without-rules", type=int, nargs="*", dest="rules_off", metavar="RULE", help="Blocking rules to switch off."
    )
