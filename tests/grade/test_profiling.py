"""What a profile says of a file as a whole, from the file to the sentence."""

from __future__ import annotations

import json

import pytest

from mdm.errors import FileRefusedError
from mdm.grade.profiling.profile import as_json
from tests.grade.profiles import meanings, profiled, sentences, write


def test_a_file_of_people_is_understood(people):
    found = profiled(people)
    assert meanings(found) == {
        "id": "", "Vorname": "name.given", "Nachname": "name.family", "E-Mail": "email", "Geburtsdatum": "birth_date",
    }  # fmt: skip
    assert found.key.columns == ("id",)
    assert found.mapping["kind"] == "person"


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


def test_names_written_in_several_ways_are_told(tmp_path):
    names = ["Ann Lee", "BOB MAY", "carol fox", "Hill, David"] * 30
    rows = [[f"K{number}", name] for number, name in enumerate(names)]
    said = sentences(profiled(write(tmp_path / "a.csv", ["id", "full_name"], rows)), "full_name")

    assert "25% in capitals only and 25% in small letters only" in said
    assert "30 values have a comma" in said


@pytest.mark.parametrize(("amounts", "told"), [([10, 10_000], ""), ([10] * 199 + [10_000], "1 number far outside")])
def test_amounts_that_many_rows_have_are_not_far_outside(tmp_path, amounts, told):
    rows = [[f"K{number}", "Ann Lee", number % 7 + amounts[number % len(amounts)]] for number in range(200)]
    said = sentences(profiled(write(tmp_path / "a.csv", ["id", "full_name", "score"], rows)), "score")

    assert said.startswith(told)
    assert bool(said) == bool(told)


def test_rows_that_tell_nobody_are_told(tmp_path):
    rows = [[f"K{number}", *(("Ann", "a@web.de") if number % 10 else ("", "")), "Acme"] for number in range(100)]
    found = profiled(write(tmp_path / "a.csv", ["id", "first_name", "email", "company"], rows))

    assert found.trial.nameless == 10
    assert "About 10.0% of the rows hold no name" in sentences(found)


def test_house_numbers_are_no_numbers(tmp_path):
    rows = [[f"K{number}", "Ann Lee", "12a" if number == 7 else str(number)] for number in range(200)]
    found = profiled(write(tmp_path / "a.csv", ["id", "full_name", "street_number"], rows))

    assert "can't be read as integer" not in sentences(found, "street_number")


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
