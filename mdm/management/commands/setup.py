"""manage.py setup: what a new installation starts with."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from mdm.pipeline.setup import set_up


class Command(BaseCommand):
    help = (
        "Brings in the attribute catalogue, the survivorship policy, the match model, rules and roles, where missing. "
        "After an upgrade it brings in what is newly shipped; what people have changed or retired stays theirs."
    )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        made = set_up()
        self.stdout.write(f"Brought in: {', '.join(made)}." if made else "Everything was in place.")
