"""Labelled files matched in memory, apart from the stored customers, and held against their truth."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from mdm.acquire.arrivals import arrive
from mdm.acquire.declaration import parse
from mdm.acquire.mapping import compile_mapping
from mdm.acquire.preflight import preflight
from mdm.acquire.rows import BadRow
from mdm.cleanse.comparable import comparable
from mdm.cleanse.customers import standardise
from mdm.errors import InvalidInputError
from mdm.match.calibration import Calibration, calibration
from mdm.match.columns import Ids
from mdm.match.evaluation import Matched, evaluate_in_memory
from mdm.match.measures import Measures, measure
from mdm.match.scoring import score_pairs
from mdm.pipeline.identity.grouping import SIZE_LIMIT
from mdm.pipeline.identity.truth import Place, TruePairs, Truth, TruthColumn, labels_by_pairs
from mdm.records import Catalogue, Comparable, SourceContext
from mdm.resolve.clusters import Partition, partition
from mdm.resolve.links import Judgements, Scores

OnStep = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A labelled file, the declaration that maps it, and what cleansing must know of its source."""

    path: Path
    mapping: Mapping[str, Any]
    context: SourceContext


@dataclass(slots=True)
class Sample:
    """What the files hold: comparable records with their true labels, and how many rows could not be read.

    `lost_pairs` are true pairs that name a record which was not read.
    """

    rows: list[Comparable] = field(default_factory=list)
    truth: list[str] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    rejected: int = 0
    lost_pairs: int = 0

    def add(self, row: Comparable, label: str, source: str, place: Place) -> None:
        """Take one record in, with its true customer where the row says it, its source and where it stood."""
        self.rows.append(row)
        self.truth.append(label)
        self.names.append((source, place.key))
        self.places.append(place)

    def sources(self) -> list[str]:
        """The names of the files, each once, in their order."""
        return list(dict.fromkeys(source for source, _ in self.names))


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcome: measures, clusters, questions for people, what matching came to, processor seconds a step."""

    measures: Measures
    partition: Partition
    sample: Sample
    matched: Matched
    seconds: Mapping[str, float]

    def calibration(self) -> Calibration:
        """Stated against true probability of the pairs compared, over the records whose truth is known."""
        truth = np.array(self.sample.truth, dtype=object)
        links = self.matched.links
        known = (truth[links.left] != "") & (truth[links.right] != "")
        return calibration(links.probability[known], (truth[links.left] == truth[links.right])[known])

    def as_json(self) -> dict[str, Any]:
        """The figures by name."""
        return {
            **self.measures.as_json(),
            "thresholds": {"certain": self.matched.model.certain, "possible": self.matched.model.possible},
            "rejected": self.sample.rejected,
            "lost_true_pairs": self.sample.lost_pairs,
            "candidate_pairs": len(self.matched.links),
            "split_blocks": len(self.matched.oversized),
            "held_for_review": len(self.partition.held),
            "calibration": self.calibration().as_json(),
            "estimation": self.matched.report.as_json() if self.matched.report else {},
            "seconds": {step: round(seconds, 3) for step, seconds in self.seconds.items()},
        }


def evaluate(
    files: Sequence[Labelled],
    truth: Truth,
    catalogue: Catalogue,
    *,
    today: date,
    untrained: bool = False,
    on_step: OnStep = lambda _: None,
) -> Evaluation:
    """Match the files' records with one another by parameters estimated from them, and measure against the truth.

    Raises FileRefusedError, MappingError, or InvalidInputError when the files do not hold that truth.
    """
    on_step("read and cleanse")
    began = time.process_time()
    sample = _read(files, truth, catalogue, today)
    read = time.process_time()
    matched = evaluate_in_memory(range(len(sample.rows)), sample.rows, untrained=untrained, progress=on_step)
    on_step("group")
    scored = time.process_time()
    found = _grouped(matched, sample.names)
    seconds = {"read and cleanse": read - began, **matched.seconds, "group": time.process_time() - scored}
    return Evaluation(_measured(found, sample.truth), found, sample, matched, seconds)


def _read(files: Sequence[Labelled], truth: Truth, catalogue: Catalogue, today: date) -> Sample:
    sample, before = Sample(), 0
    for number, file in enumerate(files):
        before += _read_one(sample, file, truth, catalogue, today, number=number, before=before)
    if isinstance(truth, TruePairs):
        sample.truth, sample.lost_pairs = labels_by_pairs(truth, sample.places)
    elif not any(sample.truth):
        raise InvalidInputError(
            f"Column '{truth.column}' says of no row which customer it is.",
            remedy="Name another column with --truth, or correct --truth-pattern.",
        )
    return sample


def _read_one(
    sample: Sample, file: Labelled, truth: Truth, catalogue: Catalogue, today: date, *, number: int, before: int
) -> int:
    """Take a file in; returns how many rows it has. `before` rows stood in the files before it."""
    column = truth.column if isinstance(truth, TruthColumn) else ""
    mapping = compile_mapping(_with_truth_ignored(file.mapping, column), catalogue)
    checked = preflight(file.path, mapping)
    if column and checked.rows and column not in checked.report["columns"]:
        raise InvalidInputError(
            f"{file.path.name} has no column '{column}'.",
            remedy="Name the column that says which customer a row is, with --truth.",
        )
    count = 0
    for count, row in enumerate(checked, start=1):
        arrival = arrive(row, mapping, file.context)
        if isinstance(arrival, BadRow):
            sample.rejected += 1
            continue
        clean = standardise(arrival.said, catalogue, file.context, today=today)
        label = truth.label(arrival.fields) if isinstance(truth, TruthColumn) else ""
        place = Place(number, before + count - 1, arrival.said.key)
        sample.add(comparable(clean, catalogue), label, file.context.code, place)
    return count


def _measured(found: Partition, truth: Sequence[str]) -> Measures:
    """Over the records whose truth is known."""
    known = np.array([bool(one) for one in truth], dtype=np.bool_)
    return measure(found.label[known], np.array(truth, dtype=object)[known])


def _with_truth_ignored(declaration: Mapping[str, Any], truth_column: str) -> Mapping[str, Any]:
    declared = parse(declaration)
    if not truth_column or declared.is_ignored(truth_column) or truth_column in declared.columns:
        return declaration
    return {**declaration, "ignore": [*declared.ignore, truth_column]}


def _grouped(matched: Matched, names: Sequence[tuple[str, str]]) -> Partition:
    model, columns = matched.model, matched.columns

    def evidence(pairs: Ids) -> Scores:
        return score_pairs(model, columns, pairs[:, 0], pairs[:, 1])

    by_name = sorted(range(len(names)), key=lambda place: names[place])
    tiebreak = np.empty(len(names), dtype=np.int64)
    tiebreak[by_name] = np.arange(len(names))
    return partition(
        columns.ids,
        matched.links.take(matched.links.probability >= model.possible),
        Judgements.of(),
        tiebreak=tiebreak,
        certain=model.certain,
        possible=model.possible,
        size_limit=SIZE_LIMIT,
        evidence=evidence,
    )
