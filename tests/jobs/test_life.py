"""A job from start to end, before → act → after."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mdm.errors import InvalidInputError, JobError, NotFoundError
from mdm.jobs import actions, queries
from mdm.models import Chunk, Job, LedgerEntry
from mdm.pipeline.jobs import running, working

pytestmark = [pytest.mark.django_db, pytest.mark.external]
LEASE = timedelta(seconds=30)


def states(job: Job) -> list[tuple[str, int, str]]:
    return list(Chunk.objects.filter(job=job).order_by("id").values_list("stage", "number", "state"))


def test_runs_every_chunk_once_stage_by_stage_and_sums_the_results(trial):
    job = running.start(trial.KIND, {"full": True})
    assert states(job) == []

    assert working.work_for(10) is False

    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert job.options == {"full": True}
    assert dict(trial.ran) == dict.fromkeys(trial.every_chunk(), 1)
    first = job.result["first"]
    assert (first["records"], first["by_kind"], first["chunks"]) == (30, {"person": 6}, 3)
    assert job.result["second"]["records"] == 20
    assert job.ended_at is not None


def test_the_second_stage_is_planned_only_when_the_first_is_done(trial):
    job = running.start(trial.KIND)
    for _ in range(3):
        working.work_one("w")
    assert {stage for stage, _, _ in states(job)} == {"first"}

    working.work_one("w")

    assert states(job)[-2:] == [("second", 1, "waiting"), ("second", 2, "waiting")]


@pytest.mark.parametrize(
    ("sizes", "ran"),
    [
        ({"first": 0, "second": 2, "third": 0}, {("second", 1), ("second", 2)}),
        ({"first": 1, "second": 0, "third": 1}, {("first", 1), ("third", 1)}),
        ({"first": 0, "second": 0}, set()),
        ({}, set()),
    ],
)
def test_a_stage_without_work_is_skipped_at_once(trial, sizes, ran):
    trial.sizes = sizes
    job = running.start(trial.KIND)

    working.work_for(10)

    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert set(trial.ran) == ran


def test_a_second_start_names_the_live_job(trial):
    job = running.start(trial.KIND)

    with pytest.raises(JobError, match=f"Job {job.pk} .* running already") as caught:
        running.start(trial.KIND)

    assert caught.value.data == {"job": job.pk}
    assert Job.objects.count() == 1


def test_an_unknown_kind_names_the_known_ones(trial):
    with pytest.raises(InvalidInputError, match=r"Kinds: .*nightly,.* trial"):
        running.start("weekly")


def test_start_cancel_and_resume_stand_in_the_ledger_with_their_actor(trial, django_user_model):
    ann = django_user_model.objects.create(username="ann")
    job = running.start(trial.KIND, actor=ann)
    running.cancel(job.pk, actor=ann, reason="Wrong file loaded.")
    running.resume(job.pk, actor=ann)

    entries = LedgerEntry.objects.filter(subject=f"job:{job.pk}").order_by("id")
    assert [(entry.act, entry.actor_id, entry.reason) for entry in entries] == [
        ("job_started", ann.pk, ""),
        ("job_cancelled", ann.pk, "Wrong file loaded."),
        ("job_resumed", ann.pk, ""),
    ]


def test_after_a_cancel_waiting_chunks_never_start_and_the_running_one_finishes(trial):
    job = running.start(trial.KIND)
    working.work_one("w")
    chunk = actions.claim("w", LEASE)

    running.cancel(job.pk)

    assert actions.claim("other", LEASE) is None
    assert actions.finish(chunk, {"records": 1})
    assert working.work_for(1) is False
    assert [state for _, _, state in states(job)] == ["done", "waiting", "waiting"]
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED


def test_a_cancelled_job_resumes_where_it_stopped(trial):
    job = running.start(trial.KIND)
    working.work_one("w")
    working.work_one("w")
    running.cancel(job.pk)

    running.resume(job.pk)
    working.work_for(10)

    job.refresh_from_db()
    assert (job.state, job.result["first"]["records"]) == (Job.State.DONE, 30)
    assert dict(trial.ran) == dict.fromkeys(trial.every_chunk(), 1)


def test_a_cancelled_job_makes_room_for_a_new_one_and_then_cannot_resume(trial):
    old = running.start(trial.KIND)
    running.cancel(old.pk)
    running.start(trial.KIND)

    with pytest.raises(JobError, match="a later trial job exists"):
        running.resume(old.pk)


@pytest.mark.parametrize(
    ("act", "state", "message"),
    [
        (running.cancel, Job.State.DONE, "is not running: it is done"),
        (running.cancel, Job.State.CANCELLED, "is not running: it is cancelled"),
        (running.resume, Job.State.DONE, "has nothing to resume: it is done"),
        (running.resume, Job.State.RUNNING, "has nothing to resume: it is running"),
    ],
)
def test_acts_in_the_wrong_state_change_nothing(trial, act, state, message):
    job = running.start(trial.KIND)
    Job.objects.filter(pk=job.pk).update(state=state)

    with pytest.raises(JobError, match=message):
        act(job.pk)

    job.refresh_from_db()
    assert job.state == state


@pytest.mark.parametrize("act", [running.cancel, running.resume, queries.progress])
def test_a_job_that_is_not_there_is_not_found(trial, act):
    with pytest.raises(NotFoundError, match="no job 999"):
        act(999)


def test_knocks_follow_the_commit(trial, knocks, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        running.start(trial.KIND)
        assert knocks == []
    assert len(callbacks) == 1
    assert knocks == [None]

    with django_capture_on_commit_callbacks(execute=True):
        working.work_one("w")
    assert knocks == [None, 3]


def test_the_sweep_knocks_for_live_jobs_only(trial, knocks):
    assert running.sweep() == 0
    job = running.start(trial.KIND)
    assert running.sweep() == 1
    working.work_one("w")
    running.sweep()
    running.cancel(job.pk)
    running.sweep()
    assert knocks == [0, 3]


def test_chunks_of_long_ended_jobs_go_their_result_stays(trial):
    old = running.start(trial.KIND)
    working.work_for(10)
    Job.objects.filter(pk=old.pk).update(ended_at="2020-01-01T00:00:00Z")

    running.start(trial.KIND)

    old.refresh_from_db()
    assert states(old) == []
    assert old.result["first"]["records"] == 30
