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
from mdm.pipeline.jobs import nightly
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


def _until_waited_for():
    for _ in range(400):
        if _waiting():
            return
        time.sleep(0.025)


def in_order(first, second):
    """What both came to, errors too, when the second runs into the first, which has not committed yet."""
    has_acted = threading.Event()

    def leading():
        try:
            with transaction.atomic():
                done = first()
                has_acted.set()
                _until_waited_for()
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
    assert LedgerEntry.objects.get(pk=done).reason == "first"
    assert isinstance(refused, ConflictError)
    assert "ada answered" in str(refused) or refused.data["changes"]
    assert not Judgement.objects.filter(author=bea).exists()
    assert LedgerEntry.objects.filter(reason="second").count() == 0
    item.refresh_from_db()
    assert (item.state, item.closed_by, customers(item)) == ("decided", ada, 1 if first == "match" else 2)
    assert_nobody_is_surplus()


class Night:
    """A nightly job that is held up where it regroups, before or after it has done so in its open transaction."""

    def __init__(self, installation, monkeypatch, *, acts_first):
        self.installation, self.acts_first = installation, acts_first
        self.is_there, self.goes_on = threading.Event(), threading.Event()
        self.regroup = nightly.regroup_only
        monkeypatch.setattr(nightly, "regroup_only", self.regrouping)

    def regrouping(self, seeds, **options):
        if not self.acts_first:
            self.is_there.set()
            assert self.goes_on.wait(20)
            return self.regroup(seeds, **options)
        done = self.regroup(seeds, **options)
        self.is_there.set()
        _until_waited_for()
        return done

    def run(self):
        try:
            return self.installation.nightly()
        finally:
            self.is_there.set()
            connection.close()


def _answering(night, answer):
    """What the answer comes to, given when the night has come to its regrouping; it is held open where it is first."""
    assert night.is_there.wait(20)
    try:
        with transaction.atomic():
            done = answer()
            night.goes_on.set()
            if not night.acts_first:
                _until_waited_for()
            return done
    except ConflictError as error:
        return error
    finally:
        night.goes_on.set()
        connection.close()


def at_night(installation, monkeypatch, item, actor, verdict, *, acts_first):
    """What the answer and the night came to, when the one of them runs into the other.

    The item is seen with what was loaded that day, so that only what the night does can come between.
    """
    installation.load("shop", [{**ROBERT, "id": MAYBE["id"]}])
    seen = picked(item)

    def answer():
        return answering.answer(seen, verdict, actor=actor)

    night = Night(installation, monkeypatch, acts_first=acts_first)
    with ThreadPoolExecutor(2) as pool:
        answered, job = pool.submit(_answering, night, answer), pool.submit(night.run)
    item.refresh_from_db()
    assert_nobody_is_surplus()
    return answered.result(), job.result()


@pytest.mark.parametrize("verdict", ["match", "no_match"])
def test_an_answer_runs_into_what_the_night_has_regrouped_and_is_told(installation, monkeypatch, item, ada, verdict):
    answered, job = at_night(installation, monkeypatch, item, ada, verdict, acts_first=True)
    assert job.state == "done"
    assert isinstance(answered, ConflictError)
    assert "the data answered it" in str(answered) or answered.data["changes"]
    assert not Judgement.objects.exists()
    assert (item.state, customers(item)) == ("obsolete", 1)


@pytest.mark.parametrize("verdict", ["match", "no_match"])
def test_the_night_s_regrouping_runs_into_an_answer_and_goes_by_it(installation, monkeypatch, item, ada, verdict):
    answered, job = at_night(installation, monkeypatch, item, ada, verdict, acts_first=False)
    assert job.state == "done"
    assert LedgerEntry.objects.get(pk=answered).actor == ada
    assert (item.state, item.closed_by) == ("decided", ada)
    assert customers(item) == (1 if verdict == "match" else 2)


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
