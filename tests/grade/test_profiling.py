"""What a profile says of a file, from the file to the sentence."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from mdm.acquire.arrivals import Arrival, arrive
from mdm.acquire.mapping import compile_mapping
from mdm.acquire.readers import open_reader
from mdm.catalogue.defaults import default_catalogue
from mdm.errors import FileRefusedError
from mdm.grade.profiling.profile import as_json, profile
from mdm.grade.profiling.sketches import Distinct, Repeats
from mdm.records import Attribute, AttributeKind, Catalogue, SourceContext

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


def test_columns_are_counted_exactly(tmp_path):
    rows = [["a", " x", ""], ["b", "x ", "1"], ["c", "", "2"], ["d", "yy", "2"]]
    found = profiled(write(tmp_path / "f.csv", ["k", "text", "number"], rows))
    key, text, number = (one.figures for one in found.columns)
    assert (key.rows, key.filled, key.distinct, key.is_unique) == (4, 4, 4, True)
    assert (text.filled, text.distinct, text.surplus, text.padded, text.longest) == (3, 2, 1, 2, 2)
    assert (number.filled, number.type, number.numbers.least, number.numbers.greatest) == (3, "integer", 1, 2)
    assert dict(number.top) == {"2": 2, "1": 1}


def test_a_file_of_people_is_understood(people):
    found = profiled(people)
    assert meanings(found) == {
        "id": "", "Vorname": "name.given", "Nachname": "name.family", "E-Mail": "email", "Geburtsdatum": "birth_date",
    }  # fmt: skip
    assert found.key.columns == ("id",)
    assert found.mapping["kind"] == "person"


def test_every_row_can_be_read_with_the_suggested_mapping(people):
    found = profiled(people)
    mapping = compile_mapping(found.mapping, CATALOGUE)
    mapping.check_columns(open_reader(people).columns)
    arrived = [arrive(row, mapping, SourceContext("test")) for row in open_reader(people)]
    assert all(isinstance(one, Arrival) for one in arrived)
    assert {one.attribute for one in arrived[0].said.values} == {"name", "email", "birth_date"}


# Name of the column, its values, the country of the source, and what it should be taken for.
COLUMNS = [
    ("Telefon", ["030 1234567", "0170 1234567", "+49 89 654321"], "DE", "phone"),
    ("contact", ["ann@web.de", "bob@gmx.de", "carol@aol.com"], "", "email"),
    ("company", ["Acme Ltd", "Globex Corp", "Initech LLC"], "", "organisation_name"),
    ("name", ["Acme Ltd", "Globex Corp", "Initech LLC"], "", "organisation_name"),
    ("name", ["Ann Lee", "Robert Miller", "Susan Clark"], "", "name.full"),
    ("title", ["Architect", "Manager", "Engineer"], "", "occupation"),
    ("title", ["Dr", "Prof.", "Mr"], "", "name.title"),
    ("address", ["12 High Street, Leeds LS1 4AB", "7 Mill Lane, York YO1 7HH", "3 Park Rd, Hull HU1 2AA"], "GB",
     "address.full"),
    ("address", ["12 High Street", "7 Mill Lane", "3 Park Road"], "GB", "address.street"),
    ("state", ["CA", "TX", "NY"], "US", "address.region"),
    ("state", ["active", "churned", "lost"], "US", "status"),
    ("sex", ["M", "F", "F"], "", "gender"),
    ("code", ["Frau", "Herr", "Frau"], "", "gender"),
    ("domain", ["acme.com", "globex.co.uk", "initech.de"], "", "website"),
    ("partner_name", ["Acme Ltd", "Globex Corp", "Initech LLC"], "", ""),
    ("employer_city", ["Leeds", "York", "Hull"], "", ""),
    ("email", ["Leeds", "York", "Hull"], "", ""),
    ("phone", ["n/a", "yes", "no"], "", ""),
    ("race_ethnicity", ["White", "Black", "Asian"], "", ""),
    ("colour", ["red", "green", "blue"], "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("column", "values", "country", "expected"), COLUMNS)
def test_a_column_is_what_its_values_confirm(tmp_path, column, values, country, expected):
    path = write(tmp_path / "f.csv", ["row_id", column], [[str(number), text] for number, text in enumerate(values)])
    assert meanings(profiled(path, country))[column] == expected


def test_an_attribute_that_was_added_to_the_catalogue_is_found(tmp_path):
    own = Attribute("birth_place", AttributeKind.TEXT, "Birth place")
    catalogue = Catalogue(2, {**CATALOGUE.attributes, own.code: own})
    path = write(
        tmp_path / "f.csv", ["id", "name", "Birth Place"], [["1", "Ann Lee", "Hull"], ["2", "Bob May", "Leeds"]]
    )
    assert meanings(profiled(path, catalogue=catalogue))["Birth Place"] == "birth_place"


@pytest.mark.parametrize(
    ("texts", "country", "formats", "is_ambiguous"),
    [
        (["31.12.1970", "01.02.1980"], "", ["%d.%m.%Y"], False),
        (["12/31/1970", "01/02/1980"], "", ["%m/%d/%Y"], False),
        (["31/12/1970", "01/02/1980"], "US", ["%d/%m/%Y"], False),
        (["03/04/1970", "01/02/1980"], "US", ["%m/%d/%Y"], True),
        (["03/04/1970", "01/02/1980"], "GB", ["%d/%m/%Y"], True),
        (["19701231", "19800201"], "", ["%Y%m%d"], False),
        (["1970-12-31", "1980-02-01"], "", None, False),
    ],
)
def test_dates_get_their_format(tmp_path, texts, country, formats, is_ambiguous):
    rows = [[str(number), text] for number, text in enumerate(texts * 5)]
    found = profiled(write(tmp_path / "f.csv", ["id", "date of birth"], rows), country)
    entry = found.mapping["entries"][0]
    assert entry.get("transforms") == (formats and [{"dates": formats}])
    assert ("can't be told apart" in sentences(found, "date of birth")) is is_ambiguous


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


def test_repetitions_are_counted(people, tmp_path):
    found = profiled(people)
    counted = {one.what: (one.surplus, one.groups) for one in found.repetitions}
    assert counted["every column the same"] == (0, 0)
    assert counted["every column but the key the same"] == (196, 4)
    assert counted["the same e-mail address"] == (196, 4)
    assert counted["the same name and birth date"] == (196, 4)


def test_what_is_odd_is_said_with_its_place(tmp_path):
    rows = [[f"{number}", f"K{number:05d}", str(number % 7)] for number in range(1000)]
    rows[500][1], rows[600][2] = "?!", "99999"
    found = profiled(write(tmp_path / "f.csv", ["id", "contract", "amount"], rows))
    assert "the first, ?!, in line 502" in sentences(found, "contract")
    assert "1 number far outside the others (0 to 99,999)" in sentences(found, "amount")


def test_a_file_without_customers_gets_no_mapping(tmp_path):
    found = profiled(write(tmp_path / "f.csv", ["id", "colour"], [["1", "red"], ["2", "blue"]]))
    assert found.mapping is None and found.trial is None  # noqa: PT018
    assert "no mapping is suggested" in sentences(found)


def test_unreadable_rows_are_told_and_passed_over(tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes(b"id,name\n1,Ann Lee\n2,B\0b May\n3,Eva Fox,x\n4,Tom Day\n")
    found = profiled(path)
    assert (found.rows, found.bad_rows) == (2, 2)
    assert dict(found.problems) == {"nul_character": 1, "too_many_columns": 1}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""), ("twice.csv", b"a,a\n1,2\n"), ("cut.json", b'[{"a":1},{"a":'),
        ("cut.csv.gz", b"\x1f\x8b\x08\0\0"),
        ("cut.parquet", b"PAR1xxPAR1"), ("page.csv", b"%PDF-1.4"), ("x.xlsx", b"PK\x03\x04xx"),
    ],
)  # fmt: skip
def test_unusable_files_are_refused_as_by_the_loader(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FileRefusedError) as refusal:
        profiled(tmp_path / name)
    assert name in refusal.value.message
    assert refusal.value.remedy


def test_a_file_that_is_too_long_to_wait_for_is_refused(people, monkeypatch):
    with pytest.raises(FileRefusedError, match="more than 100 rows"):
        profiled(people, most_rows=100)


def test_rows_of_documents_may_differ(tmp_path):
    path = tmp_path / "f.ndjson"
    rows = (
        {"id": 1, "person": {"name": "Ann Lee"}},
        {"id": 2, "person": {"name": "Bob May"}, "mails": ["a@web.de", "b@web.de"]},
    )
    path.write_text("\n".join(map(json.dumps, rows)))
    found = profiled(path)
    fill = {one.figures.name: (one.figures.rows, one.figures.filled) for one in found.columns}
    assert fill == {"id": (2, 2), "person.name": (2, 2), "mails": (2, 1)}
    assert meanings(found)["person.name"] == "name.full"


def test_personal_values_are_left_out_unless_asked_for(people):
    found = profiled(people)
    assert "Ann" not in json.dumps(as_json(found))
    assert "ann.lee" in json.dumps(as_json(found, show_values=True))


def test_values_of_codes_are_shown(tmp_path):
    rows = [[str(number), "Ann Lee", ("gold", "silver")[number % 2], "White", 1000 + number] for number in range(50)]
    told = as_json(profiled(write(tmp_path / "f.csv", ["id", "name", "colour", "ethnicity", "salary"], rows)))
    top = {one["figures"]["name"]: one["figures"]["top"] for one in told["columns"]}
    assert [text for text, _ in top["colour"]] == ["gold", "silver"]
    assert top["name"] is None and top["ethnicity"] is None  # noqa: PT018
    assert told["columns"][4]["figures"]["numbers"] is None


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
