"""This project beside other open systems, on the same clean records in the same run; thresholds fixed in advance.

    PEERS_PYTHON=/path/to/python python -m pytest tests/benchmarks/test_peers.py -o addopts=--import-mode=importlib

`PEERS_PYTHON` is an interpreter with the packages of the optional extra `peers`; `BENCHMARK_DATA` the folder of the
public labelled sets (sets that are not there are skipped); `BENCHMARK_SETS` picks sets by a part of their names and
`BENCHMARK_PEERS` peers, both separated by commas. Every system gets the records as this project has cleansed them, none
its threshold from the truth. dedupe can't work without labels: it asks about 50 pairs, and the truth answers.
"""

from __future__ import annotations

import csv
import os
import resource
import subprocess
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from mdm.catalogue.defaults import default_catalogue
from mdm.match.measures import measure
from mdm.pipeline.identity.evaluation import evaluate
from tests.benchmarks.labelled import public_sets, simulated_set

PYTHON = os.environ.get("PEERS_PYTHON", "")
SCRIPTS = Path(__file__).parent / "peers"
PEERS = ("splink", "goldenmatch", "recordlinkage", "dedupe")
PATIENCE = int(os.environ.get("BENCHMARK_PATIENCE", "900"))  # seconds a peer may take for one kind of one set
TODAY = date(2026, 6, 30)
# What a peer gets: the project's own columns, of several values the first.
COLUMNS = {
    "kind": "kind", "given": "given", "middle": "middle", "family": "family", "suffix": "suffix", "gender": "gender",
    "birth_date": "birth_date", "organisation": "organisation", "legal_form": "legal_form", "employer": "employer",
    "identifier": "identifiers", "email": "emails", "phone": "phones", "website": "websites", "street": "streets",
    "house": "houses", "postcode": "postcodes", "city": "cities", "extras": "extras",
}  # fmt: skip


def wanted(name, variable):
    chosen = [one.strip() for one in os.environ.get(variable, "").split(",") if one.strip()]
    return not chosen or any(one in name for one in chosen)


def sets(folder):
    found = [*public_sets(), simulated_set(folder / "simulated", int(os.environ.get("BENCHMARK_CUSTOMERS", "10000")))]
    return [one for one in found if wanted(one.name, "BENCHMARK_SETS")]


def write_records(sample, kind, records, labels):
    """The records of a kind, and apart from them the truth; returns their positions."""
    places = [place for place, row in enumerate(sample.rows) if row.kind == kind]
    with records.open("w", newline="") as file, labels.open("w", newline="") as truth:
        out, told = csv.writer(file), csv.writer(truth)
        out.writerow(["id", *COLUMNS])
        told.writerow(["id", "label"])
        for place in places:
            row = sample.rows[place]
            out.writerow([place, *(getattr(row, name).split("|")[0] for name in COLUMNS.values())])
            told.writerow([place, sample.truth[place]])
    return places


def run_peer(peer, records, out, labels):
    """Processor seconds, and what went wrong if anything did."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        done = subprocess.run(
            [PYTHON, SCRIPTS / f"with_{peer}.py", records, out, labels],
            capture_output=True, text=True, timeout=PATIENCE, check=False, cwd=records.parent,
        )  # fmt: skip
        problem = "" if out.exists() else (done.stderr.strip().splitlines() or ["no result"])[-1]
    except subprocess.TimeoutExpired:
        problem = f"not done after {PATIENCE} s"
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, problem


def peer_labels(peer, sample, folder):
    """Per setting a label for every record, processor seconds of all settings, and problems."""
    found, seconds, problems = {}, 0.0, []
    for kind in sorted({row.kind for row in sample.rows}):
        records, labels, out = (folder / f"{peer}_{kind}_{name}.csv" for name in ("records", "labels", "out"))
        write_records(sample, kind, records, labels)
        took, problem = run_peer(peer, records, out, labels)
        seconds += took
        if problem:
            problems.append(f"{kind}: {problem}")
            continue
        with out.open(newline="") as file:
            for row in csv.DictReader(file):
                label = found.setdefault(
                    row["setting"], np.array([f"alone {n}" for n in range(len(sample.rows))], object)
                )
                label[int(row["id"])] = f"{kind} {row['label']}"
    return found, seconds, problems


def line(system, measures, seconds):
    return (
        f"  {system:<28}{measures.pairwise.f1:>8.3f}{measures.b_cubed.f1:>8.3f}{measures.pairwise.precision:>8.3f}"
        f"{measures.pairwise.recall:>8.3f}{measures.true_pairs:>9}{measures.false_pairs:>8}{seconds:>9.1f}"
    )


HEAD = f"  {'':<28}{'F1':>8}{'B³ F1':>8}{'prec.':>8}{'recall':>8}{'true':>9}{'false':>8}{'cpu s':>9}"


@pytest.mark.skipif(not PYTHON, reason="PEERS_PYTHON names no interpreter with the optional extra 'peers'")
def test_this_project_beside_its_peers(say, tmp_path):
    seen = 0
    for one in sets(tmp_path):
        if not one.is_here:
            say(f"{one.name}: its files are not here\n")
            continue
        seen += 1
        folder = tmp_path / f"set_{seen}"
        folder.mkdir()
        compare(one, folder, say)
    assert seen, "no labelled set was found"


def compare(one, folder, say):
    say(f"{one.name}\n{HEAD}")
    for label, untrained in (("this project", False), ("this project, untrained", True)):
        done = evaluate(one.labelled(), one.truth, default_catalogue(), today=TODAY, untrained=untrained)
        matching = sum(seconds for step, seconds in done.seconds.items() if step != "read and cleanse")
        say(line(label, done.measures, matching))
        if not untrained:
            say(f"  {'':<28}mean gap of stated probabilities {done.calibration().error:.3f}")
    known = np.array([bool(label) for label in done.sample.truth])
    truth = np.array(done.sample.truth, dtype=object)[known]
    for peer in (peer for peer in PEERS if wanted(peer, "BENCHMARK_PEERS")):
        found, seconds, problems = peer_labels(peer, done.sample, folder)
        for setting, label in found.items():
            say(line(f"{peer}, {setting}", measure(label[known], truth), seconds))
        for problem in problems:
            say(f"  {peer}: {problem}")
    say("")
