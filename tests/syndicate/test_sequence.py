"""The feed's order: nothing skipped, each customer's changes in the order of its versions."""

from __future__ import annotations

import threading
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections, transaction

from mdm.models import Change
from mdm.pipeline.feed import syndication
from mdm.records import ChangeKind
from mdm.syndicate.actions import Announcement, Origin, announce, number_changes
from mdm.syndicate.feed.wanted import Wanted

EVERYTHING = Wanted()


def _announce(entity, number):
    announce([Announcement(entity, number, ChangeKind.CHANGED, ("email",))], Origin())


def _feed(after=0, limit=1000):
    return syndication.follow(after, EVERYTHING, limit=limit)


@pytest.fixture
def another():
    """A second connection with a transaction of its own."""
    second = connections.create_connection("default")
    second.ensure_connection()
    second.set_autocommit(False)
    yield second
    second.close()


def _insert(on, entity, number):
    with on.cursor() as cursor:
        cursor.execute(
            "INSERT INTO mdm_change (entity, number, kind, attributes, sources, detail, origin_source, at) "
            "VALUES (%s, %s, 'changed', '{}', '{}', '{}', '', now())",
            [entity, number],
        )


@pytest.mark.django_db(transaction=True)
def test_a_late_commit_gets_a_late_number(another):
    slow, fast = uuid4(), uuid4()
    _insert(another, slow, 1)
    _announce(fast, 1)
    first = _feed()
    assert [one.entity for one in first.changes] == [fast]
    another.commit()
    rest = _feed(first.last)
    assert [one.entity for one in rest.changes] == [slow]
    assert [one.sequence for one in (*first.changes, *rest.changes)] == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_who_waited_for_a_customer_comes_second_whoever_began_first(another):
    """The transaction with the lower id writes the later version: ordering by transaction would turn them round."""
    anna = uuid4()
    with another.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()")
    _announce(anna, 1)
    _insert(another, anna, 2)
    another.commit()
    assert [one.number for one in _feed().changes] == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_one_numbers_at_a_time(another):
    _announce(uuid4(), 1)
    with another.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [0x6D646D2066656564])
    assert number_changes() == 0
    another.commit()
    assert number_changes() == 1


CUSTOMERS = tuple(UUID(int=number) for number in range(1, 5))
TURNS = 30


def _write(worker):
    """Changes of all customers in turn; as in the pipeline, a customer is held until the commit."""
    for turn in range(TURNS):
        entity = CUSTOMERS[(worker + turn) % len(CUSTOMERS)]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [entity.int])
            _announce(entity, Change.objects.filter(entity=entity).count() + 1)
    connection.close()


def _read(into):
    """All that is going to come, in portions."""
    last = 0
    while last < TURNS * len(CUSTOMERS):
        found = _feed(last, limit=7)
        into.extend((one.sequence, one.entity, one.number) for one in found.changes)
        last = found.last
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_many_writers_and_readers_lose_nothing_and_turn_nothing_round():
    taken = [[], []]
    threads = [threading.Thread(target=_write, args=(worker,)) for worker in range(len(CUSTOMERS))]
    threads += [threading.Thread(target=_read, args=(into,), daemon=True) for into in taken]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    for rows in taken:
        assert [sequence for sequence, _, _ in rows] == list(range(1, TURNS * len(CUSTOMERS) + 1))
        for customer in CUSTOMERS:
            assert [number for _, entity, number in rows if entity == customer] == list(range(1, TURNS + 1))


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_is_told_when_something_comes():
    timer = threading.Timer(0.4, lambda: (_announce(uuid4(), 1), connection.close()))
    timer.start()
    found = syndication.follow(0, EVERYTHING, limit=10, seconds=10)
    timer.join()
    assert len(found.changes) == 1


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_for_nothing_gets_nothing_and_moves_on():
    _announce(uuid4(), 1)
    found = syndication.follow(0, Wanted(types=frozenset({"merged"})), limit=10, seconds=0.5)
    assert (found.changes, found.last, found.has_more) == ((), 1, False)
