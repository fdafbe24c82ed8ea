"""Two workers regroup at the same time and do not see one another: nothing may fall between them."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from mdm.models import Job, Membership, ReviewItem
from mdm.pipeline.jobs import nightly, running, working
from tests.pipeline.people import MAYBE, ROBERT

pytestmark = pytest.mark.external


@pytest.mark.django_db(transaction=True)
def test_a_question_between_slices_is_asked(installation, monkeypatch):
    installation.load("crm", [ROBERT])
    installation.load("shop", [MAYBE])
    both_have_written = threading.Barrier(2, timeout=20)
    plain = nightly.regroup_only

    def regroup_together(*args, **kwargs):
        done = plain(*args, **kwargs)
        both_have_written.wait()
        return done

    monkeypatch.setattr(nightly, "SLICE", 1)
    monkeypatch.setattr(nightly, "regroup_only", regroup_together)
    job = running.start_nightly()
    workers = [threading.Thread(target=_work, args=[job.pk]) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    job.refresh_from_db()
    assert (job.state, job.result["slice"]["slices"]) == ("done", 2)
    assert Membership.objects.filter(until=None).values("entity").distinct().count() == 2
    assert ReviewItem.objects.get(state="open").kind == "possible_match"


def _work(job_id):
    """As a worker that is knocked at again and again."""
    try:
        while Job.objects.get(pk=job_id).state == "running":
            working.work_for(30)
    finally:
        connection.close()
