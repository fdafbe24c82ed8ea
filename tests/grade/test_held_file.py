"""A held file is read where it lies, piece by piece, in every format and only as far as a page needs."""

from __future__ import annotations

import gzip
import io
import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mdm.acquire.readers import open_reader
from mdm.grade.deliveries import actions, queries
from mdm.models import Batch, HeldPiece, SourceSystem

CSV = "id,name\n" + "".join(f"{number},Ann {number} Löwe\n" for number in range(2_000))
PIECE = 1_000


def parquet():
    stream = io.BytesIO()
    pq.write_table(pa.table({"id": [str(number) for number in range(2_000)], "name": ["Ann"] * 2_000}), stream)
    return stream.getvalue()


FORMATS = [
    # name, content, how it was read when it came
    ("people.csv", CSV.encode(), {"format": "csv", "encoding": "utf-8", "delimiter": ","}),
    ("people.csv", CSV.encode("cp1252"), {"format": "csv", "encoding": "cp1252", "delimiter": ","}),
    ("people.csv.gz", gzip.compress(CSV.encode()), {"format": "csv", "encoding": "utf-8"}),
    ("people.ndjson", b'{"id": "1"}\n' * 2_000, {"format": "ndjson", "encoding": "utf-8"}),
    ("people.parquet", parquet(), {"format": "parquet"}),
]


@pytest.fixture
def keep(db):
    """Keeps content as the file of a held batch."""
    source = SourceSystem.objects.create(code="crm", label="crm")
    batch = Batch.objects.create(source=source).pk

    def kept(content, name="people.csv"):
        HeldPiece.objects.all().delete()
        actions.keep_file(batch, (content[at : at + PIECE] for at in range(0, len(content), PIECE)))
        return queries.HeldFile(batch, name)

    return kept


@pytest.mark.parametrize(("name", "content", "stated"), FORMATS, ids=range(len(FORMATS)))
def test_every_format_is_read_as_from_a_path(keep, tmp_path, name, content, stated):
    path = tmp_path / name
    path.write_bytes(content)

    assert list(open_reader(keep(content, name), **stated, is_settled=True)) == list(open_reader(path, **stated))


def test_any_place_can_be_read(keep):
    content, chance = random.Random(1).randbytes(5_321), random.Random(2)
    with keep(content).open("rb") as stream:
        for _ in range(60):
            start, size = chance.randrange(6_000), chance.randrange(3_000)
            assert stream.seek(start) == start
            assert stream.read(size) == content[start : start + size]
        assert stream.seek(-1, io.SEEK_END) == len(content) - 1
    with keep(b"").open("rb") as stream:
        assert stream.read() == b""


def test_a_page_fetches_the_pieces_up_to_its_end_only(keep):
    file = keep(CSV.encode())
    reader = open_reader(file, format="csv", encoding="utf-8", delimiter=",", is_settled=True)
    with CaptureQueriesContext(connection) as seen:
        rows = iter(reader)
        assert next(rows).fields["id"] == "0"
        rows.close()

    assert HeldPiece.objects.count() > 30
    assert len(seen) < 20
