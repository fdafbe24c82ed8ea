"""manage.py explain: how a customer came together, why two records are one customer, and why they are not."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from mdm.errors import MdmError
from mdm.management.waterfalls import between_lines, history_lines
from mdm.pipeline.identity.accounts import between, history
from mdm.syndicate.profiles import Place

_PLACES = ("SOURCE", "KEY", "SOURCE", "KEY")


class Command(BaseCommand):
    help = "Explain who is who, step by step, with the match model in force. Attributes' values are not shown."

    def add_arguments(self, parser: ArgumentParser) -> None:
        asked = parser.add_mutually_exclusive_group(required=True)
        asked.add_argument("customer", nargs="?", type=UUID, metavar="CUSTOMER", help="How it came together.")
        asked.add_argument("--pair", nargs=4, metavar=_PLACES, help="What weighs between two source records.")
        asked.add_argument("--why-not", nargs=4, metavar=_PLACES, help="Why two source records are not one customer.")
        parser.add_argument("--json", action="store_true", help="Print it as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        try:
            document, lines = _told(options)
        except MdmError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(document, indent=2, default=str) if options["json"] else "\n".join(lines))


def _told(options: dict[str, Any]) -> tuple[dict[str, Any], Iterable[str]]:
    if options["customer"]:
        told = history(options["customer"])
        return told.as_json(), history_lines(told)
    place = options["pair"] or options["why_not"]
    found = between(Place(*place[:2]), Place(*place[2:]))
    return found.as_json(), between_lines(found)
