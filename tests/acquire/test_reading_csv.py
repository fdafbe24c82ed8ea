"""CSV as it really comes: encodings, delimiters, broken rows, broken files."""

import gzip
import zipfile

import pytest

from mdm.acquire.readers import BadRow, Row, open_reader
from mdm.errors import FileRefusedError

GERMAN = "id;name;city\n1;Jürgen Müßig;Köln\n2;Käthe Groß;Düsseldorf\n3;Sören Löwe;Nürnberg\n"
FRENCH = "id;name;city\n1;Hélène Lefèvre;Besançon\n2;François Dupré;Orléans\n3;Zoë Bézier;Nîmes\n"
POLISH = "id;name;city\n1;Łukasz Wójcik;Łódź\n2;Małgorzata Zając;Gdańsk\n3;Świętosława Dąbrowska;Częstochowa\n"
RUSSIAN = "id;name;city\n1;Пётр Иванов;Москва\n2;Анна Смирнова;Казань\n3;Олег Кузнецов;Рязань\n"


def read(path, **stated):
    return list(open_reader(path, **stated))


def rows(found):
    return [(one.line, *one.fields.values()) for one in found if isinstance(one, Row)]


def bad(found):
    return [(one.line, one.problem, one.column) for one in found if isinstance(one, BadRow)]


@pytest.mark.parametrize(
    ("text", "encoding", "named", "how"),
    [
        (GERMAN, "utf-8", "utf-8", "detected"),
        (GERMAN, "utf-8-sig", "utf-8", "byte order mark"),
        (GERMAN, "utf-16", "utf-16", "byte order mark"),
        (GERMAN, "utf-16-le", "utf-16-le", "detected"),
        (GERMAN, "utf-16-be", "utf-16-be", "detected"),
        (GERMAN, "utf-32", "utf-32", "byte order mark"),
        (GERMAN, "cp1252", "cp1252", "detected"),
        (FRENCH, "cp1252", "cp1252", "detected"),
        (POLISH, "cp1250", "cp1250", "detected"),
        (RUSSIAN, "cp1251", "cp1251", "detected"),
        (RUSSIAN, "utf-8", "utf-8", "detected"),
    ],
)
def test_an_encoding_is_detected_and_reported(written, text, encoding, named, how):
    reader = open_reader(written(text.encode(encoding)))
    assert (reader.report["encoding"], reader.report["encoding_how"]) == (named, how)
    assert [list(one.fields.values()) for one in reader] == [line.split(";") for line in text.splitlines()[1:]]


def test_a_stated_encoding_is_used(written):
    reader = open_reader(written(GERMAN.encode("cp850")), encoding="cp850")
    assert reader.report["encoding_how"] == "stated"
    assert next(iter(reader)).fields["city"] == "Köln"


@pytest.mark.parametrize(
    ("content", "encoding", "says"),
    [
        ((GERMAN.splitlines()[0] + "\n" + "1;Jürgen;Köln\n" * 50).encode("cp1252"), "utf-8", "It looks like cp1252"),
        (GERMAN.encode(), "cp1252", "State utf-8"),
        (GERMAN.encode(), "latin-9-and-a-half", "no known encoding"),
        (GERMAN.encode(), "hex", "no known encoding"),
    ],
)
def test_a_wrongly_stated_encoding_refuses_the_file(written, content, encoding, says):
    with pytest.raises(FileRefusedError, match=says):
        read(written(content), encoding=encoding)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_delimiter_is_detected(written, delimiter):
    text = 'id,name,note\n1,Ann,"semi;colon | pipe"\n2,Bo,x\n'.replace(",", delimiter)
    reader = open_reader(written(text))
    assert (reader.report["delimiter"], reader.report["delimiter_how"]) == (delimiter, "detected")
    assert rows(reader)[1] == (3, "2", "Bo", "x")


def test_a_stated_delimiter_wins(written):
    assert open_reader(written("a;b,c\n1;2,3\n"), delimiter=",").columns == ("a;b", "c")


def test_lines_are_physical_lines_of_the_file(written):
    text = 'id,note\n\n1,"two\nlines"\n2,plain\n,\n3,"three\r\n\r\nlines"\n4,end'
    assert rows(read(written(text))) == [
        (3, "1", "two\nlines"), (5, "2", "plain"), (7, "3", "three\r\n\r\nlines"), (10, "4", "end"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "good", "broken"),
    [
        (b"a,b\n1,2\n3\n5,6\n", [2, 4], [(3, "too_few_columns", "")]),
        (b"a,b\n1,2\n3,4,5\n5,6\n", [2, 4], [(3, "too_many_columns", "")]),
        (b"a,b\n1,2\n3,4,\n5,6\n", [2, 4], [(3, "too_many_columns", "")]),
        (b"a,b\n1,2\n3,x\x00y\n5,6\n", [2, 4], [(3, "nul_character", "b")]),
        ("a,b\n1,é\n3,".encode() + b"\xff" + "\n5,é\n".encode(), [2, 4], [(3, "undecodable", "b")]),
        (b'a,b\n1,"2\n3,4\n5,6\n', [3, 4], [(2, "broken_quotes", "")]),
        (b'a,b\n1,"2" x\n3,4\n', [3], [(2, "broken_quotes", "")]),
        (b'a,b\n1,"2\n3,4\n5,"6"\n7,8\n', [3, 4, 5], [(2, "broken_quotes", "")]),
        (b'a,b\n1,2,"x\ny"\n5,6\n', [4], [(2, "too_many_columns", ""), (3, "too_few_columns", "")]),
    ],
)  # fmt: skip
def test_a_broken_row_costs_no_other(written, content, good, broken):
    found = read(written(content))
    assert [one.line for one in found if isinstance(one, Row)] == good
    assert bad(found) == broken


def test_an_unclosed_quote_does_not_swallow_the_file(written):
    body = "".join(f"{number},plain\n" for number in range(2, 60_000))
    found = read(written(f'a,b\n1,"open\n{body}'))
    assert bad(found) == [(2, "broken_quotes", "")]
    assert rows(found)[0] == (3, "2", "plain")
    assert rows(found)[-1] == (60_000, "59999", "plain")


def test_fields_of_ten_thousand_characters_are_read_whole(written):
    long = "x" * 10_000
    assert rows(read(written(f"a,b\n1,{long}\n2,{long * 20}\n"))) == [(2, "1", long), (3, "2", long * 20)]


def test_a_line_without_end_is_set_aside_in_bounded_memory(written):
    found = read(written("a,b\n1,2\n3," + "x" * 3_000_000 + "\n5,6\n"))
    assert bad(found) == [(3, "row_too_long", "")]
    assert [one.line for one in found] == [2, 3, 4]


def test_a_bad_row_shows_what_can_be_shown_and_can_be_stored(written):
    (found,) = read(written(b"a,b\n1,Qq\x00y\n"))
    assert found.fields == {"a": "1", "b": "Qq\N{SYMBOL FOR NULL}y"}
    assert found.remedy
    assert "Qq" not in found.message


def test_an_unnamed_last_column_is_a_delimiter_that_closes_the_line(written):
    found = read(written("a;b;\n1;2;\n3;4;5\n"))
    assert rows(found) == [(2, "1", "2")]
    assert bad(found) == [(3, "too_many_columns", "")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\n\n \n", "has no header"),
        (b",,\n1,2,3\n", "has no header"),
        (b"a,,c\n1,2,3\n", "no name for column 2"),
        (b"a,b,a\n1,2,3\n", "names columns twice: a"),
        (b'a,"b\n1,2\n', "header with broken quotes"),
        (b"PAR1\x00\x00", "should be csv but holds parquet"),
        (b"PK\x03\x04zipzip", "should be csv but holds zip"),
        (b"\x1f\x8bzip", "should be csv but holds gzip"),
        (b"%PDF-1.4 report", "a PDF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel 97-2003"),
        (bytes(range(256)) * 8, "binary data"),
    ],
)
def test_a_bad_file_is_refused_with_a_remedy(written, content, says):
    with pytest.raises(FileRefusedError, match=says) as refusal:
        read(written(content))
    assert refusal.value.remedy
    assert refusal.value.data["file"] == "extract.csv"


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(FileRefusedError, match="is not there"):
        open_reader(tmp_path / "none.csv")


def test_a_header_alone_is_a_file_without_rows(written):
    assert read(written("a,b\n")) == []


def test_packed_files_are_read_as_they_are(written, tmp_path):
    packed = written(gzip.compress(GERMAN.encode()), "extract.csv.gz")
    assert [one[0] for one in rows(read(packed))] == [2, 3, 4]
    with zipfile.ZipFile(tmp_path / "extract.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("out/extract.csv", GERMAN)
    reader = open_reader(tmp_path / "extract.zip")
    assert reader.report["packing"] == "zip"
    assert len(list(reader)) == 3


def test_a_truncated_archive_is_refused(written, tmp_path):
    import random

    noise = random.Random(1)
    text = "id,name\n" + "".join(f"{number},{noise.random()}\n" for number in range(50_000))
    with pytest.raises(FileRefusedError, match="can't be read to its end"):
        read(written(gzip.compress(text.encode())[:-9_000], "extract.csv.gz"))
    with zipfile.ZipFile(tmp_path / "whole.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("extract.csv", text)
    with pytest.raises(FileRefusedError, match="can't be read to its end"):
        read(written((tmp_path / "whole.zip").read_bytes()[:-9_000], "extract.zip"))


def test_an_archive_of_several_files_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.csv", GERMAN)
        archive.writestr("b.csv", GERMAN)
    with pytest.raises(FileRefusedError, match="holds 2 files"):
        open_reader(tmp_path / "two.zip")


def test_a_reader_starts_from_the_beginning_each_time(written):
    reader = open_reader(written(GERMAN))
    assert list(reader) == list(reader)
