"""The mapping that a profile suggests: how rows become customers, and which column is their key."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mdm.acquire.arrivals import Arrival, arrive
from mdm.acquire.mapping import compile_mapping
from mdm.acquire.readers import open_reader
from mdm.grade.profiling.sketches import Distinct, Repeats
from mdm.records import SourceContext
from tests.grade.profiles import CATALOGUE, profiled, sentences, write


def test_every_row_can_be_read_with_the_suggested_mapping(people):
    found = profiled(people)
    mapping = compile_mapping(found.mapping, CATALOGUE)
    mapping.check_columns(open_reader(people).columns)
    arrived = [arrive(row, mapping, SourceContext("test")) for row in open_reader(people)]
    assert all(isinstance(one, Arrival) for one in arrived)
    assert {one.attribute for one in arrived[0].said.values} == {"name", "email", "birth_date"}


# Columns of a file with its rows, and what the kind of customer should be declared as.
KINDS = [
    (["first_name", "company"], [["Ann", "Acme Ltd"]] * 9 + [["", "Globex"]], "person"),
    (["company", "city"], [["Acme Ltd", "Hull"]] * 10, "organisation"),
    (["name", "class"], [["Ann Lee", "P"], ["Acme Ltd", "C"]] * 5,
     {"column": "class", "lookup": {"C": "organisation", "P": "person"}}),
    (["name", "is_company"], [["Ann Lee", "false"], ["Acme Ltd", "true"]] * 5,
     {"column": "is_company", "lookup": {"false": "person", "true": "organisation"}}),
    (["first_name", "last_name", "company"], [["Ann", "Lee", ""], ["", "", "Acme Ltd"]] * 5,
     {"organisation_if": {"filled": ["company"], "empty": ["first_name", "last_name"]}}),
]  # fmt: skip


@pytest.mark.parametrize(("header", "rows", "kind"), KINDS)
def test_the_kind_of_customer_is_told(tmp_path, header, rows, kind):
    numbered = [[str(number), *row] for number, row in enumerate(rows)]
    assert profiled(write(tmp_path / "f.csv", ["id", *header], numbered)).mapping["kind"] == kind


def test_a_name_column_of_both_kinds_feeds_both(tmp_path):
    rows = [[str(number), "Ann Lee" if number % 2 else "Acme Ltd", "PC"[number % 2 == 0]] for number in range(20)]
    mapping = profiled(write(tmp_path / "f.csv", ["id", "name", "type"], rows)).mapping
    assert {one["attribute"] for one in mapping["entries"] if one["column"] == "name"} == {"name", "organisation_name"}


def test_the_way_of_writing_goes_into_the_mapping(tmp_path):
    header = ["id", "name", "mails", "phone", "street", "street_2", "billing_city", "country", "is_active", "changed"]
    row = [
        "Lee, Ann",
        "ann@web.de; bob@web.de",
        "0170 1234567",
        "Am Markt 1",
        "Hof",
        "Hull",
        "DE",
        "true",
        "31.01.2024 10:00",
    ]
    path = write(tmp_path / "f.csv", header, [[str(number), *row] for number in range(20)], ";")
    mapping = profiled(path).mapping
    entries = {one.get("column", "+".join(one.get("columns", ()))): one for one in mapping["entries"]}
    assert mapping["file"]["delimiter"] == ";"
    assert mapping["updated_at"] == {"column": "changed", "formats": ["%d.%m.%Y %H:%M"]}
    assert entries["name"]["split"] == "," and entries["name"]["otherwise"] == "full"  # noqa: PT018
    assert entries["mails"]["values"] == ";"
    assert entries["phone"]["country"] == {"column": "country"}
    assert entries["street+street_2"]["join"] == ", "
    assert entries["billing_city"]["usage"] == "billing"


def test_a_second_address_is_one_of_its_own(tmp_path):
    header = ["id", "street", "city", "address2_street", "address2_city"]
    path = write(tmp_path / "f.csv", header, [["1", "Am Markt", "Hull", "Main St", "Leeds"]] * 3)
    groups = [(one["part"], one.get("group", "")) for one in profiled(path).mapping["entries"]]
    assert groups == [("street", ""), ("city", ""), ("street", "2"), ("city", "2")]


def test_what_is_left_over_is_ignored_by_name(tmp_path):
    path = write(
        tmp_path / "f.csv", ["id", "name", "score", "salary"], [["1", "Ann Lee", "3", "9"], ["2", "Bob May", "4", "8"]]
    )
    assert profiled(path).mapping["ignore"] == ["score", "salary"]


@pytest.mark.parametrize(
    ("header", "rows", "key"),
    [
        (["name", "customer_id"], [["Ann Lee", "1"], ["Bob May", "2"]], ["customer_id"]),
        (["row", "email"], [["1", "a@web.de"], ["2", "b@web.de"]], ["row"]),
        (
            ["order_id", "line_no", "name"],
            [["1", "1", "Ann"], ["1", "2", "Bob"], ["2", "1", "Eva"]],
            ["order_id", "line_no"],
        ),
        (["name", "city"], [["Ann", "Hull"], ["Ann", "Hull"]], []),
    ],
)
def test_the_key_is_what_tells_rows_apart(tmp_path, header, rows, key):
    assert list(profiled(write(tmp_path / "f.csv", header, rows)).key.columns) == key


def test_a_key_with_few_slips_is_named_with_them(tmp_path):
    rows = [[f"K{number}", "Ann Lee"] for number in range(200)] + [["K7", "Bob May"], ["", "Eva Fox"]]
    found = profiled(write(tmp_path / "f.csv", ["customer_id", "name"], rows))
    assert found.key.columns == ("customer_id",)
    assert "1 repeated value and 1 empty value" in sentences(found, "customer_id")


def test_a_key_beyond_the_rows_compared_is_still_the_key(tmp_path, monkeypatch):
    monkeypatch.setattr(Distinct.__init__, "__defaults__", (4900,))
    monkeypatch.setattr(Repeats.__init__, "__defaults__", (2000,))
    rows = [[f"K{number}", "Ann Lee"] for number in range(5000)]
    found = profiled(write(tmp_path / "f.csv", ["customer_id", "name"], rows))
    assert found.key.columns == ("customer_id",)
    assert "as far as rows were compared" in found.key.reason
    assert sentences(found, "customer_id") == ""


KANONIV = Path(__file__).parents[3] / "shared" / "data" / "kanoniv_five_sources"
EXAMPLES = Path(__file__).parents[2] / "fixtures" / "mappings"
EXTRACTS = ("app_signups", "billing_accounts", "crm_companies", "crm_contacts", "partner_leads", "support_users")


def mapped(declaration) -> dict[str, tuple[str, str]]:
    return {
        one["column"]: (one["attribute"], one.get("split") or one.get("part", "")) for one in declaration["entries"]
    }


@pytest.mark.skipif(not KANONIV.is_dir(), reason="the public extracts are not here")
@pytest.mark.parametrize("name", EXTRACTS)
def test_real_extracts_are_mapped_as_people_map_them(name):
    suggested = profiled(KANONIV / f"{name}.csv").mapping
    example = json.loads((EXAMPLES / f"kanoniv_{name}.json").read_text(encoding="utf-8"))
    assert mapped(suggested) == mapped(example)
    assert {part: suggested.get(part) for part in ("key", "kind", "created_at", "updated_at")} == {
        part: example.get(part) for part in ("key", "kind", "created_at", "updated_at")
    }


DEMO = Path(__file__).parents[2] / "fixtures" / "demo"


@pytest.mark.parametrize("name", ["crm.csv", "billing.csv", "sfa.ndjson", "support.parquet"])
def test_nearly_every_row_of_the_demo_can_be_read_as_suggested(name):
    found = profiled(DEMO / name)
    example = json.loads((DEMO / f"{name.partition('.')[0]}.mapping.json").read_text(encoding="utf-8"))
    assert found.mapping["key"] == example["key"]
    assert found.mapping["kind"] == example["kind"]
    assert found.trial.read >= 0.99 * found.trial.rows
