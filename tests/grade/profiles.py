"""Files as tests write them, and what a profile says of one in short."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from mdm.acquire.readers import open_reader
from mdm.catalogue.defaults import default_catalogue
from mdm.grade.profiling.profile import profile
from mdm.records import Catalogue, SourceContext

TODAY = date(2026, 11, 1)
CATALOGUE = default_catalogue()
PEOPLE = (
    ("Ann", "Lee", "ann.lee@acme.example.net", "1970-01-31"), ("Bob", "May", "bob.may@web.de", "1981-12-02"),
    ("Carol", "Fox", "carol@gmx.de", "1990-06-15"), ("David", "Hill", "d.hill@aol.com", "1965-03-09"),
)  # fmt: skip


def write(path: Path, header: list[str], rows, delimiter=",", encoding="utf-8") -> Path:
    with path.open("w", newline="", encoding=encoding) as stream:
        writer = csv.writer(stream, delimiter=delimiter)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def profiled(path: Path, country: str = "", catalogue: Catalogue = CATALOGUE, **stated):
    return profile(open_reader(path), catalogue, SourceContext("test", country=country), today=TODAY, **stated)


def meanings(found) -> dict[str, str]:
    return {one.detected.column: one.detected.meaning for one in found.columns}


def sentences(found, column: str = "") -> str:
    return " ".join(one.sentence for one in found.remarks if one.column == column)


@pytest.fixture
def people(tmp_path):
    rows = [[f"K{number}", *PEOPLE[number % 4]] for number in range(200)]
    return write(tmp_path / "people.csv", ["id", "Vorname", "Nachname", "E-Mail", "Geburtsdatum"], rows)
