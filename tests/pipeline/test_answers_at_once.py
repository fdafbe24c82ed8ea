"""Answers to one item at once, and an answer against the nightly job: one wins, the other is told what happened.

The order is forced: the first holds its transaction open after its answer until the second waits for it.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from mdm.errors import ConflictError
from mdm.models import Judgement, LedgerEntry, Membership, ReviewItem
from mdm.pipeline.stewardship import answering
from mdm.steward.review import queries, standing
from mdm.steward.worklist.deeds import Pick
from tests.pipeline.people import MAYBE, ROBERT
from tests.pipeline.test_at_once import assert_nobody_is_surplus

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def item(installation):
    for source, row in (("crm", ROBERT), ("shop", MAYBE)):
        installation.take_in(source, row)
    return ReviewItem.objects.get(state="open")


def picked(item):
    return Pick(item.pk, item.version, standing.read_stamp(standing.stamp(queries.group_of(item.records))))


def _waiting():
    """Whether anybody waits for a lock. (What pg_stat_activity says is frozen within a transaction.)"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


def in_order(first, second):
    """What both came to, errors too, when the second runs into the first, which has not committed yet."""
    has_acted = threading.Event()

    def leading():
        try:
            with transaction.atomic():
                done = first()
                has_acted.set()
                for _ in range(400):
                    if _waiting():
                        break
                    time.sleep(0.025)
                return done
        except ConflictError as error:
            return error
        finally:
            has_acted.set()
            connection.close()

    def following():
        has_acted.wait(20)
        try:
            return second()
        except ConflictError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return [future.result() for future in (pool.submit(leading), pool.submit(following))]


def customers(item):
    rows = Membership.objects.filter(until=None, record__in=item.records)
    return len(set(rows.values_list("entity", flat=True)))


def partial(item):
    return [[one] for one in item.records]


ANSWERS = {
    "match": lambda item, actor: answering.answer(picked(item), "match", actor=actor, reason="first"),
    "no match": lambda item, actor: answering.answer(picked(item), "no_match", actor=actor, reason="first"),
    "unsure": lambda item, actor: answering.answer(picked(item), "unsure", actor=actor, reason="first"),
    "partial": lambda item, actor: answering.answer(
        picked(item), "partial", actor=actor, reason="first", groups=partial(item)
    ),
}


@pytest.mark.parametrize("first", ANSWERS)
@pytest.mark.parametrize("second", ["match", "no_match"])
def test_of_two_answers_the_first_wins_and_the_second_learns_of_it(item, ada, bea, first, second):
    seen = picked(item)
    done, refused = in_order(
        lambda: ANSWERS[first](item, ada), lambda: answering.answer(seen, second, actor=bea, reason="second")
    )
    assert done is None
    assert isinstance(refused, ConflictError)
    assert "ada answered" in str(refused) or refused.data["changes"]
    assert not Judgement.objects.filter(author=bea).exists()
    assert LedgerEntry.objects.filter(reason="second").count() == 0
    item.refresh_from_db()
    assert (item.state, item.closed_by, customers(item)) == ("decided", ada, 1 if first == "match" else 2)
    assert_nobody_is_surplus()


@pytest.mark.parametrize("verdict", ["match", "no_match"])
def test_an_answer_and_the_nightly_job(installation, item, ada, verdict):
    """The night has found that they are one; the answer comes while it has not committed that yet, or right before."""
    installation.load("shop", [{**ROBERT, "id": MAYBE["id"]}])
    seen = picked(item)
    gate = threading.Barrier(2)

    def steward():
        gate.wait()
        try:
            return answering.answer(seen, verdict, actor=ada, reason="x")
        except ConflictError as error:
            return error
        finally:
            connection.close()

    def night():
        gate.wait()
        try:
            return installation.nightly()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answered, job = (future.result() for future in (pool.submit(steward), pool.submit(night)))
    item.refresh_from_db()
    assert job.state == "done"
    assert item.state in {"decided", "obsolete"}
    if isinstance(answered, ConflictError):
        assert "the data answered it" in str(answered) or answered.data["changes"]
        assert not Judgement.objects.filter(author=ada).exists()
    else:
        assert (item.state, item.closed_by) == ("decided", ada)
        assert customers(item) == (1 if verdict == "match" else 2)
    assert_nobody_is_surplus()


def test_an_answer_runs_into_what_the_data_settles_and_is_told(installation, item, ada):
    seen = picked(item)
    _, refused = in_order(
        lambda: installation.take_in("shop", {**ROBERT, "id": MAYBE["id"]}),
        lambda: answering.answer(seen, "no_match", actor=ada),
    )
    assert isinstance(refused, ConflictError)
    assert customers(item) == 1
    assert not Judgement.objects.exists()


def test_what_the_data_would_settle_gives_way_to_an_answer_before_it(installation, item, ada):
    seen = picked(item)
    in_order(
        lambda: answering.answer(seen, "no_match", actor=ada),
        lambda: installation.take_in("shop", {**ROBERT, "id": MAYBE["id"]}),
    )
    assert customers(item) == 2
    assert Judgement.objects.get(superseded_at=None).author == ada
    assert_nobody_is_surplus()
