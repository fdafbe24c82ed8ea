"""All customers, for whoever begins to follow or came too late."""

from __future__ import annotations

import importlib.util
import sqlite3
from functools import partial
from pathlib import Path

import pytest
from django.test import Client as Browser
from mdm_client import Client

from mdm.models import Change, Entity
from mdm.pipeline.access import issue_client_key
from mdm.pipeline.serving.views import define_view
from mdm.syndicate import actions
from mdm.syndicate.feed.changes import Tide
from mdm.syndicate.feed.queries import tide
from tests.world import World

ADDRESS = "/api/v1/changes/snapshot"
RECEIVER = Path(__file__).parents[2] / "docs" / "examples" / "crm_receiver.py"


def pages(client, **asked):
    found = [client.get(ADDRESS, asked).json()]
    while found[-1]["next_cursor"]:
        found.append(client.get(ADDRESS, asked | {"cursor": found[-1]["next_cursor"]}).json())
    return found


@pytest.fixture
def people(world):
    return [world.customer(world.record("crm", str(one), full_name=f"Anna {one}")) for one in range(5)]


def test_every_customer_comes_once_with_the_place_to_follow_from(follower, world, people):
    world.change(people[0])
    first = follower.get(ADDRESS, {"page_size": 2}).json()
    world.change(people[1])
    rest = pages(follower, page_size=2, cursor=first["next_cursor"])
    found = [first, *rest]
    assert [one["id"] for page in found for one in page["items"]] == sorted(str(one.pk) for one in people)
    assert {page["follow_after"] for page in found} == {1}
    (late,) = follower.get("/api/v1/changes", {"after": 1}).json()["items"]
    assert late["customer_id"] == str(people[1].pk)
    assert tide() == Tide(2, is_rising=False)
    assert first["items"][0] == follower.get(f"/api/v1/customers/{first['items'][0]['id']}").json()


def test_it_begins_behind_all_that_has_committed_however_much_waits_for_its_number(
    follower, world, people, monkeypatch
):
    for one in people:
        world.change(one)
    monkeypatch.setattr(actions, "number_changes", partial(actions.number_changes, 2))
    (page,) = pages(follower)
    assert page["follow_after"] == len(people)
    assert follower.get("/api/v1/changes", {"after": page["follow_after"]}).json()["items"] == []


def test_a_view_shows_its_own_customers_and_pages_are_full_of_them(world, people):
    other = world.customer(world.record("shop", "1", full_name="Bert"))
    view = define_view("shop only", {"label": "Shop", "sources": ["shop"], "attributes": ["name"]})
    row, key = issue_client_key("shop", ["changes:read", "customers:read"], view=view.pk)
    (page,) = pages(Browser(headers={"authorization": f"Bearer {key}"}), page_size=1)
    assert [one["id"] for one in page["items"]] == [str(other.pk)]
    assert row.view_id == view.pk


def test_scope_and_cursor_are_checked(make_client, follower, people):
    _, changes_only = make_client("deaf", ["changes:read"])
    assert changes_only.get(ADDRESS).status_code == 403
    cursor = follower.get(ADDRESS, {"page_size": 1}).json()["next_cursor"]
    _, another = make_client("another")
    assert another.get(ADDRESS, {"cursor": cursor}).status_code == 400


@pytest.mark.django_db(transaction=True)
def test_the_example_starts_over(live_server, transactional_db, tmp_path):
    world = World()
    people = [world.customer(world.record("crm", str(one), full_name=f"Anna {one}")) for one in range(4)]
    _, key = issue_client_key("crm", ["changes:read", "customers:read"])
    spec = importlib.util.spec_from_file_location("crm_receiver", RECEIVER)
    receiver = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(receiver)
    database = receiver.opened(str(tmp_path / "crm.sqlite"))
    database.executescript(receiver.TABLES)
    with Client(live_server.url, key) as service:
        assert receiver.start_over(database, service) == 0
        for one in people:
            world.change(one)
        world.merged(people[1], people[0])
        Change.objects.all().delete()
        world.change(people[0])
        after = receiver.start_over(database, service)
        assert after == service.changes()["last"]
    rows = dict(database.execute("SELECT id, state FROM customer").fetchall())
    assert rows == {str(one.pk): "merged" if one == people[1] else "active" for one in people}
    into = database.execute("SELECT merged_into FROM customer WHERE state = 'merged'").fetchone()
    assert into == (str(people[0].pk),)
    assert isinstance(database, sqlite3.Connection)
    assert Entity.objects.filter(state="merged").count() == 1
