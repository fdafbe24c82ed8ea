"""A whole run is taken back: ids return, what people judged and what moved on stays, and it holds the next night."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from mdm.errors import ConflictError
from mdm.models import Job, LedgerEntry
from mdm.pipeline.jobs import working
from mdm.pipeline.stewardship import decisions, run_undoing, undoing
from mdm.pipeline.stewardship.acting import begin
from mdm.records import Verdict
from tests.pipeline.crowd import customers
from tests.pipeline.people import BOB, ROBERT, STRANGER
from tests.pipeline.test_previews import customer, record

pytestmark = pytest.mark.external


@pytest.fixture
def steward(db):
    return User.objects.create_user("steward")


@pytest.fixture
def apart(installation):
    """Two customers that a file then makes one by night."""
    ids = [installation.take_in("crm", ROBERT).customer, installation.take_in("shop", STRANGER).customer]
    installation.load("shop", [{**ROBERT, "id": "4"}])
    return ids


@pytest.fixture
def night(installation, apart):
    job = installation.nightly()
    assert customer("crm", "1") == customer("shop", "4")
    return job


def take_back(job, steward):
    run_undoing.start(job.pk, actor=steward, acting=begin(steward, "The file was wrong."))
    working.work_for(60)
    assert Job.objects.latest("pk").state == "done", Job.objects.latest("pk").problem


def test_a_night_s_merges_are_taken_back_and_stay_so(installation, apart, night, steward):
    assert [len(run_undoing.plan_of(night.pk).merged), run_undoing.plan_of(night.pk).records] == [1, 1]
    take_back(night, steward)
    assert [customer("crm", "1"), customer("shop", "4")] == apart
    entry = LedgerEntry.objects.get(act="run_undone")
    assert (entry.actor, entry.reason, entry.subject) == (steward, "The file was wrong.", f"job:{night.pk}")
    before = customers()
    installation.nightly()
    assert customers() == before


def test_taking_back_is_an_act_that_can_be_undone(night, steward):
    take_back(night, steward)
    undoing.undo(LedgerEntry.objects.get(act="run_undone").pk, actor=steward, reason="It was right.")
    assert customer("crm", "1") == customer("shop", "4")


def test_a_second_time_there_is_nothing_left(night, steward):
    take_back(night, steward)
    with pytest.raises(ConflictError):
        run_undoing.start(night.pk, actor=steward, acting=begin(steward, "again"))
    part = run_undoing.undo_part(night.pk, [customer("crm", "1")], actor=steward, reason="again")
    assert part == {"customers_left": 1}


def test_what_a_person_judged_since_stays(night, steward):
    decisions.judge([(record("crm", "1"), record("shop", "4"))], Verdict.MATCH, actor=steward, reason="I know them")
    take_back(night, steward)
    assert customer("crm", "1") == customer("shop", "4")


def test_what_moved_on_since_is_told_and_left(installation, night, steward):
    decisions.split(customer("crm", "1"), [record("shop", "4")], actor=steward, reason="no")
    plan = run_undoing.plan_of(night.pk)
    assert (plan.records + plan.moved_on, plan.moved_on > 0) == (1, True)


def test_records_that_came_with_the_run_stay(installation, steward):
    installation.take_in("crm", ROBERT)
    installation.load("shop", [BOB])
    job = installation.nightly()
    assert run_undoing.plan_of(job.pk).is_empty
