import csv
import json
from collections import Counter
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pyarrow import parquet

from mdm.acquire.mapping import compile_mapping
from mdm.acquire.readers import open_reader
from mdm.acquire.rows import BadRow, RowError
from mdm.catalogue.defaults import default_catalogue
from mdm.errors import InvalidInputError
from mdm.records import CustomerKind, SourceContext
from mdm.simulate.extracts import write_extracts
from mdm.simulate.sources import SOURCES

DEMO = Path(__file__).parents[2] / "fixtures" / "demo"
CUSTOMERS, SEED, BAD_ROWS = 1500, 7, 4  # as fixtures/demo/README.md says


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("extracts")
    write_extracts(CUSTOMERS, SEED, folder, bad_rows=BAD_ROWS)
    return folder


def context(source) -> SourceContext:
    return SourceContext(
        source.code, source.default_country, source.language, source.date_formats, source.time_zone, source.trust
    )


def read(folder, source):
    """The records of an extract, and the problems of its bad rows."""
    mapping = compile_mapping(json.loads((folder / source.mapping_file).read_text()), default_catalogue())
    records, problems = [], []
    for row in open_reader(folder / source.data_file, **mapping.declaration.file):
        if isinstance(row, BadRow):
            problems.append(row.problem)
            continue
        try:
            records.append((mapping.read(row.fields, context(source)), row.fields["truth_id"]))
        except RowError as error:
            problems.append(error.problem)
    return records, problems


@pytest.fixture(scope="module")
def extracts(folder):
    return {source.code: read(folder, source) for source in SOURCES}


@pytest.fixture(scope="module")
def truth(folder):
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        return {(row["source"], row["key"]): row["customer"] for row in csv.DictReader(file)}


@pytest.mark.parametrize(
    "name", sorted(path.name for path in DEMO.iterdir() if path.suffix in {".csv", ".ndjson", ".json"})
)
def test_the_demo_files_are_what_the_command_writes(folder, name):
    assert (folder / name).read_bytes() == (DEMO / name).read_bytes()


def test_the_demo_parquet_holds_what_the_command_writes(folder):
    # The bytes also tell the version of pyarrow.
    assert parquet.read_table(folder / "support.parquet").equals(parquet.read_table(DEMO / "support.parquet"))


def test_the_demo_is_complete_and_small(folder):
    assert {path.name for path in DEMO.iterdir()} - {"README.md", ".gitattributes"} == {
        path.name for path in folder.iterdir()
    }
    assert sum(path.stat().st_size for path in DEMO.iterdir()) < 2_000_000


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.code)
def test_mappings_read_every_column_or_ignore_it(folder, source):
    mapping = compile_mapping(source.mapping, default_catalogue())

    unread = [
        name for name in source.header if name not in mapping.columns and not mapping.declaration.is_ignored(name)
    ]
    assert unread == []
    assert mapping.columns <= set(source.header)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.code)
def test_the_bad_rows_and_only_they_are_refused(extracts, source):
    records, problems = extracts[source.code]

    assert len(problems) == BAD_ROWS
    assert "missing_key" in problems
    assert len(records) > 400


def test_keys_and_truth_agree(extracts, truth):
    told = {(code, said.key): customer for code, (records, _) in extracts.items() for said, customer in records}

    assert told == truth
    assert len(set(truth.values())) == CUSTOMERS


def test_customers_have_about_two_records_in_several_sources(truth):
    assert 2.0 < len(truth) / CUSTOMERS < 2.6
    sources = {}
    for (source, _), customer in truth.items():
        sources.setdefault(customer, []).append(source)
    assert sum(len(set(known)) > 1 for known in sources.values()) > 0.5 * CUSTOMERS
    assert sum(max(Counter(known).values()) > 1 for known in sources.values()) > 0.05 * CUSTOMERS


def test_neighbours_in_a_file_are_no_neighbours_in_truth(extracts):
    records, _ = extracts["crm"]
    numbers = [int(customer[1:]) for _, customer in records]

    assert sum(abs(one - other) <= 2 for one, other in pairwise(numbers)) < 0.03 * len(numbers)


def filled(records, kind) -> dict[str, float]:
    """The share of the kind's records that state each attribute."""
    of_kind = [said for said, _ in records if said.kind is kind]
    stated = Counter(code for said in of_kind for code in {value.attribute for value in said.values})
    return {code: count / len(of_kind) for code, count in stated.items()}


@pytest.mark.parametrize(
    ("code", "kind", "attribute", "bounds"),
    [
        ("crm", CustomerKind.PERSON, "name", (1, 1)),
        ("crm", CustomerKind.PERSON, "birth_date", (0.55, 0.75)),
        ("crm", CustomerKind.PERSON, "former_name", (0.02, 0.15)),
        ("crm", CustomerKind.PERSON, "employer", (0.1, 0.4)),
        ("crm", CustomerKind.ORGANISATION, "organisation_name", (1, 1)),
        ("crm", CustomerKind.ORGANISATION, "birth_date", (0, 0)),
        ("sfa", CustomerKind.PERSON, "birth_date", (0.08, 0.35)),
        ("sfa", CustomerKind.PERSON, "employer", (0.4, 0.9)),
        ("billing", CustomerKind.PERSON, "customer_number", (0.9, 1)),
        ("billing", CustomerKind.ORGANISATION, "vat_id", (0.3, 0.8)),
        ("support", CustomerKind.PERSON, "email", (0.8, 0.98)),
        ("support", CustomerKind.PERSON, "phone", (0.5, 0.95)),
    ],
)
def test_sources_know_different_things(extracts, code, kind, attribute, bounds):
    low, high = bounds
    assert low <= filled(extracts[code][0], kind).get(attribute, 0) <= high


def said_values(extracts, code, attribute, part="value"):
    return [
        value.parts[part]
        for said, _ in extracts[code][0]
        for value in said.values
        if value.attribute == attribute and part in value.parts
    ]


def test_billing_shouts_and_nobody_else_does(extracts):
    def shouted(code, part):
        names = said_values(extracts, code, "name", part)
        return sum(name.isupper() for name in names) / len(names)

    assert 0.25 < shouted("billing", "full") < 0.45
    assert shouted("crm", "family") < 0.06


def test_mailboxes_and_phones_are_shared_by_several_customers(extracts):
    for attribute in ("email", "phone"):
        holders = {}
        for said, customer in extracts["crm"][0]:
            for value in said.values:
                if value.attribute == attribute:
                    holders.setdefault(value.parts["value"], set()).add(customer)
        assert sum(len(customers) > 1 for customers in holders.values()) >= 5


def test_placeholders_occur(extracts):
    assert "01.01.1900" in said_values(extracts, "crm", "birth_date")
    assert any(mailbox.startswith("noreply@") for mailbox in said_values(extracts, "crm", "email"))


def test_other_seeds_give_other_files(tmp_path, folder):
    write_extracts(50, SEED + 1, tmp_path)

    assert (tmp_path / "crm.csv").read_text()[:2000] != (folder / "crm.csv").read_text()[:2000]


def test_few_customers_leave_room_for_few_bad_rows(tmp_path):
    written = write_extracts(2, 2, tmp_path, bad_rows=3)

    assert sum(written.records.values()) >= 2
    assert all(written.bad_rows[code] == min(3, count) for code, count in written.records.items())


def test_the_command_writes_and_counts(tmp_path):
    out = StringIO()
    call_command("generate", customers=30, seed=3, out=tmp_path / "new" / "folder", verbosity=0, stdout=out)

    assert "30 customers" in out.getvalue()
    assert (tmp_path / "new" / "folder" / "sources.json").exists()


@pytest.mark.parametrize(("customers", "bad_rows"), [(0, 0), (-5, 0), (5, -1)])
def test_impossible_numbers_are_refused(tmp_path, customers, bad_rows):
    with pytest.raises(InvalidInputError):
        write_extracts(customers, 1, tmp_path, bad_rows=bad_rows)
    with pytest.raises(CommandError):
        call_command("generate", customers=customers, bad_rows=bad_rows, out=tmp_path, verbosity=0)
