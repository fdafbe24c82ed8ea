"""Benchmarks run on demand: python -m pytest tests/benchmarks -o addopts=--import-mode=importlib

They print figures and judge by processor time and ratios within one run, so that a busy machine does not decide. The
sizes come from the environment: BENCHMARK_CUSTOMERS (10000 unless told) true customers, about 2.3 records each.
"""

from __future__ import annotations

import json
import os

import pytest
from django.db import connection

from mdm.pipeline.intake.files import load_file, register_source
from mdm.pipeline.jobs import running, working
from mdm.pipeline.setup import set_up
from mdm.simulate.extracts import write_extracts
from tests.benchmarks.meter import Meter

CUSTOMERS = int(os.environ.get("BENCHMARK_CUSTOMERS", "10000"))


@pytest.fixture
def say(capsys):
    """Print a figure past pytest's capture."""

    def tell(text):
        with capsys.disabled():
            print(f"\n  {text}", end="")  # noqa: T201 - what a benchmark is for

    return tell


class Benchmark:
    """An installation with simulated source systems of chosen size."""

    def __init__(self, folder):
        self.folder = folder

    def begin(self, customers, seed=1):
        """Start over with the extracts of so many customers, none loaded yet."""
        extracts = self.folder / f"extracts_{customers}_{seed}"
        if not extracts.exists():
            write_extracts(customers, seed, extracts)
        self.begin_with(extracts)

    def begin_with(self, extracts):
        """Start over with the extracts in a folder, none loaded yet."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT string_agg(quote_ident(relname), ', ') FROM pg_class "
                "WHERE relkind = 'r' AND relname LIKE 'mdm\\_%'"
            )
            cursor.execute(f"TRUNCATE {cursor.fetchone()[0]} CASCADE")
        set_up()
        self.files = {}
        for declared in json.loads((extracts / "sources.json").read_text()):
            mapping = json.loads((extracts / declared.pop("mapping")).read_text())
            self.files[declared["code"]] = extracts / declared.pop("data")
            register_source(declared, mapping)

    def load(self):
        """Load all files; returns the number of records and the meter."""
        with Meter() as meter:
            records = sum(load_file(code, path).new for code, path in self.files.items())
        return records, meter

    def nightly(self, **options):
        """Run the nightly job in this process; returns the meter."""
        with Meter() as meter:
            job = running.start_nightly(options)
            while working.work_for(3600):
                pass
        job.refresh_from_db()
        assert job.state == "done", job.problem
        return meter

    def filled(self, customers, seed=1):
        """A loaded and matched installation; returns the number of records and the nightly job's meter."""
        self.begin(customers, seed)
        records, _ = self.load()
        return records, self.nightly()


@pytest.fixture
def benchmark_of(transactional_db, tmp_path_factory, monkeypatch):
    """The installation to measure. It keeps its database session, whose processor time counts."""
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", None)
    return Benchmark(tmp_path_factory.mktemp("benchmark"))
