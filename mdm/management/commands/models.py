"""manage.py models: the match models by version."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mdm.errors import MdmError
from mdm.match import queries
from mdm.pipeline.identity import models

_MOVED = "Model {} is in force. Judgements by people stand; the next nightly job matches everything anew."


class Command(BaseCommand):
    help = "List match models, show one, estimate a draft, put a draft in force, or go back to the model before."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.set_defaults(act="list")
        acts = parser.add_subparsers(dest="act", metavar="ACT")
        acts.add_parser("list", help="The latest models (default).")
        acts.add_parser("show", help="A model's report and parameters, as JSON.").add_argument("version", type=int)
        acts.add_parser("draft", help="Estimate a model from the stored records.").add_argument("--note", default="")
        acts.add_parser("activate", help="Put a draft in force.").add_argument("version", type=int)
        acts.add_parser("undo", help="Go back to the model that was in force before.")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            for line in self._lines(options["act"], options):
                self.stdout.write(line)
        except MdmError as error:
            raise CommandError(str(error)) from error

    def _lines(self, act: str, options: dict[str, Any]) -> Iterator[str]:
        if act == "draft":
            yield f"Model {models.draft(options['note'])} is a draft. Look at it: manage.py models show VERSION."
        elif act == "activate":
            yield _MOVED.format(models.activate(options["version"]))
        elif act == "undo":
            yield _MOVED.format(models.undo())
        elif act == "show":
            row = queries.model_row(options["version"])
            document = {**row._asdict(), "parameters": queries.model_parameters(row.version)}
            yield json.dumps(document, indent=2, default=str)
        else:
            for row in queries.model_rows():
                since = f"{row.activated_at:%Y-%m-%d %H:%M}" if row.activated_at else "-"
                yield f"{row.version:>5}  {row.state:<8}  in force since {since:<16}  {row.note}"
