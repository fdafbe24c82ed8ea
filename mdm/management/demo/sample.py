"""The sample source systems: registering them, loading their files."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import CommandError
from tqdm import tqdm

from mdm.pipeline.facts.files import load
from mdm.pipeline.intake.files import load_file, register_source
from mdm.understand.facts import FactKind

if TYPE_CHECKING:
    from mdm.models import Batch

SOURCES = "sources.json"
TRUTH = "truth.csv"
FACTS = "facts.json"
# What the declaration says of the files, beside the source system.
FILE_FIELDS = ("mapping", "data")


def load_samples(samples: Path) -> list[Batch]:
    """Register the source systems and load their files; what is there already costs nothing."""
    return [_load(samples, declared) for declared in json.loads(_text(samples / SOURCES))]


def load_facts(samples: Path) -> int:
    """Take in what the sources tell of their records; how many facts were news."""
    news = 0
    for one in json.loads(_text(samples / FACTS)):
        with tqdm(desc=f"Loading {one['kind']}s of {one['source']}", unit=" rows", leave=False, disable=None) as bar:
            found = load(FactKind(one["kind"]), one["source"], samples / one["data"], on_row=bar.update)
        news += found.counts["created"] + found.counts["changed"]
    return news


def is_news(batch: Batch) -> bool:
    """Whether the file said anything that was not known."""
    return bool(batch.new or batch.changed or batch.closed)


def truth(samples: Path) -> dict[tuple[str, str], str]:
    """Which customer each source record belongs to, by source and key."""
    rows = csv.DictReader(_text(samples / TRUTH).splitlines())
    return {(row["source"], row["key"]): row["customer"] for row in rows}


def _load(samples: Path, declared: dict[str, Any]) -> Batch:
    code = declared["code"]
    mapping = json.loads(_text(samples / declared["mapping"]))
    register_source({name: value for name, value in declared.items() if name not in FILE_FIELDS}, mapping)
    with tqdm(desc=f"Loading {code}", unit=" rows", leave=False, disable=None) as bar:

        def show(done: int, rows: int) -> None:
            bar.total = rows
            bar.update(done - bar.n)

        return load_file(code, samples / declared["data"], on_progress=show)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise CommandError(
            f"The sample file {file} is missing. Give the folder with --samples, or make one: manage.py generate "
            "--customers 1500 --seed 7 --out FOLDER."
        ) from error
