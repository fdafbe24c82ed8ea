"""Subscriptions over the API."""

from __future__ import annotations

import pytest
from standardwebhooks import Webhook

from mdm.models import Change, Delivery, LedgerEntry, ProfileView, Subscription
from mdm.pipeline.feed import delivering

ALL = "/api/v1/subscriptions"
pytestmark = pytest.mark.django_db


@pytest.fixture
def add(follower, receiver):
    def make(**said):
        body = {"name": "crm", "url": receiver.url} | said
        return follower.post(ALL, body, content_type="application/json")

    return make


def test_a_client_subscribes_hears_and_reads_how_it_fares(follower, add, receiver):
    answer = add(types=["created"])
    assert answer.status_code == 201, answer.json()
    address = answer["Location"]
    Change.objects.create(entity="00000000-0000-0000-0000-000000000001", number=1, kind="created")
    delivering.deliver_for(5)
    ((headers, body),) = receiver.got
    secret = follower.get(f"{address}/secret").json()["secret"]
    assert Webhook(secret).verify(body, headers)["data"]["type"] == "created"
    shown = follower.get(address).json()
    assert (shown["cursor"], shown["waiting"], shown["dead"], shown["state"]) == (1, 0, 0, "active")
    assert follower.get(ALL).json()["items"] == [shown]
    assert "salt" not in shown
    assert LedgerEntry.objects.filter(act="subscribed").exists()


def test_a_new_secret_differs_and_the_former_has_an_end(follower, add):
    address = add()["Location"]
    before = follower.get(f"{address}/secret").json()
    follower.post(f"{address}/secret", {}, content_type="application/json")
    after = follower.get(f"{address}/secret").json()
    assert before["secret"] != after["secret"]
    assert (before["former_until"], after["former_until"] is None) == (None, False)


def test_it_is_changed_paused_resumed_and_removed(follower, add):
    address = add()["Location"]

    def patch(**said):
        return follower.patch(address, said, content_type="application/merge-patch+json").json()

    assert patch(types=["merged"], state="paused")["state"] == "paused"
    assert patch(state="active")["types"] == ["merged"]
    assert follower.delete(address).status_code == 204
    assert follower.get(address).status_code == 404


def test_dead_letters_are_seen_and_sent_again(follower, add):
    address = add()["Location"]
    row = Subscription.objects.get()
    for sequence in (4, 5):
        Delivery.objects.create(
            subscription=row, sequence=sequence, entity=f"{sequence:032}", state="dead", attempts=3, status=400,
            problem="Answered with status 400.",
        )  # fmt: skip
    letters = follower.get(f"{address}/dead-letters").json()
    assert [one["sequence"] for one in letters["items"]] == [4, 5]
    again = {"sequences": [5]}
    assert follower.post(f"{address}/dead-letters", again, content_type="application/json").json() == {"count": 1}
    assert follower.post(f"{address}/dead-letters", {}, content_type="application/json").json() == {"count": 1}
    assert set(Delivery.objects.values_list("state", flat=True)) == {"waiting"}


def test_a_replay_begins_after_a_sequence(follower, add):
    address = add()["Location"]
    Subscription.objects.update(cursor=9)
    answer = follower.post(f"{address}/replay", {"after": 3}, content_type="application/json")
    assert (answer.status_code, answer.json()["cursor"]) == (202, 3)
    beyond = follower.post(f"{address}/replay", {"after": 30}, content_type="application/json")
    assert beyond.status_code == 400


def test_another_client_does_not_see_it(make_client, add):
    address = add()["Location"]
    _, other = make_client("other")
    assert other.get(address).status_code == 404
    assert other.get(ALL).json()["items"] == []
    assert other.delete(address).status_code == 404


# What is said -> status and code.
@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"url": "https://10.0.0.1/hook"}, 400, "address_refused"),
        ({"url": "http://[::ffff:10.0.0.1]/"}, 400, "address_refused"),
        ({"url": "ftp://example.com/"}, 400, "address_refused"),
        ({"url": "https://user:secret@example.com/"}, 400, "address_refused"),
        ({"url": "https://169.254.169.254/latest/meta-data"}, 400, "address_refused"),
        ({"url": "http://8.8.8.8/"}, 400, "address_refused"),
        ({"types": ["broken"]}, 400, "invalid_input"),
        ({"attributes": ["no_such_thing"]}, 400, "invalid_input"),
        ({"after": 7}, 400, "invalid_input"),
        ({"colour": "red"}, 400, "invalid_input"),
        ({"name": ""}, 400, "invalid_input"),
    ],
)
def test_what_cannot_be_is_refused(add, said, status, code):
    answer = add(**said)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Subscription.objects.exists()


def test_a_name_is_given_once(add):
    add()
    assert add().status_code == 409


def test_what_a_client_may_not_see_it_cannot_subscribe_to(make_client, receiver):
    row, narrow = make_client("narrow", ("changes:read",))
    row.view = ProfileView.objects.create(code="thin", label="Thin", attributes=["name"])
    row.save()
    for more in ({"attributes": ["email"]}, {"has_snapshot": True}):
        body = {"name": "x", "url": receiver.url} | more
        assert narrow.post(ALL, body, content_type="application/json").status_code in {400, 403}
