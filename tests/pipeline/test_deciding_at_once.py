"""Two stewards and the nightly job on one customer: whoever comes second is refused or goes on from what stands."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connection

from mdm.errors import ConflictError
from mdm.models import Entity, GoldenRecord, LedgerEntry, Membership
from mdm.pipeline.stewardship import previews
from mdm.steward.acts import Act, ActKind
from tests.pipeline.people import BOB, ROBERT, STRANGER
from tests.pipeline.test_at_once import assert_nobody_is_surplus
from tests.pipeline.test_previews import customer, record

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stewards(installation):
    for source, row in (("crm", ROBERT), ("shop", BOB), ("shop", STRANGER)):
        installation.take_in(source, row)
    return [User.objects.create_user(name) for name in ("one", "two")]


def at_once(*works):
    """What each came to, a ConflictError too, when all begin together."""
    gate = threading.Barrier(len(works))

    def run(work):
        gate.wait()
        try:
            return work()
        except ConflictError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def looked(act, actor):
    return previews.preview(act, actor=actor, sees_sensitive=True).token


def merging():
    both = sorted([str(customer("crm", "1")), str(customer("shop", "4"))])
    return Act(ActKind.MERGE, {"customers": both, "survivor": None})


def splitting():
    return Act(
        ActKind.UNMERGE, {"customer": str(customer("crm", "1")), "records": [record("shop", "2")], "apart": True}
    )


@pytest.mark.parametrize("second", [merging, splitting])
def test_of_two_stewards_one_wins_and_the_other_is_told(installation, stewards, second):
    one, two = stewards
    tokens = (looked(merging(), one), one), (looked(second(), two), two)
    came = at_once(*(lambda token=t, actor=a: previews.confirm(token, actor=actor, reason="sure") for t, a in tokens))
    (refused,) = [result for result in came if isinstance(result, ConflictError)]
    assert refused.data["changed"]
    assert LedgerEntry.objects.filter(reason="sure").count() == 1
    assert_nobody_is_surplus()


def test_a_steward_decides_while_the_night_runs(installation, stewards):
    installation.load("shop", [{**BOB, "id": "5"}, {**STRANGER, "id": "6"}])
    token = looked(merging(), stewards[0])
    came, night = at_once(lambda: previews.confirm(token, actor=stewards[0], reason="sure"), installation.nightly)
    assert night.state == "done"
    is_one = customer("crm", "1") == customer("shop", "4")
    assert is_one is not isinstance(came, ConflictError)
    assert customer("shop", "5") == customer("crm", "1")
    assert_nobody_is_surplus()
    assert Entity.objects.filter(state="active").count() == GoldenRecord.objects.count()
    assert Membership.objects.filter(until=None).count() == 5
