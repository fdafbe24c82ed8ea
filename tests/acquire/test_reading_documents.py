"""NDJSON, JSON, Parquet and XLSX."""

import datetime as dt
import json
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mdm.acquire.readers import BadRow, Row, open_reader
from mdm.errors import FileRefusedError

PEOPLE = [
    {"id": 1, "name": "Ann", "address": {"city": "Köln", "lines": ["a", "b"]}},
    {"id": 12345678901234567890123, "name": None, "vip": True},
    {"id": 3, "contacts": [{"phone": "1"}, {"phone": "2"}], "tags": []},
]
FLAT = [
    {"id": 1, "name": "Ann", "address.city": "Köln", "address.lines": ["a", "b"]},
    {"id": 12345678901234567890123, "name": None, "vip": True},
    {"id": 3, "contacts.0.phone": "1", "contacts.1.phone": "2", "tags": []},
]


def fields(found):
    return [one.fields for one in found if isinstance(one, Row)]


def bad(found):
    return [(one.line, one.problem) for one in found if isinstance(one, BadRow)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_of_objects_is_read_with_long_numbers_exact(written, encoding, indent):
    text = json.dumps(PEOPLE, ensure_ascii=False, indent=indent)
    assert fields(open_reader(written(text.encode(encoding), "extract.json"))) == FLAT


def test_one_object_per_line_is_read(written):
    text = "\n\n".join(json.dumps(one) for one in PEOPLE)
    found = list(open_reader(written(text, "extract.ndjson")))
    assert fields(found) == FLAT
    assert [one.line for one in found] == [1, 3, 5]


def test_json_lines_are_the_physical_lines_where_objects_start(written):
    text = '[\n {"id": 1},\n\n {"id":\n 2}, {"id": 3}\n]'
    assert [one.line for one in open_reader(written(text, "extract.json"))] == [2, 4, 5]


def test_an_array_longer_than_the_buffer_is_read_whole(written):
    people = [{"id": number, "note": "x" * (number % 500)} for number in range(5_000)]
    assert fields(open_reader(written(json.dumps(people), "extract.json"))) == people


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"id": 1', "broken_json"),
        ('{"id": NaN}', "broken_json"),
        ("[" * 100_000, "broken_json"),
        ("[1]", "not_an_object"),
        ('"text"', "not_an_object"),
        ('{"id": "a\\u0000b"}', "nul_character"),
        ('{"id": "a\x00b"}', "nul_character"),
        ('{"id": "\\ud800"}', "nul_character"),
        ('{"a.b": 1, "a": {"b": 2}}', "ambiguous_names"),
        ('{"id": "' + "x" * 1_000_000 + '"}', "row_too_long"),
    ],
)
def test_a_broken_line_costs_no_other(written, line, problem):
    found = list(open_reader(written(f'{{"id": 1}}\n{line}\n{{"id": "\\ud83d\\ude00"}}\n', "extract.ndjson")))
    assert bad(found) == [(2, problem)]
    assert fields(found) == [{"id": 1}, {"id": "😀"}]


def test_an_undecodable_line_costs_no_other(written):
    content = '{"id": "é"}\n'.encode() * 5 + b'{"id": "\xff"}\n'
    assert bad(open_reader(written(content, "extract.ndjson"))) == [(6, "undecodable")]


def test_an_element_that_is_no_object_is_a_bad_row(written):
    found = list(open_reader(written('[{"id": 1}, 7,\n{"id": 2}]', "extract.json")))
    assert bad(found) == [(1, "not_an_object")]
    assert fields(found) == [{"id": 1}, {"id": 2}]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('{"rows": []}', "no JSON array"),
        ('{"id": 1}\n{"id": 2}', "no JSON array"),
        ('"text"', "no JSON array"),
        ("[1, 2]", "no JSON array"),
        ('[{"id": 1}', "broken JSON from line 1"),
        ('[{"id": 1},\n{"id": 2', "broken JSON from line 2"),
        ('[{"id": 1}\n{"id": 2}]', "broken JSON from line 2"),
        ('[{"id": 1},]', "broken JSON"),
        ('[{"id": 1}] more', "broken JSON"),
        ("id,name\n1,Ann\n", "no JSON array"),
    ],
)
def test_json_that_is_no_array_of_objects_is_refused(written, content, says):
    with pytest.raises(FileRefusedError, match=says):
        list(open_reader(written(content, "extract.json")))


def test_an_empty_array_has_no_rows(written):
    assert list(open_reader(written(" [ ] ", "extract.json"))) == []


def test_the_format_is_told_by_content_where_the_ending_says_nothing(written):
    kinds = {'{"a": 1}': "ndjson", '[{"a": 1}]': "json", "a,b\n1,2\n": "csv"}
    assert {text: open_reader(written(text, "extract.dat")).report["format"] for text in kinds} == kinds


def parquet(path, **columns):
    pq.write_table(pa.table(columns), path)
    return path


def test_parquet_values_become_what_json_can_hold(tmp_path):
    path = parquet(
        tmp_path / "extract.parquet",
        id=pa.array([7, None]),
        name=pa.array(["Ann", ""]).dictionary_encode(),
        born=pa.array([dt.date(1970, 2, 1), None]),
        seen=pa.array([dt.datetime.fromisoformat("2020-01-02T03:04:05"), None], pa.timestamp("ns")),
        paid=pa.array([Decimal("1.10"), None]),
        rate=pa.array([0.5, float("nan")]),
        raw=pa.array([b"text", b"\xff\x00"]),
        home=pa.array([{"city": "Köln"}, {"city": None}]),
        tags=pa.array([["a", "b"], []]),
    )
    first, second = open_reader(path)
    assert first.fields == {
        "id": 7, "name": "Ann", "born": "1970-02-01", "seen": "2020-01-02T03:04:05", "paid": "1.10", "rate": 0.5,
        "raw": "text", "home.city": "Köln", "tags": ["a", "b"],
    }  # fmt: skip
    assert (second.line, second.fields["rate"], second.fields["raw"]) == (2, None, "ff00")


def test_a_nul_in_parquet_is_a_bad_row(tmp_path):
    path = parquet(tmp_path / "extract.parquet", id=pa.array([1, 2]), name=pa.array(["a\0b", "c"]))
    found = list(open_reader(path))
    assert [(one.line, one.problem, one.column) for one in found if isinstance(one, BadRow)] == [
        (1, "nul_character", "name")
    ]
    assert fields(found) == [{"id": 2, "name": "c"}]


@pytest.mark.parametrize("cut", [3, 40, 400])
def test_a_truncated_parquet_file_is_refused(tmp_path, cut):
    path = parquet(tmp_path / "extract.parquet", id=pa.array(range(1_000)))
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(FileRefusedError, match="can't be read as Parquet"):
        list(open_reader(path))


def test_a_workbook_gives_its_first_visible_filled_sheet(workbook):
    path = workbook(
        [
            ("Notes", False, [(1, ["hidden"])]),
            ("Empty", True, []),
            (
                "Data",
                True,
                [(3, ["id", "name", "phone", "ok"]), (5, [1, "Ann", 4915112345678.0, True]), (6, [2.5, None, "x"])],
            ),
        ]
    )
    reader = open_reader(path)
    assert reader.report["sheet"] == "Data"
    assert [(one.line, one.fields) for one in reader] == [
        (5, {"id": 1, "name": "Ann", "phone": 4915112345678, "ok": True}),
        (6, {"id": 2.5, "name": "", "phone": "x", "ok": ""}),
    ]


def test_a_value_beyond_the_header_is_a_bad_row(workbook):
    found = list(open_reader(workbook([("Data", True, [(1, ["id", "name"]), (2, [1, "a", "b"]), (3, [2, "c"])])])))
    assert bad(found) == [(2, "too_many_columns")]
    assert fields(found) == [{"id": 2, "name": "c"}]


@pytest.mark.parametrize(
    ("header", "says"),
    [(["id", "id"], "names columns twice"), (["id", None, "name"], "no name for column 2")],
)
def test_a_workbook_with_a_bad_header_is_refused(workbook, header, says):
    with pytest.raises(FileRefusedError, match=says):
        open_reader(workbook([("Data", True, [(1, header), (2, [1, 2, 3])])]))


def test_a_damaged_workbook_is_refused(workbook, written):
    whole = workbook([("Data", True, [(number, ["a", "b"]) for number in range(1, 200)])]).read_bytes()
    with pytest.raises(FileRefusedError, match="can't be read to its end"):
        open_reader(written(whole[: len(whole) // 2], "cut.xlsx"))
    with pytest.raises(FileRefusedError, match="no visible sheet"):
        open_reader(workbook([("Data", True, [])], "empty.xlsx"))


def test_an_archive_that_is_no_workbook_is_refused(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "extract.xlsx", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(FileRefusedError, match="no Excel workbook"):
        open_reader(tmp_path / "extract.xlsx")


@pytest.mark.parametrize("name", ["extract.parquet", "extract.xlsx"])
def test_text_under_a_binary_ending_is_refused(written, name):
    with pytest.raises(FileRefusedError, match="but holds text"):
        open_reader(written("id,name\n1,Ann\n", name))
