"""Sent files on their way: which comes when, who stops and goes on, what is held, and who sees them."""

from __future__ import annotations

import pytest

from mdm.errors import JobError
from mdm.models import Batch, Job, LedgerEntry, Reject, SourceSystem
from mdm.pipeline.intake import holding, sent_files, taking
from tests.pipeline.people import ROBERT, STRANGER
from tests.web.sending import ROWS, WRONG, as_csv, job, people, send, work

pytestmark = pytest.mark.usefixtures("no_broker")


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
    assert (told["state"], told["counts"]["new"]) == ("matching", 120)
    work()
    assert job(writer, held)["matching"]["state"] == "done"


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
