"""manage.py evaluate: how well labelled files are matched."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mdm.catalogue.queries import catalogue
from mdm.errors import MdmError
from mdm.match.charts import reliability_chart
from mdm.pipeline.identity.evaluation import Evaluation, Labelled, evaluate
from mdm.pipeline.identity.truth import TruePairs, Truth, TruthColumn
from mdm.records import SourceContext


class Command(BaseCommand):
    help = "Matches labelled files, apart from the stored customers, and measures the result against their truth."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--mapping", nargs="+", type=Path, required=True, metavar="FILE", help="One for all files, or one for each."
        )
        truth = parser.add_mutually_exclusive_group(required=True)
        truth.add_argument("--truth", metavar="COLUMN", help="Says which customer a row is.")
        truth.add_argument("--true-pairs", type=Path, metavar="FILE", help="Pairs of one customer, in two columns.")
        parser.add_argument(
            "--truth-pattern",
            default="",
            metavar="REGEX",
            help="What of the column says which customer it is: the first group, or all that matches.",
        )
        parser.add_argument(
            "--pairs-by", choices=("key", "row"), default="key", help="True pairs name source keys, or rows from 0 on."
        )
        parser.add_argument("--country", default="", help="Default country of the records, ISO 3166 alpha-2.")
        parser.add_argument("--date-format", action="append", default=[], help="strptime format, may be repeated.")
        parser.add_argument("--untrained", action="store_true", help="Use the shipped parameters as they are.")
        parser.add_argument("--chart", type=Path, metavar="OUT", help="Write the reliability chart, as SVG.")
        parser.add_argument("--json", action="store_true", help="Print the figures as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        try:
            done = evaluate(
                _labelled(options),
                _truth(options),
                catalogue(),
                today=timezone.localdate(),
                untrained=options["untrained"],
                on_step=lambda step: self.stderr.write(f"{step} …"),
            )
        except MdmError as error:
            raise CommandError(str(error)) from error
        if options["chart"]:
            self._draw(options["chart"], done)
        self.stdout.write(json.dumps(done.as_json(), indent=2) if options["json"] else _table(done))

    def _draw(self, path: Path, done: Evaluation) -> None:
        title = ", ".join(done.sample.sources())
        try:
            path.write_text(reliability_chart(done.calibration(), f"Reliability: {title}"), encoding="utf-8")
        except OSError as error:
            raise CommandError(f"The chart can't be written to {path.name}: {error.strerror}.") from error
        self.stderr.write(f"chart written to {path.name}")


def _truth(options: dict[str, Any]) -> Truth:
    if options["true_pairs"]:
        return TruePairs(options["true_pairs"], by_row=options["pairs_by"] == "row")
    try:
        pattern = re.compile(options["truth_pattern"]) if options["truth_pattern"] else None
    except re.error as error:
        raise CommandError(f"--truth-pattern is no regular expression: {error}.") from error
    return TruthColumn(options["truth"], pattern)


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
    if figures["lost_true_pairs"]:
        lines.append(f"{figures['lost_true_pairs']} true pairs name a record that was not read; they do not count")
    lines.append("thresholds: certain {certain}, possible {possible}".format(**figures["thresholds"]))
    for kind, report in figures["estimation"].items():
        outcome = "adopted" if report["is_adopted"] else "not adopted, shipped parameters kept"
        lines.append(f"estimation for {kind}: {outcome}")
        lines += [f"  {gate['detail']}" for gate in report["gates"] if not gate["is_passed"]]
    lines += _calibration_lines(figures["calibration"])
    lines.append(
        "processor seconds: " + ", ".join(f"{step} {seconds:.2f}" for step, seconds in figures["seconds"].items())
    )
    return "\n".join(lines)


def _calibration_lines(found: dict[str, Any]) -> list[str]:
    lines = ["stated probability → share of true pairs (95 % interval), pairs:"]
    lines += [
        f"  {one['low']:.2f} to {one['high']:.2f}  {one['stated']:.3f} → {one['true']:.3f}  "
        f"({one['least']:.3f} to {one['most']:.3f})  {one['pairs']}"
        for one in found["bins"]
    ]
    told = f"expected calibration error of the {found['pairs']} pairs given 0.05 or more: {found['expected_error']:.4f}"
    return [*lines, told]
