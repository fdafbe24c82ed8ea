"""The Python client against the live service."""

from __future__ import annotations

import json
from uuid import uuid4

import httpx
import pytest
from mdm_client import Client, ProblemError
from standardwebhooks import Webhook

from mdm.models import ApiClient, Change, Delivery, SourceSystem
from mdm.pipeline.access import issue_client_key
from mdm.pipeline.feed import delivering
from mdm.pipeline.intake.files import register_source
from mdm.pipeline.jobs import files, working
from tests.pipeline.people import MAPPING, ROBERT, STRANGER
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
SCOPES = (
    "customers:read", "records:read", "records:write", "changes:read", "customers:match", "proposals:write",
)  # fmt: skip
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
    register_source({"code": "crm", "label": "CRM", "default_country": "US", "trust": 50}, MAPPING)
    ApiClient.objects.get().sources.add(SourceSystem.objects.get(code="crm"))
    sent = service.put_record("crm", "1", ROBERT)
    assert (sent["happening"], service.customer_of("crm", "1")["id"]) == ("created", sent["customer_id"])
    assert [one["customer_id"] for one in service.changes()["items"]] == [sent["customer_id"]]
    assert service.changes(own=False) == {"items": [], "last": 1, "has_more": False}
    service.close_record("crm", "1")
    assert [one["type"] for one in service.changes(1)["items"]] == ["retired"]


@pytest.fixture
def crm(service):
    """The service, with a source system that the client may write."""
    register_source({"code": "crm", "label": "CRM", "default_country": "US", "trust": 50}, MAPPING)
    ApiClient.objects.get().sources.add(SourceSystem.objects.get(code="crm"))
    return service


FIELDS = {name: one for name, one in ROBERT.items() if name != "id"}


def test_search_first_then_create_then_propose(crm):
    assert crm.validate("crm", ROBERT)["is_acceptable"]
    looked = crm.match("crm", FIELDS, key="1", create=True, idempotency_key="first")
    assert (looked["matches"], looked["created"]["happening"]) == ([], "created")
    assert crm.match("crm", FIELDS, key="1", create=True, idempotency_key="first") == looked
    customer = looked["created"]["customer_id"]
    assert [one["customer_id"] for one in crm.match("crm", FIELDS)["matches"]] == [customer]
    made = crm.propose_correction(customer, "email", {"value": "rob@new.example"}, reason="He said so.")
    assert crm.proposal(made["id"]) == made == next(crm.proposals("open"))
    other = crm.put_record("crm", "4", {name: one for name, one in STRANGER.items() if name != "id"})["customer_id"]
    assert crm.propose_duplicate(customer, other, reason="Seen together.")["kind"] == "duplicate"
    items = crm.lookup([customer, str(uuid4())], [{"source": "crm", "key": "4"}])
    assert [one["customer"] and one["customer"]["id"] for one in items] == [customer, None, other]
    assert crm.explanation(customer)["ties"][0]["key"] == "1"
    assert crm.customer(customer, as_of="2100-01-01T00:00:00Z")["name"] == "Robert Miller"


def test_writing_in_parts_and_in_batches(crm):
    crm.create_record("crm", "1", FIELDS)
    with pytest.raises(ProblemError) as caught:
        crm.create_record("crm", "1", FIELDS)
    assert caught.value.code == "precondition_failed"
    assert crm.patch_record("crm", "1", {"email": "new@example.org"}, if_match='"1"')["version"] == 2
    told = crm.send_batch("crm", {"1": None, "2": {"kind": "z"}, "3": FIELDS})
    assert [one["status"] for one in told["items"]] == [200, 400, 201]
    assert [(one["key"], one["column"]) for one in crm.rejects("crm")] == [("2", "kind")]


def test_a_file_is_sent_and_waited_for(crm, tmp_path):
    file = tmp_path / "crm.ndjson"
    file.write_text("\n".join(json.dumps(one) for one in (ROBERT, {**ROBERT, "id": "8", "kind": "z"}, STRANGER)))
    sent = crm.send_file("crm", file, format="ndjson", idempotency_key="tonight")
    assert crm.send_file("crm", file, format="ndjson", idempotency_key="tonight")["id"] == sent["id"]
    with pytest.raises(TimeoutError):
        crm.wait_for(sent["id"], seconds=0)
    crm.cancel_job(sent["id"])
    crm.resume_job(sent["id"])
    while working.work_one("here") or files.start_waiting():
        pass
    done = crm.wait_for(sent["id"])
    assert (done["state"], done["counts"]["new"], done["counts"]["rejected"]) == ("done", 2, 1)
    assert crm.job(sent["id"]) == done
    assert [one["key"] for one in crm.job_rejects(sent["id"])] == ["8"]


def test_access_tokens_are_fetched_and_renewed(service, live_server, settings):
    settings.MDM_TOKEN_SECONDS = 600
    key = issue_client_key("oauth: client", ["changes:read"])[1]
    with Client(live_server.url, key, client="oauth: client") as one:
        assert one.changes()["last"] == 0
        token = one._http._auth._token
        one.changes()
        assert one._http._auth._token == token
        one._http._auth._token = "mdt_broken"
        assert one.changes()["last"] == 0
    with Client(live_server.url, "mdm_wrong", client="oauth: client") as one, pytest.raises(ProblemError) as caught:
        one.changes()
    assert caught.value.status == 401


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
def test_posts_are_repeated_under_one_key():
    keys = []

    def answer(request):
        keys.append(request.headers["idempotency-key"])
        return httpx.Response(503 if len(keys) < 3 else 200, json={"count": 1})

    service = Client("http://service", "key", transport=httpx.MockTransport(answer))
    assert service.replay_dead_letters(1) == 1
    assert len(keys) == 3
    assert len(set(keys)) == 1


@pytest.mark.usefixtures("no_pause")
def test_a_file_is_read_anew_when_it_is_sent_again(tmp_path):
    file = tmp_path / "x.csv"
    file.write_bytes(b"x" * 3_000_000)
    bodies = []

    def answer(request):
        bodies.append(len(request.read()))
        return httpx.Response(503 if len(bodies) < 2 else 202, json={"id": 1})

    service = Client("http://service", "key", transport=httpx.MockTransport(answer))
    assert service.send_file("crm", file)["id"] == 1
    assert bodies == [3_000_000] * 2


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
