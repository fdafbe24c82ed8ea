"""Whatever stands in a file: rows, bad rows, or one refusal of the whole. Never another error."""

import gzip
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mdm.acquire.payload import is_storable, payload_json
from mdm.acquire.readers import BadRow, Row, open_reader
from mdm.errors import FileRefusedError

quick = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
STARTS = (b"", b"PAR1", b"PK\x03\x04", b"\x1f\x8b\x08", b"[", b'{"a":', b"a,b\n", b"\xff\xfe", b"\xef\xbb\xbf")
nearly_files = st.builds(lambda start, rest: start + rest, st.sampled_from(STARTS), st.binary(max_size=400))
nearly_csv = st.text(alphabet='ab,;"\n\r\t \x00é\ud800', max_size=200).map(
    lambda text: text.encode("utf-8", "surrogatepass")
)
nearly_json = st.text(alphabet='[]{}":,1ae\\u0d8 \n\x00', max_size=200).map(str.encode)


def all_rows(path, **stated):
    try:
        return list(open_reader(path, **stated))
    except FileRefusedError:
        return []


@pytest.mark.parametrize("ending", ["csv", "ndjson", "json", "parquet", "xlsx", "csv.gz", "json.zip", "dat"])
@quick
@given(content=nearly_files | nearly_csv | nearly_json)
def test_any_bytes_give_rows_or_one_refusal(written, ending, content):
    for one in all_rows(written(content, f"extract.{ending}")):
        assert isinstance(one, (Row, BadRow))
        assert is_storable(one.fields)
        payload_json(one.fields).decode()
        if isinstance(one, BadRow):
            assert is_storable(one.raw)
            assert one.remedy


@quick
@given(
    content=nearly_csv, encoding=st.sampled_from(["utf-8", "utf-16", "cp1252", "shift_jis", "gb18030", "utf-7", "idna"])
)
def test_any_bytes_in_any_stated_encoding(written, content, encoding):
    for one in all_rows(written(content), encoding=encoding, delimiter=","):
        assert one.line >= 2


cells = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\r\n\t"), max_size=20)


@quick
@given(table=st.lists(st.tuples(st.integers(1), cells, cells).map(list), max_size=20))
def test_what_csv_writes_is_read_back(written, table):
    import csv
    import io

    text = io.StringIO(newline="")
    csv.writer(text).writerows([["id", "a", "b"], *table])
    reader = open_reader(written(text.getvalue().encode()), encoding="utf-8", delimiter=",")
    assert [list(one.fields.values()) for one in reader] == [[str(key), a, b] for key, a, b in table]


@quick
@given(
    table=st.lists(st.dictionaries(cells, st.none() | st.booleans() | st.integers() | cells, min_size=1), max_size=10)
)
def test_what_json_writes_is_read_back(written, table):
    for name, text in (
        ("a.json", json.dumps(table)),
        ("b.ndjson", "\n".join(json.dumps(one, ensure_ascii=False) for one in table) or "\n"),
        ("c.json.gz", json.dumps(table, indent=1)),
    ):
        content = gzip.compress(text.encode()) if name.endswith("gz") else text.encode()
        assert [one.fields for one in open_reader(written(content, name), encoding="utf-8")] == table
