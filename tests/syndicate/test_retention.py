"""What is forgotten after its time, and what whoever comes too late is told."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from mdm.access import actions as access
from mdm.errors import GoneError
from mdm.models import Answer, Change, Delivery, Job, SentFile, SentPiece, SourceSystem, Subscription
from mdm.pipeline.access import issue_client_key, revoke_client
from mdm.pipeline.jobs import purging
from mdm.syndicate import actions
from mdm.syndicate.feed import queries as feed
from mdm.syndicate.webhooks import actions as webhooks

NOW = timezone.now()
ENTITY = UUID(int=1)
KEPT = timedelta(days=100)


@pytest.fixture(autouse=True)
def _kept(settings):
    settings.MDM_CHANGES_KEPT = KEPT


@pytest.fixture
def changes(db):
    """Ten numbered changes, one a month, the latest of today."""
    for number in range(10):
        at = NOW - timedelta(days=30 * (9 - number))
        Change.objects.create(entity=ENTITY, number=number + 1, kind="changed", at=at, sequence=number + 1)


@pytest.fixture
def hook(changes):
    client, _ = issue_client_key("crm", ["changes:read"])
    return Subscription.objects.create(client=client, name="x", url="https://192.0.2.1/", cursor=10, salt="s")


def left():
    return list(Change.objects.order_by("sequence").values_list("sequence", flat=True))


@pytest.mark.parametrize(("days", "kept"), [(100, [7, 8, 9, 10]), (45, [9, 10]), (1, [10]), (1000, list(range(1, 11)))])
def test_changes_older_than_their_time_are_forgotten_and_the_last_never(changes, settings, days, kept):
    settings.MDM_CHANGES_KEPT = timedelta(days=days)
    purging.purge(NOW)
    assert left() == kept
    assert feed.bottom() == kept[0] - 1


def test_nothing_is_forgotten_where_everything_is_kept(changes, settings):
    settings.MDM_CHANGES_KEPT = timedelta(0)
    assert purging.purge(NOW + timedelta(days=9999))["changes"] == 0


def test_numbers_go_on_after_everything_was_forgotten(changes):
    purging.purge(NOW + timedelta(days=9999))
    assert left() == [10]
    Change.objects.create(entity=ENTITY, number=11, kind="changed")
    actions.number_changes()
    assert left() == [10, 11]


def test_small_steps_forget_the_same(changes):
    while actions.forget_changes(NOW - KEPT, 2):
        pass
    assert left() == [7, 8, 9, 10]


@pytest.mark.parametrize(("cursor", "waiting", "kept"), [(3, None, 4), (10, 5, 5), (10, None, 7), (0, None, 1)])
def test_what_an_active_subscription_has_not_had_stays(hook, cursor, waiting, kept):
    Subscription.objects.update(cursor=cursor)
    if waiting:
        Delivery.objects.create(subscription=hook, sequence=waiting, entity=ENTITY)
    purging.purge(NOW)
    assert left()[0] == kept


def test_a_client_that_is_gone_holds_nothing_back(hook):
    Subscription.objects.update(cursor=0)
    revoke_client(hook.client_id, actor=None)
    purging.purge(NOW)
    assert left()[0] == 7


@pytest.fixture
def asks(db, client):
    _, key = issue_client_key("reader", ["changes:read", "customers:read"])
    return lambda after: client.get("/api/v1/changes", {"after": after}, headers={"authorization": f"Bearer {key}"})


def test_whoever_follows_from_too_far_back_is_told_where_to_go_on(changes, asks):
    purging.purge(NOW)
    answer = asks(5)
    assert (answer.status_code, answer.json()["code"], answer.json()["data"]) == (410, "gone", {"after": 6})
    assert "/api/v1/changes/snapshot" in answer.json()["remedy"]
    assert [one["sequence"] for one in asks(6).json()["items"]] == [7, 8, 9, 10]


class TestStopped:
    """A subscription that was paused for longer than changes are kept."""

    @pytest.fixture
    def paused(self, hook):
        Delivery.objects.create(subscription=hook, sequence=2, entity=ENTITY)
        Delivery.objects.create(subscription=hook, sequence=3, entity=ENTITY, state="dead", ended_at=NOW)
        Subscription.objects.update(state="paused")
        purging.purge(NOW)
        hook.refresh_from_db()
        return hook

    def test_it_can_t_go_on_as_if_it_had_missed_nothing(self, paused):
        assert not Delivery.objects.exists()
        with pytest.raises(GoneError):
            webhooks.resume(paused.pk)
        with pytest.raises(GoneError):
            webhooks.replay(paused.pk, 1)
        webhooks.replay(paused.pk, feed.bottom())
        webhooks.resume(paused.pk)
        assert webhooks.make_out(paused.pk)
        assert list(Delivery.objects.order_by("sequence").values_list("sequence", flat=True)) == [7, 8, 9, 10]

    def test_a_new_one_can_t_begin_there(self, paused):
        with pytest.raises(GoneError):
            webhooks.subscribe(paused.client_id, "new", after=2, url="https://192.0.2.1/")


def test_answers_are_forgotten_after_their_time_and_worthless_before_that(db, settings):
    settings.MDM_ANSWERS_KEPT = timedelta(hours=5)
    client, _ = issue_client_key("crm", ["records:write"])
    kept = {"kept_for": settings.MDM_ANSWERS_KEPT}
    access.claim_answer(client.pk, "a", "d", now=NOW - timedelta(hours=6), **kept)
    access.keep_answer(client.pk, "a", status=200, body="{}", headers={})
    assert access.claim_answer(client.pk, "a", "another", now=NOW, **kept) is None
    access.claim_answer(client.pk, "b", "d", now=NOW - timedelta(hours=6), **kept)
    assert purging.purge(NOW)["answers"] == 1
    assert Answer.objects.get().key == "a"


@pytest.mark.parametrize(
    ("state", "age", "left"),
    [("cancelled", 3, (True, True)), ("cancelled", 8, (True, False)), ("cancelled", 91, (False, False)),
     ("receiving", 8, (True, False)), ("waiting", 91, (True, True)), ("started", 8, (True, True))],
)  # fmt: skip
def test_sent_files_go_in_two_steps_and_never_while_they_wait(db, settings, state, age, left):
    settings.MDM_FILES_KEPT = timedelta(days=90)
    client, _ = issue_client_key("crm", ["records:write"])
    source = SourceSystem.objects.create(code="crm", label="CRM")
    job = Job.objects.create(kind="file", lane="crm") if state == "started" else None
    sent_at = NOW - timedelta(days=age)
    file = SentFile.objects.create(client=client, source=source, name="x", state=state, sent_at=sent_at, job=job)
    SentPiece.objects.create(file=file, number=0, content=b"x")
    purging.purge(NOW)
    assert (SentFile.objects.exists(), SentPiece.objects.exists()) == left


def test_finding_the_bottom_reads_one_row(changes):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT min(sequence) FROM mdm_change")
        assert "Limit" in "".join(row[0] for row in cursor.fetchall())
