"""The Python client against the live service."""

from __future__ import annotations

import httpx
import pytest
from mdm_client import Client, ProblemError
from standardwebhooks import Webhook

from mdm.models import ApiClient, Change, Delivery, SourceSystem
from mdm.pipeline.access import issue_client_key
from mdm.pipeline.feed import delivering
from mdm.pipeline.intake.files import register_source
from mdm.pipeline.setup import set_up
from tests.pipeline.people import MAPPING, ROBERT
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
SCOPES = ("customers:read", "records:read", "records:write", "changes:read")
ANNA = {"full_name": "Anna Schmidt", "mail": "anna@schmidt-berlin.de"}


@pytest.fixture
def world():
    return World()


@pytest.fixture
def service(live_server, transactional_db):
    _, key = issue_client_key("python", SCOPES)
    with Client(live_server.url, key) as one:
        yield one


@pytest.fixture
def anna(world):
    return world.customer(world.record("crm", "A/7 50%", **ANNA))


def test_profiles_by_id_and_by_the_sources_own_key(service, anna):
    profile = service.customer_of("crm", "A/7 50%")
    assert profile["id"] == str(anna.pk)
    assert profile["attributes"]["email"][0]["display"] == "anna@schmidt-berlin.de"
    assert service.customer(profile["id"]) == profile
    assert service.record("crm", "A/7 50%")["customer_id"] == profile["id"]
    assert "email" in service.lineage(profile["id"])["attributes"]


def test_a_source_says_what_it_knows_and_hears_no_echo_of_it(service):
    set_up()
    register_source({"code": "crm", "label": "CRM", "default_country": "US", "trust": 50}, MAPPING)
    ApiClient.objects.get().sources.add(SourceSystem.objects.get(code="crm"))
    sent = service.put_record("crm", "1", ROBERT)
    assert (sent["happening"], service.customer_of("crm", "1")["id"]) == ("created", sent["customer_id"])
    assert [one["customer_id"] for one in service.changes()["items"]] == [sent["customer_id"]]
    assert service.changes(own=False) == {"items": [], "last": 1, "has_more": False}
    service.close_record("crm", "1")
    assert [one["type"] for one in service.changes(1)["items"]] == ["retired"]


def test_search_and_history_go_through_all_pages(service, world):
    for number in range(45):
        world.customer(world.record("crm", str(number), full_name="Anna Schmidt"))
    assert len({one["id"] for one in service.search(name="Anna Schmidt")}) == 45
    anna = world.customer(world.record("crm", "x", **ANNA))
    for _ in range(25):
        world.golden(anna)
    assert [one["version"] for one in service.history(str(anna.pk))] == list(range(26, 0, -1))


def test_the_feed_is_followed_part_by_part(service, world, anna):
    for number in range(1, 6):
        world.change(anna, number=number, kind="changed", attributes=["email"])
    parts = service.follow(limit=2, types=["changed"], attributes=["email"], snapshot=True)
    taken = [one for _, part in zip(range(3), parts, strict=False) for one in part["items"]]
    assert [one["sequence"] for one in taken] == [1, 2, 3, 4, 5]
    assert taken[0]["customer"]["name"] == "Anna Schmidt"
    assert service.changes(5) == {"items": [], "last": 5, "has_more": False}


def test_subscriptions(service, receiver):
    hook = service.subscribe("crm", receiver.url, after=0, types=["created"])
    assert service.subscriptions() == [service.subscription(hook["id"])]
    Change.objects.create(entity="00000000-0000-0000-0000-000000000001", number=1, kind="created")
    while delivering.deliver_for(5):
        pass
    ((headers, body),) = receiver.got
    assert Webhook(service.secret(hook["id"])).verify(body, headers)["data"]["sequence"] == 1
    assert service.change_subscription(hook["id"], state="paused")["state"] == "paused"
    service.rotate_secret(hook["id"])
    assert service.replay(hook["id"], 0)["cursor"] == 0
    Delivery.objects.create(
        subscription_id=hook["id"], sequence=1, entity="00000000-0000-0000-0000-000000000001", state="dead"
    )
    assert [one["sequence"] for one in service.dead_letters(hook["id"])] == [1]
    assert service.replay_dead_letters(hook["id"], [1]) == 1
    service.unsubscribe(hook["id"])
    assert service.subscriptions() == []


def test_problems_say_what_to_do(service):
    with pytest.raises(ProblemError) as caught:
        service.changes(99)
    assert (caught.value.status, caught.value.code, caught.value.remedy != "") == (400, "invalid_input", True)
    with pytest.raises(ProblemError) as caught:
        service.customer_of("crm", "nobody")
    assert caught.value.code == "not_found"


def _answering(*statuses):
    """A transport that gives these answers in turn; None loses the connection."""
    left = list(statuses)
    asked = []

    def answer(request):
        asked.append(request.method)
        status = left.pop(0)
        if status is None:
            raise httpx.ConnectError("lost")
        return httpx.Response(status, json={"items": [], "last": 0, "has_more": False})

    return httpx.MockTransport(answer), asked


@pytest.fixture
def no_pause(monkeypatch):
    monkeypatch.setattr("mdm_client.connection.time.sleep", lambda _: None)


@pytest.mark.usefixtures("no_pause")
def test_reading_is_repeated_where_the_service_is_away_for_a_moment():
    transport, asked = _answering(503, None, 200)
    assert Client("http://service", "key", transport=transport).changes()["last"] == 0
    assert asked == ["GET"] * 3


@pytest.mark.usefixtures("no_pause")
def test_it_gives_up_after_some_attempts_and_repeats_no_patch():
    transport, asked = _answering(503, 503, 503, 503)
    with pytest.raises(ProblemError):
        Client("http://service", "key", transport=transport).changes()
    assert len(asked) == 4
    transport, asked = _answering(503)
    with pytest.raises(ProblemError):
        Client("http://service", "key", transport=transport).change_subscription(1, state="paused")
    assert asked == ["PATCH"]
