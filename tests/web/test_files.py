"""Files as jobs: sent, loaded by a worker, their failures found, corrected and sent again."""

from __future__ import annotations

import csv
import gzip
import io
import json

import pytest
from django.test import RequestFactory

from mdm.errors import TooLargeError
from mdm.models import Chunk, Reject, SentFile, SentPiece, SourceRecord
from mdm.pipeline.access import issue_client_key
from mdm.pipeline.intake import sent_files
from tests.pipeline.people import ROBERT, STRANGER
from tests.web.sending import ROWS, WRONG, as_csv, job, parquet, send, work, zipped

pytestmark = pytest.mark.usefixtures("no_broker")


def test_a_file_is_sent_loaded_and_its_failures_are_found_corrected_and_sent_again(writer):
    sent = send(writer, as_csv([ROBERT, WRONG, STRANGER, {**ROBERT, "given": "Rob"}]), query="?name=crm.csv")
    told = sent.json()
    assert (sent.status_code, sent["Location"]) == (202, f"/api/v1/jobs/{told['id']}")
    assert told["state"] == "running"
    assert not SourceRecord.objects.exists()
    work()
    done = job(writer, told["id"])
    assert (done["state"], done["progress"]) == ("done", {"share": 1.0, "rows": 4, "done": 4})
    assert done["counts"] == {"read": 4, "new": 2, "changed": 0, "unchanged": 0, "closed": 0, "rejected": 2}
    assert done["read_as"]["format"] == "csv"
    assert not SentPiece.objects.exists()

    page = writer.get(f"/api/v1/jobs/{told['id']}/rejects?page_size=1").json()
    (first,) = page["items"]
    assert (first["line"], first["column"], first["key"]) == (3, "kind", "9")
    assert first["remedy"]
    rest = {"page_size": 1, "cursor": page["next_cursor"]}
    (second,) = writer.get(f"/api/v1/jobs/{told['id']}/rejects", rest).json()["items"]
    assert (second["line"], second["problem"]) == (5, "duplicate_key")
    assert [one["id"] for one in writer.get("/api/v1/sources/crm/rejects").json()["items"]] == [
        first["id"], second["id"],
    ]  # fmt: skip
    assert writer.get("/api/v1/sources/crm/records/9").json()["processing_state"] == "rejected"

    download = writer.get(f"/api/v1/jobs/{told['id']}/rejects.csv")
    assert download["Content-Type"].startswith("text/csv")
    table = list(csv.DictReader(io.StringIO(download.getvalue().decode())))
    assert [(one["reject_line"], one["id"], one["kind"]) for one in table] == [("3", "9", "z"), ("5", "1", "p")]
    table[0]["kind"] = "p"
    corrected = io.StringIO()
    again = csv.DictWriter(corrected, list(table[0]))
    again.writeheader()
    again.writerow(table[0])
    send(writer, corrected.getvalue().encode())
    work()
    assert Reject.objects.get(state="open").pk == second["id"]
    assert writer.get("/api/v1/sources/crm/records/9").json()["processing_state"] == "matched"


NDJSON = b"\n".join(json.dumps(one).encode() for one in ROWS)
FORMS = {
    "csv": (as_csv(ROWS), "text/csv; charset=utf-8", ""),
    "csv found out": (as_csv(ROWS), "application/octet-stream", ""),
    "ndjson": (NDJSON, "application/x-ndjson", ""),
    "ndjson found out": (NDJSON, "application/octet-stream", ""),
    "json": (json.dumps(ROWS).encode(), "application/json", ""),
    "gzip by its bytes": (gzip.compress(as_csv(ROWS)), "application/octet-stream", ""),
    "gzip of csv": (gzip.compress(as_csv(ROWS)), "text/csv", "?name=crm.csv.gz"),
    "gzip of ndjson": (gzip.compress(NDJSON), "application/gzip", "?format=ndjson"),
    "zip": (zipped(as_csv(ROWS)), "application/zip", ""),
    "parquet": (parquet(ROWS), "application/octet-stream", "?name=x.parquet"),
    "stated delimiter": (as_csv(ROWS).replace(b",", b";"), "text/csv", "?delimiter=%3B&encoding=utf-8"),
}


@pytest.mark.parametrize("form", FORMS)
def test_formats_are_stated_or_found_out(writer, form):
    content, kind, query = FORMS[form]
    number = send(writer, content, kind, query=query).json()["id"]
    work()
    told = job(writer, number)
    assert (told["state"], told["counts"]["new"]) == ("done", 2), told


@pytest.mark.parametrize(
    ("content", "kind", "query", "code"),
    [
        (b"colour,shape\nred,round\n", "text/csv", "", "invalid_mapping"),
        (parquet(ROWS), "text/csv", "", "file_refused"),
        (b"\x89PNG....", "application/octet-stream", "", "file_refused"),
        (gzip.compress(as_csv(ROWS))[:60], "application/gzip", "", "file_refused"),
        (as_csv(ROWS), "text/csv", "?encoding=klingon", "file_refused"),
        (as_csv([]), "text/csv", "?snapshot=true", "file_refused"),
    ],
    ids=["other columns", "parquet as csv", "picture", "cut off", "unknown encoding", "empty"],
)
def test_a_file_that_can_t_be_taken_fails_at_once_and_says_why(writer, content, kind, query, code):
    number = send(writer, content, kind, query=query).json()["id"]
    work()
    told = job(writer, number)
    assert (told["state"], told["problem"]["code"]) == ("failed", code), told
    assert told["problem"]["remedy"]
    assert Chunk.objects.get().attempts == 1
    assert not SourceRecord.objects.exists()


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        ((b"x" * 3001, "text/csv", ""), (413, "body_too_large")),
        ((b"x", "image/png", ""), (415, "unsupported_media_type")),
        ((b"x", "text/csv", "?format=doc"), (400, "invalid_input")),
        ((b"x", "text/csv", "?name=../x"), (400, "invalid_input")),
        ((b"x", "text/csv", "?name=.x"), (400, "invalid_input")),
        ((b"x", "text/csv", "?snapshot=maybe"), (400, "invalid_input")),
        ((b"x", "text/csv", "?colour=red"), (400, "invalid_input")),
    ],
)
def test_what_is_no_file_is_refused_and_nothing_is_kept(writer, settings, sent, wanted):
    settings.MDM_LARGEST_FILE_BYTES = 3000
    content, kind, query = sent
    answer = send(writer, content, kind, query=query)
    assert (answer.status_code, answer.json()["code"]) == wanted, answer.content
    assert not SentFile.objects.exists()


@pytest.mark.parametrize(("length", "status", "code"), [("", 411, "length_required"), ("0", 400, "invalid_input")])
def test_length_must_be_stated_and_more_than_none(writer, length, status, code):
    answer = writer.post("/api/v1/sources/crm/files", b"", "text/csv", CONTENT_LENGTH=length, CONTENT_TYPE="text/csv")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not SentFile.objects.exists()


def test_a_file_that_breaks_off_on_its_way_is_forgotten(writer):
    wire = {"wsgi.input": io.BytesIO(as_csv(ROWS)), "CONTENT_LENGTH": "99999"}
    answer = writer.post("/api/v1/sources/crm/files", b"", "text/csv", CONTENT_TYPE="text/csv", **wire)
    assert answer.status_code == 400
    assert not SentFile.objects.exists()
    assert not SentPiece.objects.exists()


def test_a_larger_file_than_said_is_refused_on_the_way(installed):
    client, _ = issue_client_key("sender", ["records:write"])
    with pytest.raises(TooLargeError):
        sent_files.take_down(client.pk, "crm", [b"12345", b"6789", b"ab"], limit=10, name="x")
    assert not SentPiece.objects.exists()


def test_twice_is_once(writer):
    content = as_csv(ROWS)
    first = send(writer, content, idempotency_key="a")
    again = send(writer, content, idempotency_key="a")
    assert (again.status_code, again.json()) == (202, first.json())
    assert again["Idempotency-Replayed"] == "true"
    assert send(writer, content + b"\n", idempotency_key="a").status_code == 409
    assert SentFile.objects.count() == 1


def test_body_is_read_piece_by_piece(installed, monkeypatch):
    """A file is never in memory as a whole: no read asks for more than a piece."""
    from mdm.web.files import _content

    asked = []

    class Wire(io.BytesIO):
        def read(self, size=-1):
            asked.append(size)
            return super().read(size)

    content = b"x" * (3 * sent_files.PIECE + 5)
    request = RequestFactory().generic("POST", "/", b"", "text/csv", CONTENT_LENGTH=str(len(content)))
    request._stream = Wire(content)
    outer = type("Outer", (), {"_request": request})()
    assert sum(map(len, _content(outer))) == len(content)
    assert min(asked) > 0
    assert max(asked) <= sent_files.PIECE
