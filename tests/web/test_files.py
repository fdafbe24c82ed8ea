"""Files as jobs: sent, loaded by a worker, their failures found, corrected and sent again."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import RequestFactory

from mdm.errors import JobError, TooLargeError
from mdm.models import Batch, Chunk, Job, LedgerEntry, Reject, SentFile, SentPiece, SourceRecord, SourceSystem
from mdm.pipeline.access import issue_client_key
from mdm.pipeline.intake import holding, sent_files, taking
from mdm.pipeline.jobs import files, running, working
from tests.pipeline.people import ROBERT, STRANGER

COLUMNS = list(ROBERT)
WRONG = {**ROBERT, "id": "9", "kind": "z"}


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr(running, "knock", lambda _wanted=None: None)


def people(count, start=0, **other):
    return [
        {**ROBERT, "id": f"n{start + one}", "email": f"person{start + one}@example.org",
         "phone": f"650-253-{start + one:04}", **other}
        for one in range(count)
    ]  # fmt: skip


def as_csv(rows):
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS)
    table.writeheader()
    table.writerows(rows)
    return text.getvalue().encode()


def zipped(content, name="x.csv"):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(name, content)
    return made.getvalue()


def parquet(rows):
    made = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), made)
    return made.getvalue()


def send(client, content, kind="text/csv", source="crm", query="", **headers):
    return client.post(f"/api/v1/sources/{source}/files{query}", content, kind, headers=headers)


def work():
    while working.work_for(5) or files.start_waiting():
        pass


def job(client, number):
    return client.get(f"/api/v1/jobs/{number}").json()


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
    assert writer.get("/api/v1/sources/crm/records/9").json()["processing_state"] == "clean"


ROWS = [ROBERT, STRANGER]
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


def test_files_of_one_source_come_one_after_another_and_of_two_side_by_side(writer):
    numbers = [send(writer, as_csv([{**ROBERT, "given": name}])).json()["id"] for name in ("A", "B", "C")]
    other = send(writer, as_csv(ROWS), source="shop").json()["id"]
    states = [job(writer, one)["state"] for one in (*numbers, other)]
    assert states == ["running", "waiting", "waiting", "running"]
    work()
    assert {job(writer, one)["state"] for one in (*numbers, other)} == {"done"}
    record = writer.get("/api/v1/sources/crm/records/1").json()
    assert (record["version"], record["payload"]["given"]) == (3, "C")


def test_waiting_and_running_files_are_cancelled_and_resumed(writer, monkeypatch):
    monkeypatch.setattr(taking, "CHUNK", 2)
    running_one = send(writer, as_csv(people(6))).json()["id"]
    waiting_one = send(writer, as_csv(people(2, 50))).json()["id"]
    assert writer.post(f"/api/v1/jobs/{waiting_one}/cancel").json()["state"] == "cancelled"
    took = taking._take_chunk

    def take_and_cancel(delivery, rows):
        took(delivery, rows)
        writer.post(f"/api/v1/jobs/{running_one}/cancel")

    monkeypatch.setattr(taking, "_take_chunk", take_and_cancel)
    work()
    told = job(writer, running_one)
    assert (told["state"], told["counts"]["new"]) == ("cancelled", 2)
    assert writer.post(f"/api/v1/jobs/{running_one}/cancel").status_code == 409
    monkeypatch.setattr(taking, "_take_chunk", took)
    assert writer.post(f"/api/v1/jobs/{running_one}/resume").json()["state"] == "running"
    writer.post(f"/api/v1/jobs/{waiting_one}/resume")
    work()
    told = job(writer, running_one)
    assert (told["state"], told["counts"]["read"], told["counts"]["new"]) == ("done", 6, 6)
    assert job(writer, waiting_one)["counts"]["new"] == 2
    assert writer.post(f"/api/v1/jobs/{running_one}/resume").status_code == 409
    acts = set(LedgerEntry.objects.filter(subject=f"file:{running_one}").values_list("act", flat=True))
    assert acts == {"file_sent", "file_cancelled", "file_resumed"}


class KilledError(BaseException):
    """As a worker that is gone."""


@pytest.mark.parametrize("fatal_chunk", [1, 2, 3])
def test_a_second_worker_counts_every_row_once(writer, monkeypatch, fatal_chunk):
    """The first is gone in the middle; rows refused, repeated and missing in the snapshot are counted as without it."""
    send(writer, as_csv([*people(1), {**ROBERT, "id": "old"}]))
    work()
    monkeypatch.setattr(taking, "CHUNK", 2)
    rows = [*people(3), WRONG, *people(1, city="Elsewhere"), *people(1, 1), STRANGER]
    number = send(writer, as_csv(rows), query="?snapshot=true").json()["id"]
    took, calls = taking._take_chunk, []

    def take_or_die(delivery, chunk):
        calls.append(len(chunk))
        if len(calls) == fatal_chunk:
            raise KilledError
        took(delivery, chunk)

    monkeypatch.setattr(taking, "_take_chunk", take_or_die)
    with pytest.raises(KilledError):
        work()
    work()
    told = job(writer, number)
    assert told["state"] == "done"
    assert told["counts"] == {"read": 7, "new": 3, "changed": 0, "unchanged": 2, "closed": 1, "rejected": 2}
    assert Reject.objects.filter(state="open").count() == 2
    assert Batch.objects.count() == 2


def test_a_worker_that_found_the_job_cancelled_stops(installed, writer):
    sent = send(writer, as_csv(ROWS)).json()["id"]
    Job.objects.update(state="cancelled")
    with pytest.raises(JobError):
        sent_files.load_sent(sent, Job.objects.get().pk)


def test_a_held_delivery_is_seen_and_later_files_wait_for_the_decision(writer, django_user_model):
    for start in (0, 200):
        send(writer, as_csv(people(120, start)))
    work()
    held = send(writer, as_csv(people(120, 400, postcode="", city="", street="", house=""))).json()["id"]
    work()
    told = job(writer, held)
    assert (told["state"], told["counts"]["new"]) == ("held", 0)
    later = send(writer, as_csv(people(3, 600))).json()["id"]
    work()
    assert job(writer, later)["state"] == "waiting"
    steward = django_user_model.objects.create(username="steward")
    holding.discard(told["batch"], actor=steward, reason="No addresses")
    work()
    assert [job(writer, one)["state"] for one in (held, later)] == ["discarded", "done"]


def test_a_released_delivery_is_done(writer, django_user_model):
    send(writer, as_csv(people(120)))
    work()
    held = send(writer, as_csv(people(120, 400, postcode="", city="", street="", house=""))).json()["id"]
    work()
    steward = django_user_model.objects.create(username="steward")
    holding.release_here(job(writer, held)["batch"], actor=steward, reason="It is so")
    told = job(writer, held)
    assert (told["state"], told["counts"]["new"]) == ("done", 120)


def test_only_the_sender_sees_a_job_and_only_a_writer_sends(writer, caller):
    sent = send(writer, as_csv(ROWS)).json()["id"]
    other = caller("records:write", sources=SourceSystem.objects.filter(code="shop").values_list("pk", flat=True))
    for address in (f"/api/v1/jobs/{sent}", f"/api/v1/jobs/{sent}/rejects", f"/api/v1/jobs/{sent}/rejects.csv"):
        assert other.get(address).status_code == 404
    assert other.post(f"/api/v1/jobs/{sent}/cancel").status_code == 404
    assert other.get("/api/v1/jobs").json()["items"] == []
    assert send(other, as_csv(ROWS)).status_code == 403
    assert other.get("/api/v1/sources/crm/rejects").status_code == 403
    assert [one["id"] for one in writer.get("/api/v1/jobs?source=crm").json()["items"]] == [sent]


def test_pages_of_jobs(writer):
    numbers = [send(writer, as_csv(people(1, one))).json()["id"] for one in range(3)]
    page = writer.get("/api/v1/jobs", {"page_size": 2}).json()
    rest = writer.get("/api/v1/jobs", {"page_size": 2, "cursor": page["next_cursor"]}).json()
    assert [one["id"] for one in page["items"] + rest["items"]] == numbers[::-1]


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
