"""Workers that stop, stumble or come back from the dead."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError

from mdm.errors import InvalidInputError
from mdm.jobs import actions
from mdm.models import Chunk, Job
from mdm.pipeline.jobs import running, working

LEASE = timedelta(seconds=30)


def expire(chunk: Chunk) -> None:
    Chunk.objects.filter(pk=chunk.pk).update(lease_until="2020-01-01T00:00:00Z")


def skip_pauses() -> None:
    Chunk.objects.filter(state=Chunk.State.WAITING).update(lease_until=None)


@pytest.mark.django_db
class TestTakeOver:
    def test_a_chunk_under_lease_is_nobody_elses(self, trial):
        trial.started()
        assert actions.claim("first", LEASE) is not None
        assert actions.claim("second", LEASE) is None

    def test_after_the_lease_another_takes_over_and_the_first_cannot_finish(self, trial):
        trial.started()
        lost = actions.claim("first", LEASE)
        expire(lost)
        taken = actions.claim("second", LEASE)

        assert taken.pk == lost.pk
        assert (taken.attempts, taken.worker) == (2, "second")
        assert not actions.heartbeat(lost, LEASE)
        assert not actions.finish(lost, {"records": 666})
        assert not actions.stumble(lost, "too late")
        assert not actions.release(lost)
        assert actions.finish(taken, {"records": 1})
        assert Chunk.objects.get(pk=taken.pk).result == {"records": 1}

    def test_the_same_worker_with_an_older_attempt_cannot_finish_either(self, trial):
        trial.started()
        lost = actions.claim("w", LEASE)
        expire(lost)
        taken = actions.claim("w", LEASE)
        assert not actions.finish(lost, {})
        assert actions.finish(taken, {})

    def test_a_released_chunk_belongs_to_who_claims_it_next(self, trial):
        trial.started()
        left = actions.claim("first", LEASE)
        actions.release(left)
        taken = actions.claim("second", LEASE)
        assert taken.attempts == left.attempts
        assert not actions.finish(left, {})
        assert actions.finish(taken, {})

    def test_a_heartbeat_keeps_the_chunk(self, trial):
        trial.started()
        chunk = actions.claim("first", timedelta(seconds=-1))
        assert actions.heartbeat(chunk, LEASE)
        assert actions.claim("second", LEASE) is None

    def test_a_chunk_finished_once_is_not_finished_twice(self, trial):
        trial.started()
        chunk = actions.claim("w", LEASE)
        assert actions.finish(chunk, {"records": 1})
        assert not actions.finish(chunk, {"records": 2})


@pytest.mark.django_db
class TestStumbling:
    def test_a_chunk_that_stumbles_is_tried_again_after_a_pause(self, trial):
        def stumble_once(stage: str, number: int) -> None:
            trial.before = lambda *_: None
            raise RuntimeError("secret@example.com")

        trial.before = stumble_once
        job = trial.started()
        working.work_one("w")

        chunk = Chunk.objects.get(job=job)
        assert (chunk.state, chunk.attempts) == (Chunk.State.WAITING, 1)
        assert chunk.problem.startswith("RuntimeError")
        assert working.work_one("w") is False  # the pause

        skip_pauses()
        working.work_for(10)
        job.refresh_from_db()
        assert job.state == Job.State.DONE
        assert Chunk.objects.get(job=job).problem == ""

    @pytest.mark.parametrize(
        ("error", "told"),
        [
            (ValueError("secret@example.com"), "ValueError"),
            (OperationalError("Key (email)=(secret@example.com)"), "OperationalError"),
            (InvalidInputError("Column 3 is missing.", remedy="Add it."), "Column 3 is missing. Add it."),
        ],
    )
    def test_after_the_last_attempt_the_job_fails_and_tells_no_values(self, trial, error, told):
        def always(stage: str, number: int) -> None:
            raise error

        trial.before = always
        job = trial.started(only=2)
        for _ in range(2 * actions.ATTEMPTS):
            working.work_one("w")
            skip_pauses()

        job.refresh_from_db()
        assert job.state == Job.State.FAILED
        assert job.problem.startswith("Stage only, chunk 1: ")
        assert told in job.problem
        assert "secret" not in job.problem
        assert actions.claim("w", LEASE) is None

    def test_a_failed_job_resumes_with_new_attempts(self, trial):
        def always(stage: str, number: int) -> None:
            raise ValueError

        trial.before = always
        job = trial.started(only=2, last=1)
        for _ in range(2 * actions.ATTEMPTS):
            working.work_one("w")
            skip_pauses()
        trial.before = lambda *_: None

        running.resume(job.pk)
        working.work_for(10)

        job.refresh_from_db()
        assert (job.state, job.problem) == (Job.State.DONE, "")
        assert set(trial.ran) == trial.every_chunk()

    def test_a_chunk_that_kills_its_workers_fails_the_job(self, trial):
        job = trial.started(only=1)
        for n in range(actions.ATTEMPTS):
            expire(actions.claim(f"w{n}", LEASE))

        assert actions.claim("next", LEASE) is None
        working.work_one("next")

        job.refresh_from_db()
        assert job.state == Job.State.FAILED
        assert job.problem == f"Stage only, chunk 1: {actions.ABANDONED}"

    def test_an_interrupted_worker_puts_its_chunk_back_without_an_attempt(self, trial):
        def interrupt(stage: str, number: int) -> None:
            raise KeyboardInterrupt

        trial.before = interrupt
        job = trial.started()
        with pytest.raises(KeyboardInterrupt):
            working.work_one("w")

        chunk = Chunk.objects.get(job=job)
        assert (chunk.state, chunk.attempts, chunk.lease_until) == (Chunk.State.WAITING, 0, None)

    def test_a_plan_that_raises_fails_the_job_with_its_place(self, trial, monkeypatch):
        job = trial.started(only=1, next=1)
        monkeypatch.setitem(running.KINDS, trial.KIND, lambda: trial.stages()[:1])
        working.work_for(10)

        job.refresh_from_db()
        assert job.state == Job.State.FAILED
        assert "no stage 'next'" in job.problem

    def test_a_lost_connection_while_planning_leaves_the_job_to_the_next_look(self, trial):
        trial.sizes = {"only": 1}
        job = running.start(trial.KIND)
        trial_plan = trial.stages

        def lost() -> None:
            raise OperationalError("server closed the connection")

        running.KINDS[trial.KIND] = lost
        with pytest.raises(OperationalError):
            working.work_one("w")
        job.refresh_from_db()
        assert job.state == Job.State.RUNNING

        running.KINDS[trial.KIND] = trial_plan
        working.work_for(10)
        job.refresh_from_db()
        assert job.state == Job.State.DONE


@pytest.mark.django_db
class TestCrashesBetweenSteps:
    """Each step commits on its own; whoever comes next catches up."""

    def test_between_start_and_the_first_plan(self, trial):
        job = actions.start(
            trial.KIND, stages=[{"name": "first", "label": "", "weight": 1}], options=None, actor_id=None
        )
        working.work_for(10)
        job.refresh_from_db()
        assert job.state == Job.State.DONE
        assert trial.ran["first", 1] == 1

    def test_between_run_and_finish(self, trial):
        job = trial.started()
        chunk = actions.claim("dead", LEASE)
        running.stages_of(trial.KIND)[0].run(job, chunk.payload)
        expire(chunk)

        working.work_for(10)

        job.refresh_from_db()
        assert job.state == Job.State.DONE
        assert job.result["only"]["records"] == 10
        assert trial.ran["only", 1] == 2

    def test_between_finish_and_advance(self, trial):
        job = trial.started(first=1, second=1)
        actions.finish(actions.claim("dead", LEASE), {})

        working.work_for(10)

        job.refresh_from_db()
        assert job.state == Job.State.DONE
        assert dict(trial.ran) == {("second", 1): 1}
