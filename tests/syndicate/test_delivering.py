"""Webhooks from the committed change to the subscriber's answer."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import orjson
import pytest
from django.utils import timezone
from standardwebhooks import Webhook

from mdm.models import Change, Delivery, LedgerEntry, Subscription
from mdm.pipeline.feed import delivering
from mdm.pipeline.jobs import purging
from mdm.syndicate.webhooks import actions, queries
from mdm.syndicate.webhooks.signing import secret_of

pytestmark = pytest.mark.django_db
ANNA, BERT = UUID(int=1), UUID(int=2)


@pytest.fixture
def hook(subscribe, receiver):
    return subscribe(url=receiver.url)


def _change(entity=None, **fields):
    return Change.objects.create(**({"entity": entity or uuid4(), "number": 1, "kind": "changed"} | fields))


def _deliver():
    while delivering.deliver_for(5):
        pass


def _make_due():
    Delivery.objects.filter(state="waiting").update(due_at=timezone.now())
    Subscription.objects.update(rests_until=None)


def _states():
    return list(Delivery.objects.order_by("sequence").values_list("state", flat=True))


def test_what_commits_arrives_signed(hook, receiver, settings):
    _change(ANNA, attributes=["email"])
    _deliver()
    ((headers, body),) = receiver.got
    said = Webhook(secret_of(hook.salt, settings.SECRET_KEY)).verify(body, headers)
    assert said["type"] == "customer.changed"
    assert (said["data"]["customer_id"], said["data"]["sequence"], said["data"]["attributes"]) == (
        str(ANNA), 1, ["email"],
    )  # fmt: skip
    assert headers["webhook-id"] == f"msg_{hook.pk}_1"
    assert _states() == ["done"]


def test_a_new_secret_and_the_former_one_both_hold_for_a_while(hook, receiver, settings):
    former = secret_of(hook.salt, settings.SECRET_KEY)
    now = timezone.now()
    fresh = secret_of(actions.rotate(hook.pk, now).salt, settings.SECRET_KEY)
    _change()
    _deliver()
    Subscription.objects.update(former_until=now)
    _change()
    _deliver()
    (first, second) = receiver.got
    for secret in (former, fresh):
        assert Webhook(secret).verify(first[1], first[0])
    assert Webhook(fresh).verify(second[1], second[0])
    with pytest.raises(Exception, match="No matching signature"):
        Webhook(former).verify(second[1], second[0])


def test_while_the_installations_key_changes_the_former_one_signs_too(hook, receiver, settings):
    secret = secret_of(hook.salt, settings.SECRET_KEY)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key of the installation"
    _change()
    _deliver()
    ((headers, body),) = receiver.got
    assert Webhook(secret).verify(body, headers)


def test_a_customers_changes_arrive_in_order_though_one_fails(hook, receiver):
    fails = {2}
    receiver.answers = lambda body: 500 if body["data"]["sequence"] in fails else 200
    for entity in (ANNA, ANNA, BERT, ANNA):
        _change(entity)
    _deliver()
    assert sorted(receiver.sequences()) == [1, 2, 3]
    fails.clear()
    _make_due()
    _deliver()
    assert [one for one in receiver.sequences() if one != 3] == [1, 2, 2, 4]
    assert _states() == ["done"] * 4


def test_a_message_that_fails_to_the_end_is_a_dead_letter_and_the_rest_goes_on(hook, receiver, settings):
    settings.MDM_WEBHOOK_PAUSES = [0, 0]
    receiver.answers = lambda body: 400 if body["data"]["sequence"] == 1 else 200
    for _ in range(2):
        _change(ANNA)
    for _ in range(4):
        _make_due()
        _deliver()
    assert _states() == ["dead", "done"]
    assert receiver.sequences() == [1, 1, 1, 2]
    (letter,) = queries.dead_letters(hook.pk)
    assert (letter.attempts, letter.status, letter.problem) == (3, 400, "Answered with status 400.")
    receiver.answers = lambda _: 200
    assert actions.revive(hook.pk, [letter.sequence]) == 1
    _deliver()
    assert _states() == ["done", "done"]


def test_a_subscriber_that_is_away_is_left_in_peace_and_asked_singly(hook, receiver):
    receiver.answers = lambda _: 503
    for _ in range(40):
        _change()
    _deliver()
    first = len(receiver.got)
    assert first == delivering.BATCH
    row = Subscription.objects.get()
    assert (row.failures, row.state) == (first, "active")
    assert row.rests_until > timezone.now()
    _deliver()
    assert len(receiver.got) == first
    Subscription.objects.update(rests_until=timezone.now())
    _deliver()
    assert len(receiver.got) == first + 1
    receiver.answers = lambda _: 200
    _make_due()
    _deliver()
    assert _states() == ["done"] * 40
    assert Subscription.objects.get().failures == 0


def test_a_day_without_success_disables_and_says_so(hook, receiver):
    receiver.answers = lambda _: 500
    _change(ANNA)
    Subscription.objects.update(failures=20, failing_since=timezone.now() - timedelta(days=2))
    _deliver()
    row = Subscription.objects.get()
    assert (row.state, row.problem) == ("disabled", "Answered with status 500.")
    assert LedgerEntry.objects.get(act="subscription_disabled").subject == f"subscription:{row.pk}"
    receiver.answers = lambda _: 200
    _change(ANNA)
    _deliver()
    assert len(receiver.got) == 1
    actions.resume(row.pk)
    _deliver()
    assert receiver.sequences() == [1, 1, 2]


def test_a_subscriber_that_is_gone_is_disabled_at_once(hook, receiver):
    receiver.answers = lambda _: 410
    _change()
    _deliver()
    assert Subscription.objects.get().state == "disabled"


def test_a_pause_that_the_subscriber_asks_for_is_kept(hook, receiver):
    receiver.answers, receiver.headers = (lambda _: 429), {"retry-after": "900"}
    _change()
    _deliver()
    assert Delivery.objects.get().due_at > timezone.now() + timedelta(seconds=800)


def test_what_a_killed_worker_had_claimed_is_sent_when_its_lease_has_run_out(hook, receiver):
    _change(ANNA)
    _change(ANNA)
    delivering.number_changes()
    actions.make_out(hook.pk)
    (lost,) = actions.claim(hook.pk, 5, timedelta(seconds=60))
    _deliver()
    assert receiver.got == []
    Delivery.objects.filter(pk=lost.id).update(due_at=timezone.now())
    _deliver()
    assert receiver.sequences() == [1, 2]
    # The worker was only slow: what it says now counts no more.
    delivering._settle(queries.subscription(hook.pk), [lost], [delivering.Answer(None, "too late")])
    assert _states() == ["done", "done"]


def test_everything_after_a_sequence_is_sent_once_more(hook, receiver):
    for _ in range(3):
        _change(ANNA)
    _deliver()
    actions.replay(hook.pk, 1)
    _deliver()
    assert receiver.sequences() == [1, 2, 3, 2, 3]


def test_a_subscription_begins_now_and_hears_only_what_it_chose(subscribe, receiver):
    _change(kind="created")
    delivering.number_changes()
    subscribe("later", url=receiver.url, after=None, types=["changed"], attributes=["email"])
    _change(kind="created", attributes=["email"])
    _change(attributes=["phone"])
    _change(attributes=["email"])
    _deliver()
    assert receiver.sequences() == [4]


def test_a_paused_subscription_keeps_what_comes(hook, receiver):
    actions.pause(hook.pk)
    _change()
    _deliver()
    assert receiver.got == []
    actions.resume(hook.pk)
    _deliver()
    assert receiver.sequences() == [1]


@pytest.mark.parametrize("without", [{"is_active": False}, {"scopes": []}, {"expires_at": timezone.now()}])
def test_a_client_that_may_not_follow_any_more_gets_nothing(hook, receiver, without):
    type(hook.client).objects.update(**without)
    _change()
    _deliver()
    assert receiver.got == []


def test_a_snapshot_goes_along(world, subscribe, receiver):
    anna = world.customer(world.record("crm", "1", full_name="Anna Schmidt"))
    subscribe(url=receiver.url, has_snapshot=True)
    world.change(anna)
    _deliver()
    ((_, body),) = receiver.got
    assert orjson.loads(body)["data"]["customer"]["name"] == "Anna Schmidt"


@pytest.mark.parametrize(("networks", "problem"), [([], "not public"), (["10.0.0.0/8"], "not public")])
def test_private_addresses_are_refused_when_it_is_sent(hook, receiver, settings, networks, problem):
    settings.MDM_WEBHOOK_NETWORKS = networks
    _change()
    _deliver()
    assert receiver.got == []
    assert problem in Delivery.objects.get().problem


def test_redirects_are_not_followed(hook, receiver):
    receiver.answers, receiver.headers = (lambda _: 307), {"location": "http://127.0.0.1:1/"}
    _change()
    _deliver()
    row = Delivery.objects.get()
    assert (row.state, row.status) == ("waiting", 307)


def test_what_was_delivered_long_ago_is_forgotten_and_dead_letters_are_not(hook, receiver):
    _change()
    _deliver()
    Delivery.objects.create(subscription=hook, sequence=9, entity=ANNA, state="dead", ended_at=timezone.now())
    Delivery.objects.update(ended_at=timezone.now() - timedelta(days=30))
    assert purging.purge()["deliveries"] == 1
    assert _states() == ["dead"]
