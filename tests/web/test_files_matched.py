"""What a sent file changed becomes customers right after it was loaded, and nothing else that is due does."""

from __future__ import annotations

import pytest

from mdm.errors import JobError
from mdm.models import Change, Entity, Job, Membership, UnmatchedRecord
from mdm.pipeline.intake.files import load_file
from mdm.pipeline.jobs import files, running, working
from mdm.pipeline.starting import MATCHING
from tests.pipeline.people import ROBERT, STRANGER
from tests.web.sending import as_csv, job, people, send, work

pytestmark = pytest.mark.usefixtures("no_broker")

ELSEWHERE = {
    **STRANGER, "given": "Zoe", "family": "Quill", "born": "1950-01-01", "email": "zoe@quill.example",
    "phone": "617-253-0123", "street": "Elm Road", "postcode": "02101", "city": "Boston",
}  # fmt: skip
TWINS = [ROBERT, {**ROBERT, "id": "2"}, STRANGER]


def customer_of(client, key, source="crm"):
    return client.get(f"/api/v1/sources/{source}/records/{key}/customer").json()


def members(profile):
    return {(one["source"], one["key"]) for one in profile["members"]}


def run_one_stage(kind):
    """Work until the job of that kind has done a chunk of its first stage."""
    while not Job.objects.filter(kind=kind).exclude(stage="").exists():
        assert working.work_one("first")


@pytest.fixture
def due_elsewhere(installed, tmp_path):
    """Records of another source that wait for the night."""
    path = tmp_path / "shop.csv"
    path.write_bytes(as_csv([{**ELSEWHERE, "id": "70"}, {**ELSEWHERE, "id": "71", "city": "Salem"}]))
    load_file("shop", path)


def test_records_of_a_file_become_customers_and_nothing_else_does(writer, due_elsewhere):
    sent = send(writer, as_csv(TWINS)).json()
    assert sent["matching"] is None
    work()
    told = job(writer, sent["id"])
    assert (told["state"], told["matching"]) == ("done", {"state": "done", "share": 1.0})
    assert told["ended_at"] >= told["started_at"]
    assert members(customer_of(writer, "1")) == {("crm", "1"), ("crm", "2")}
    assert (Entity.objects.count(), UnmatchedRecord.objects.count()) == (2, 2)
    client = Job.objects.get(kind="match").options["client"]
    assert set(Change.objects.values_list("kind", "origin_source", "origin_client")) == {("created", "crm", client)}


def test_a_second_file_changes_and_closes(writer, due_elsewhere):
    send(writer, as_csv(TWINS))
    work()
    before = customer_of(writer, "1")
    changed = {**ROBERT, "given": "Bob", "city": "Elsewhere"}
    number = send(writer, as_csv([changed]), query="?snapshot=true").json()["id"]
    work()
    assert job(writer, number)["counts"]["closed"] == 2
    after = customer_of(writer, "1")
    assert (after["id"], members(after)) == (before["id"], {("crm", "1")})
    assert after["version"] > before["version"]
    assert not Membership.objects.filter(until=None, record__state="closed").exists()
    assert UnmatchedRecord.objects.count() == 2


def test_a_file_that_changes_nothing_is_done_at_once(writer):
    send(writer, as_csv(TWINS))
    work()
    number = send(writer, as_csv(TWINS)).json()["id"]
    work()
    assert job(writer, number)["matching"] == {"state": "done", "share": 1.0}
    assert Job.objects.filter(kind="match").count() == 1


def test_files_wait_for_the_nightly_job(writer):
    number = send(writer, as_csv(TWINS)).json()["id"]
    assert not working.work_for(30)
    started = running.start_nightly()
    files.start_waiting()
    assert (job(writer, number)["matching"]["state"], Job.objects.filter(kind="match").count()) == ("waiting", 0)
    work()
    started.refresh_from_db()
    assert (started.state, job(writer, number)["state"]) == ("done", "done")


def test_the_nightly_job_waits_for_one_that_matches_and_comes_before_the_next(writer):
    send(writer, as_csv(TWINS))
    assert not working.work_for(30)
    files.start_waiting()
    run_one_stage("match")
    night = running.start_nightly()
    first = Job.objects.get(kind="match")
    second = send(writer, as_csv(people(2)), source="shop").json()["id"]
    order = []
    for kind in ("match", "nightly"):
        one = Job.objects.get(kind=kind)
        while one.state == "running":
            assert working.work_one("one") or files.start_waiting()
            one.refresh_from_db()
            others = Job.objects.filter(kind__in=MATCHING, state="running").exclude(pk=one.pk)
            assert not others.exclude(stage="").exists()
        order.append(one.pk)
    assert order == [first.pk, night.pk]
    work()
    assert job(writer, second)["state"] == "done"


class KilledError(BaseException):
    """As a worker that is gone."""


@pytest.mark.parametrize("stage", ["survey", "pair", "compare", "slice", "regroup", "ask", "close"])
@pytest.mark.parametrize("is_before", [True, False])
def test_another_worker_goes_on(writer, monkeypatch, stage, is_before):
    number = send(writer, as_csv(TWINS)).json()["id"]
    stage_of, calls = working.stage_of, []

    class Fatal:
        def __init__(self, found):
            self.found = found

        def run(self, *arguments):
            calls.append(1)
            result = None if is_before else self.found.run(*arguments)
            if len(calls) == 1:
                raise KilledError
            return result if result is not None else self.found.run(*arguments)

    def found_stage(one, name):
        found = stage_of(one, name)
        return Fatal(found) if one.kind == "match" and name == stage else found

    monkeypatch.setattr(working, "stage_of", found_stage)
    with pytest.raises(KilledError):
        work()
    assert job(writer, number)["state"] == "matching"
    work()
    assert job(writer, number)["matching"]["state"] == "done"
    assert members(customer_of(writer, "1")) == {("crm", "1"), ("crm", "2")}
    assert (Change.objects.count(), len(calls)) == (2, 2)


def test_the_night_makes_up_for_a_job_that_failed(writer):
    number = send(writer, as_csv(TWINS)).json()["id"]
    assert not working.work_for(30)
    files.start_waiting()
    match = Job.objects.get(kind="match")
    running.cancel(match.pk)
    assert (job(writer, number)["state"], job(writer, number)["matching"]["state"]) == ("done", "failed")
    assert writer.post(f"/api/v1/jobs/{number}/cancel").status_code == 409
    running.start_nightly()
    with pytest.raises(JobError, match="matches just now"):
        running.resume(match.pk)
    work()
    assert members(customer_of(writer, "1")) == {("crm", "1"), ("crm", "2")}


def test_a_file_becomes_the_customers_that_the_night_would_make_of_it(writer):
    rows = [*TWINS, *people(20), *people(5, 10, email="", phone="")]
    send(writer, as_csv(rows))
    work()
    before = {row: str(one) for row, one in Membership.objects.filter(until=None).values_list("record_id", "entity_id")}
    running.start_nightly({"train": False})
    work()
    after = {row: str(one) for row, one in Membership.objects.filter(until=None).values_list("record_id", "entity_id")}
    assert after == before
