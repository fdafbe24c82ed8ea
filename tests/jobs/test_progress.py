from __future__ import annotations

from datetime import timedelta

import pytest

from mdm.jobs import actions, queries
from mdm.models import Job
from mdm.pipeline.jobs import running, working

pytestmark = pytest.mark.django_db


def test_before_any_worker_came(trial):
    progress = queries.progress(running.start(trial.KIND).pk)
    assert (progress.is_live, progress.label, progress.position) == (True, "Waiting for its turn", 0)
    assert (progress.share, progress.remaining) == (0, None)


def test_in_the_middle_of_a_stage(trial):
    trial.sizes = {"first": 1, "second": 4}
    job = running.start(trial.KIND)
    for _ in range(4):
        working.work_one("w")
    actions.claim("other", timedelta(seconds=30))

    progress = queries.progress(job.pk)

    assert (progress.stage, progress.label, progress.position) == ("second", "The second stage", 2)
    assert (progress.done, progress.total, progress.running) == (2, 4, 1)
    assert progress.share == pytest.approx(0.75)
    assert progress.remaining is not None
    assert 0 <= progress.elapsed < 30


def test_at_the_end_all_stages_are_whole_and_nothing_is_left_to_wait_for(trial):
    trial.sizes = {"first": 1, "second": 0}
    job = running.start(trial.KIND)
    working.work_for(10)

    progress = queries.progress(job.pk)

    assert (progress.is_live, progress.state, progress.share, progress.remaining) == (False, "done", 1.0, None)


def test_a_job_whose_chunks_were_cleared_away_still_tells_its_end(trial):
    job = running.start(trial.KIND)
    working.work_for(10)
    job.chunks.all().delete()
    assert queries.progress(job.pk).share == 1.0


def test_the_next_job_weighs_its_stages_by_the_last_one(trial):
    running.start(trial.KIND)
    working.work_for(10)
    Job.objects.update(result={"first": {"seconds": 90}, "second": {"seconds": 10}})

    job = running.start(trial.KIND)

    assert [stage["weight"] for stage in job.stages] == [90, 10]


@pytest.mark.parametrize("chunks", [5, 50])
def test_progress_costs_the_same_however_many_chunks(trial, django_assert_max_num_queries, chunks):
    trial.sizes = {"first": chunks}
    job = running.start(trial.KIND)
    working.work_one("w")
    with django_assert_max_num_queries(3):
        queries.progress(job.pk)
