from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from mdm.management import watching
from mdm.management.watching import duration
from mdm.models import Job
from mdm.pipeline.jobs import running, working

pytestmark = pytest.mark.django_db


@pytest.fixture
def nightly(trial, monkeypatch):
    monkeypatch.setitem(running.KINDS, running.NIGHTLY, trial.stages)
    monkeypatch.setattr(watching, "LOOK_EVERY", 0.01)
    return trial


def test_inline_works_the_job_to_its_end_and_tells_what_it_counted(nightly, capsys):
    call_command("nightly", "--inline")

    job = Job.objects.get()
    assert job.state == Job.State.DONE
    told = capsys.readouterr()
    assert f"Job {job.pk} (nightly) started." in told.out
    assert f"Job {job.pk} done in" in told.out
    assert "The first stage: by kind (person 6), records 30, " in told.out
    assert "1/2 The first stage\n" in told.err
    assert "2/2 The second stage\n" in told.err


def test_no_wait_only_starts(nightly, capsys):
    call_command("nightly", "--no-wait")
    assert Job.objects.get().state == Job.State.RUNNING
    assert capsys.readouterr().out == f"Job {Job.objects.get().pk} (nightly) started.\n"


def test_a_second_call_follows_the_live_job(nightly, capsys):
    job = running.start_nightly()
    call_command("nightly", "--inline")
    assert [(one.pk, one.state) for one in Job.objects.all()] == [(job.pk, Job.State.DONE)]
    assert f"Job {job.pk} (nightly) is running already" in capsys.readouterr().out


def test_a_failed_job_ends_the_command_with_its_problem_and_the_way_on(nightly, monkeypatch):
    def fail(*_: object) -> None:
        raise ValueError

    nightly.before = fail
    monkeypatch.setattr("mdm.jobs.actions.ATTEMPTS", 1)
    with pytest.raises(CommandError, match=r"failed\. Stage first, chunk 1: ValueError.*jobs resume"):
        call_command("nightly", "--inline")


def test_ctrl_c_leaves_the_job_and_says_how_to_go_on(nightly, capsys):
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    nightly.before = interrupt
    with pytest.raises(SystemExit) as ended:
        call_command("nightly", "--inline")
    assert ended.value.code == 130
    assert Job.objects.get().state == Job.State.RUNNING
    assert "manage.py nightly --inline" in capsys.readouterr().out


def test_who_waits_without_a_worker_is_told_how_to_start_one_and_knocks_again(nightly, capsys, monkeypatch):
    swept = []

    def sweep() -> None:
        swept.append(True)
        working.work_for(10)  # a worker comes at last

    monkeypatch.setattr(watching, "PATIENCE", 0.1)
    monkeypatch.setattr(watching, "SWEEP_EVERY", 0.3)
    monkeypatch.setattr(running, "sweep", sweep)
    call_command("nightly")
    told = capsys.readouterr()
    assert told.err.count("celery -A config worker") == 1
    assert swept == [True]
    assert "done in" in told.out


def test_jobs_lists_shows_cancels_and_resumes(nightly, capsys):
    job = running.start_nightly()
    working.work_one("w")
    working.work_one("w")

    call_command("jobs", "cancel", str(job.pk))
    assert Job.objects.get().state == Job.State.CANCELLED
    call_command("jobs")
    call_command("jobs", "show", str(job.pk))
    call_command("jobs", "resume", str(job.pk))

    assert Job.objects.get().state == Job.State.RUNNING
    told = capsys.readouterr().out
    assert f"Job {job.pk} cancelled." in told
    assert "nightly    cancelled     17%" in told
    assert "The first stage: 1 of 3 chunks" in told
    assert "The first stage: by kind (person 1), records 10, " in told
    assert f"Job {job.pk} goes on." in told


@pytest.mark.parametrize("act", ["show", "cancel", "resume"])
def test_an_unknown_job_is_an_error_with_a_remedy(act):
    with pytest.raises(CommandError, match=r"There is no job 77\. See manage\.py jobs list"):
        call_command("jobs", act, "77")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.4, "0 s"), (59.4, "59 s"), (59.6, "1 min 0 s"), (200, "3 min 20 s"), (7500, "2 h 5 min")],
)
def test_durations_read_well(seconds, text):
    assert duration(seconds) == text
