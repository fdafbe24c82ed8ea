"""manage.py evaluate: how well labelled files are matched."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mdm.catalogue.queries import catalogue
from mdm.errors import MdmError
from mdm.pipeline.identity.evaluation import Evaluation, Labelled, evaluate
from mdm.records import SourceContext


class Command(BaseCommand):
    help = "Matches labelled files, apart from the stored customers, and measures the result against their truth."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--mapping", nargs="+", type=Path, required=True, metavar="FILE", help="One for all files, or one for each."
        )
        parser.add_argument("--truth", required=True, metavar="COLUMN", help="Says which customer a row is.")
        parser.add_argument("--country", default="", help="Default country of the records, ISO 3166 alpha-2.")
        parser.add_argument("--date-format", action="append", default=[], help="strptime format, may be repeated.")
        parser.add_argument("--untrained", action="store_true", help="Use the shipped parameters as they are.")
        parser.add_argument("--json", action="store_true", help="Print the figures as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        try:
            done = evaluate(
                _labelled(options),
                options["truth"],
                catalogue(),
                today=timezone.localdate(),
                untrained=options["untrained"],
                on_step=lambda step: self.stderr.write(f"{step} …"),
            )
        except MdmError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(done.as_json(), indent=2) if options["json"] else _table(done))


def _labelled(options: dict[str, Any]) -> list[Labelled]:
    files, mappings = options["files"], options["mapping"]
    if len(mappings) not in {1, len(files)}:
        raise CommandError(f"{len(files)} files need one mapping for all of them or one for each, not {len(mappings)}.")
    if len(mappings) == 1:
        mappings = mappings * len(files)
    formats = tuple(options["date_format"])
    return [
        Labelled(path, _declaration(mapping), SourceContext(path.stem, options["country"], date_formats=formats))
        for path, mapping in zip(files, mappings, strict=True)
    ]


def _declaration(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{path.name} can't be read as a JSON mapping: {type(error).__name__}.") from error
    if not isinstance(found, dict):
        raise CommandError(f"{path.name} holds no mapping: a JSON object is expected.")
    return found


def _table(done: Evaluation) -> str:
    figures = done.as_json()
    lines = [f"{'':<10}{'precision':>10}{'recall':>10}{'F1':>10}"]
    for name in ("pairwise", "b_cubed"):
        one = figures[name]
        lines.append(f"{name:<10}{one['precision']:>10.4f}{one['recall']:>10.4f}{one['f1']:>10.4f}")
    lines.append(
        f"{figures['records']} records ({figures['rejected']} rejected) → {figures['clusters']} customers formed, "
        f"{figures['customers']} true ones; {figures['candidate_pairs']} pairs compared; "
        f"{figures['held_for_review']} questions held for review"
    )
    lines.append(
        f"true pairs found {figures['true_pairs']}, falsely merged {figures['false_pairs']}, "
        f"missed {figures['missed_pairs']}"
    )
    lines.append("thresholds: certain {certain}, possible {possible}".format(**figures["thresholds"]))
    for kind, report in figures["estimation"].items():
        outcome = "adopted" if report["is_adopted"] else "not adopted, shipped parameters kept"
        lines.append(f"estimation for {kind}: {outcome}")
        lines += [f"  {gate['detail']}" for gate in report["gates"] if not gate["is_passed"]]
    lines.append("stated probability → share of true pairs (pairs):")
    lines += [
        f"  {one['low']:.2f} to {one['high']:.2f}  {one['stated']:.3f} → {one['true']:.3f}  ({one['pairs']})"
        for one in figures["reliability"]
    ]
    lines.append("seconds: " + ", ".join(f"{step} {seconds:.2f}" for step, seconds in figures["seconds"].items()))
    return "\n".join(lines)
