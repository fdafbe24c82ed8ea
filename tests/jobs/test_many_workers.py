"""Workers that meet: on their own connections, in threads."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction

from mdm.errors import JobError
from mdm.jobs import actions
from mdm.models import Chunk, Job
from mdm.pipeline.jobs import running, working

pytestmark = pytest.mark.django_db(transaction=True)
LEASE = timedelta(seconds=30)


def in_thread(work: Callable[[], object]) -> threading.Thread:
    """The work on a connection of its own, begun."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


class TestForcedMeetings:
    def test_who_finishes_the_last_chunk_waits_for_whoever_looks_at_the_job(self, trial):
        job = trial.started(only=1, next=1)
        with transaction.atomic():
            assert actions.lock(job.pk) is not None  # looked before the chunk was done, so it won't move on
            finisher = in_thread(lambda: working.work_one("finisher"))
            finisher.join(0.5)
            assert finisher.is_alive()
        finisher.join(10)
        assert Chunk.objects.filter(job=job, stage="next").count() == 1

    def test_who_only_looks_does_not_wait(self, trial):
        job = trial.started(only=0)
        Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING)
        with transaction.atomic():
            actions.lock(job.pk)
            looker = in_thread(lambda: working.work_one("looker"))
            looker.join(5)
            assert not looker.is_alive()

    def test_a_chunk_that_somebody_is_claiming_is_passed_over(self, trial):
        trial.started(only=2)
        claimed = []
        with transaction.atomic():
            actions.claim("first", LEASE)
            second = in_thread(lambda: claimed.append(actions.claim("second", LEASE)))
            second.join(5)
            assert not second.is_alive()
        assert [chunk.number for chunk in claimed] == [2]


class TestManyWorkers:
    def work(self, count: int) -> None:
        problems: list[BaseException] = []

        def worker() -> None:
            try:
                deadline = time.monotonic() + 20
                while time.monotonic() < deadline and Job.objects.filter(state=Job.State.RUNNING).exists():
                    working.work_for(20)
            except BaseException as error:  # noqa: BLE001 - told below, in the main thread
                problems.append(error)

        for thread in [in_thread(worker) for _ in range(count)]:
            thread.join()
        assert problems == []

    def test_eight_workers_run_each_chunk_once_and_plan_each_stage_once(self, trial):
        trial.sizes = {"a": 20, "b": 1, "c": 0, "d": 30}
        job = running.start(trial.KIND)

        self.work(8)

        job.refresh_from_db()
        assert job.state == Job.State.DONE
        assert dict(trial.ran) == dict.fromkeys(trial.every_chunk(), 1)
        assert dict(trial.planned) == dict.fromkeys("abcd", 1)
        assert job.result["d"]["records"] == 300

    def test_eight_starts_at_once_open_one_job(self, trial):
        barrier, outcomes = threading.Barrier(8), []

        def start() -> None:
            barrier.wait()
            try:
                outcomes.append(running.start(trial.KIND).pk)
            except JobError as error:
                outcomes.append(error.data["job"])

        for thread in [in_thread(start) for _ in range(8)]:
            thread.join()

        assert outcomes == [Job.objects.get().pk] * 8

    def test_a_long_chunk_outlives_its_lease_by_heartbeats(self, trial, settings):
        settings.MDM_JOB_LEASE_SECONDS = 0.6
        trial.sizes = {"only": 1}
        trial.before = lambda *_: time.sleep(1.5)
        job = running.start(trial.KIND)

        self.work(2)

        job.refresh_from_db()
        assert job.state == Job.State.DONE
        assert trial.ran["only", 1] == 1
