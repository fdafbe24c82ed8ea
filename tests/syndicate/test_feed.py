"""GET /api/v1/changes."""

from __future__ import annotations

import pytest
from django.contrib.postgres.functions import TransactionNow

from mdm.models import Change, Membership, ProfileView
from mdm.pipeline.feed.origins import caused_by, origin
from mdm.records import ChangeKind
from mdm.syndicate.actions import Announcement, Origin, announce
from mdm.syndicate.feed import queries
from tests.world import NOON

ANNA = {"full_name": "Anna Schmidt", "mail": "anna@schmidt-berlin.de"}


@pytest.fixture
def anna(world):
    return world.customer(world.record("crm", "1", **ANNA))


def _items(caller, **asked):
    answer = caller.get("/api/v1/changes", asked)
    assert answer.status_code == 200, answer.json()
    return answer.json()["items"]


def _sequences(caller, **asked):
    return [one["sequence"] for one in _items(caller, **asked)]


def test_reading_goes_on_after_the_last_one_taken(follower, world, anna):
    for number in range(1, 6):
        world.change(anna, number=number)
    taken, after = [], 0
    while True:
        answer = follower.get("/api/v1/changes", {"after": after, "limit": 2}).json()
        taken += [one["sequence"] for one in answer["items"]]
        after = answer["last"]
        if not answer["has_more"]:
            break
    assert taken == [1, 2, 3, 4, 5]
    assert _sequences(follower, after=after) == []


def test_a_change_says_what_happened(follower, world, anna):
    world.change(anna, number=2, kind="changed", attributes=["email"])
    (one,) = _items(follower)
    assert {name: one[name] for name in ("customer_id", "version", "type", "attributes", "detail")} == {
        "customer_id": str(anna.pk), "version": 2, "type": "changed", "attributes": ["email"], "detail": {},
    }  # fmt: skip
    assert "customer" not in one


# What is asked for -> which of the four changes come.
@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, [1, 2, 3, 4]),
        ({"types": "created"}, [1]),
        ({"types": "created,merged"}, [1, 4]),
        ({"attributes": "email"}, [1, 4]),
        ({"attributes": "phone, address"}, [2, 4]),
        ({"sources": "sfa"}, [3]),
        ({"sources": "sfa,crm", "types": "changed"}, [2, 3]),
        ({"own": "false"}, [1, 3, 4]),
        ({"after": "2", "limit": "1"}, [3]),
    ],
)
def test_filters(make_client, world, anna, asked, expected):
    row, follower = make_client()
    world.change(anna, attributes=["name", "email"], sources=["crm"])
    world.change(anna, kind="changed", attributes=["phone"], sources=["crm"], origin_client=row.pk)
    world.change(anna, kind="changed", attributes=["name"], sources=["billing", "sfa"], origin_client=row.pk + 1)
    world.change(anna, kind="merged", attributes=[], sources=["billing"])
    assert _sequences(follower, **asked) == expected


def test_a_filter_that_fits_little_moves_on_window_by_window(follower, world, anna, monkeypatch):
    monkeypatch.setattr(queries, "WINDOW", 2)
    for number in range(1, 6):
        world.change(anna, number=number, kind="changed")
    world.change(anna, kind="merged")
    last, steps = 0, 0
    while True:
        answer = follower.get("/api/v1/changes", {"after": last, "types": "merged"}).json()
        last, steps = answer["last"], steps + 1
        if answer["items"]:
            break
        assert answer["has_more"]
    assert (last, steps) == (6, 3)


def test_a_snapshot_is_the_customer_as_it_stands(follower, world, anna):
    world.change(anna)
    (one,) = _items(follower, snapshot="true")
    assert one["customer"]["id"] == str(anna.pk)
    assert one["customer"]["attributes"]["email"][0]["display"] == "anna@schmidt-berlin.de"


def test_a_snapshot_of_a_merged_customer_is_the_survivor(follower, world, anna):
    other = world.customer(world.record("crm", "2", full_name="Anne Schmidt"))
    world.merged(other, anna)
    world.change(other, kind="merged", detail={"into": str(anna.pk)})
    (one,) = _items(follower, snapshot="true")
    assert (one["customer_id"], one["customer"]["id"]) == (str(other.pk), str(anna.pk))


def test_snapshots_need_the_right_to_read_customers(make_client, world, anna):
    _, bare = make_client("bare", ("changes:read",))
    world.change(anna)
    assert bare.get("/api/v1/changes", {"snapshot": "true"}).status_code == 403
    assert len(_items(bare)) == 1


def test_nothing_outside_the_profile_view_is_told(make_client, world, anna):
    row, narrow = make_client("narrow")
    row.view = ProfileView.objects.create(code="narrow", label="Narrow", attributes=["name"], sources=["crm"])
    row.save()
    world.change(anna, attributes=["name", "email"], sources=["crm"])
    world.change(anna, kind="changed", attributes=["email"], sources=["crm"])
    world.change(anna, kind="changed", attributes=["name"], sources=["sfa"])
    (one,) = _items(narrow, snapshot="true")
    assert one["attributes"] == ["name"]
    assert set(one["customer"]["attributes"]) == {"name"}
    assert narrow.get("/api/v1/changes", {"attributes": "email"}).status_code == 400


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("after", "x"), ("after", "-1"), ("after", "1" * 30), ("after", "7"), ("limit", "0"), ("limit", "1001"),
        ("types", "broken"), ("attributes", "no_such_thing"), ("wait", "31"), ("own", "perhaps"), ("snapshot", "2"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_place(follower, db, name, value):
    answer = follower.get("/api/v1/changes", {name: value})
    assert answer.status_code == 400
    document = answer.json()
    assert (document.get("parameter") or document["errors"][0]["parameter"]) == name


def test_without_the_scope_there_is_no_feed(make_client):
    assert make_client("other", ("customers:read",))[1].get("/api/v1/changes").status_code == 403


def test_origins_nest_and_end():
    with caused_by(client=7), caused_by(source="crm"):
        assert origin() == Origin(source="crm", client=7)
    assert origin() == Origin()


def test_a_change_remembers_who_had_records_and_what_caused_it(world, anna):
    sfa = world.record("sfa", "9")
    Membership.objects.create(record=sfa, entity=anna)
    Membership.objects.filter(record=sfa).update(until=TransactionNow())
    before = world.record("billing", "4")
    Membership.objects.create(record=before, entity=anna, until=NOON)
    announce([Announcement(anna.pk, 1, ChangeKind.CHANGED)], Origin("crm", 3))
    row = Change.objects.get()
    assert (row.sources, row.origin_source, row.origin_client) == (["crm", "sfa"], "crm", 3)


@pytest.mark.parametrize(("text", "status"), [("crm" + " " * 1997, 200), ("crm" + " " * 1998, 400)])
def test_a_list_is_as_long_as_it_was_sent(follower, anna, text, status):
    assert follower.get("/api/v1/changes", {"sources": text}).status_code == status
