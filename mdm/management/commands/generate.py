"""Writes labelled extracts of simulated source systems."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from mdm.errors import InvalidInputError
from mdm.simulate.extracts import write_extracts


class Command(BaseCommand):
    help = (
        "Write labelled extracts of a CRM, an SFA, a billing and a support system, with their mappings and the truth."
    )
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--customers", type=int, required=True, help="True customers; they give about 2.2 records each."
        )
        parser.add_argument("--seed", type=int, default=1, help="The same seed gives the same files.")
        parser.add_argument("--out", type=Path, required=True, help="Folder for the files; it is made where missing.")
        parser.add_argument("--bad-rows", type=int, default=0, help="Unreadable rows to put into each extract.")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        with tqdm(total=options["customers"], unit=" customers", disable=options["verbosity"] == 0) as bar:
            try:
                written = write_extracts(
                    options["customers"], options["seed"], options["out"], bad_rows=options["bad_rows"], tick=bar.update
                )
            except (InvalidInputError, OSError) as error:
                raise CommandError(str(error)) from error
        for source, count in written.records.items():
            self.stdout.write(f"{source:8} {count:>10,} records, {written.bad_rows[source]} unreadable rows")
        self.stdout.write(
            f"{written.customers:,} customers in {sum(written.records.values()):,} records: {options['out']}"
        )
