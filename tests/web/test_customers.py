from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mdm.models import Entity, GoldenRecord, Membership
from mdm.pipeline.serving.views import define_view
from mdm.records import new_customer_id

ANNA = {"full_name": "Anna Schmidt", "born": "1980-05-17", "mail": "anna@schmidt-berlin.de", "tel": "+49 30 901820"}


@pytest.fixture
def anna(world):
    """One person of two systems that differ in a birth date."""
    return world.customer(
        world.record("crm", "1", **ANNA), world.record("shop", "a/1", **{**ANNA, "born": "1980-07-15"})
    )


def test_profile(api, anna):
    answer = api.get(f"/api/v1/customers/{anna.pk}")
    profile = answer.json()
    assert answer.status_code == 200
    assert profile["id"] == profile["requested_id"] == str(anna.pk)
    assert (profile["kind"], profile["state"], profile["name"], profile["version"]) == (
        "person", "active", "Anna Schmidt", 1,
    )  # fmt: skip
    assert [(one["source"], one["key"]) for one in profile["members"]] == [("crm", "1"), ("shop", "a/1")]
    (mail,) = profile["attributes"]["email"]
    assert mail["display"] == "anna@schmidt-berlin.de"
    assert (mail["source"], mail["key"]) == ("crm", "1")
    assert mail["rule"]
    assert mail["reason"].endswith(".")


def test_lineage_names_losers_and_supporters(api, anna):
    attributes = api.get(f"/api/v1/customers/{anna.pk}/lineage").json()["attributes"]
    (birth,) = attributes["birth_date"]
    (loser,) = birth["losers"]
    assert {birth["key"], loser["key"]} == {"1", "a/1"}
    assert loser["reason"]
    assert attributes["email"][0]["supporters"] == [{"source": "shop", "key": "a/1"}]


def test_merged_id_answers_with_survivor(api, world, anna):
    other = world.customer(world.record("billing", "9", **ANNA))
    world.merged(other, anna)
    answer = api.get(f"/api/v1/customers/{other.pk}")
    profile = answer.json()
    assert profile["id"] == str(anna.pk)
    assert profile["requested_id"] == str(other.pk)
    assert profile["is_redirected"] is True
    assert profile["merged_ids"] == [str(other.pk)]
    assert answer["Content-Location"] == f"/api/v1/customers/{anna.pk}"


def test_retired_customer_answers_with_its_state(api, world, anna):
    world.golden(anna)
    GoldenRecord.objects.filter(entity=anna).delete()
    Membership.objects.filter(entity=anna).update(until=timezone.now())
    Entity.objects.filter(pk=anna.pk).update(state=Entity.State.RETIRED)
    profile = api.get(f"/api/v1/customers/{anna.pk}").json()
    assert profile["state"] == "retired"
    assert profile["version"] == 1
    assert profile["attributes"] == {}
    assert profile["members"] == []


def test_id_is_found_in_either_case(api, anna):
    assert api.get(f"/api/v1/customers/{str(anna.pk).upper()}").json()["id"] == str(anna.pk)


def test_unknown_id(api, db):
    answer = api.get(f"/api/v1/customers/{new_customer_id()}")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


def test_unchanged_profile_is_not_sent_again(api, world, anna):
    first = api.get(f"/api/v1/customers/{anna.pk}")
    again = api.get(f"/api/v1/customers/{anna.pk}", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    Membership.objects.create(record=world.record("billing", "9", **ANNA), entity=anna)
    world.golden(anna)
    changed = api.get(f"/api/v1/customers/{anna.pk}", headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


@pytest.mark.parametrize("address", ["/api/v1/customers/{}", "/api/v1/sources/crm/records/1/customer"])
def test_who_asks_again_is_answered_without_reading_any_value(api, anna, address):
    address = address.format(anna.pk)
    tag = api.get(address)["ETag"]
    with CaptureQueriesContext(connection) as asked:
        again = api.get(address, headers={"if-none-match": f'"other", W/{tag}'})
    assert (again.status_code, again["ETag"], again["Content-Location"]) == (304, tag, f"/api/v1/customers/{anna.pk}")
    assert not any("document" in one["sql"] for one in asked)
    assert api.get(address, headers={"if-none-match": '"other"'}).json()["id"] == str(anna.pk)


LINEAGE = "UPDATE mdm_goldenrecord SET document = jsonb_set(document, '{values,0,reason}', '\"Else.\"')"


@pytest.mark.parametrize(
    "change",
    [
        LINEAGE,
        "UPDATE mdm_sourcesystem SET code = 'other' WHERE code = 'shop'",
        "UPDATE mdm_membership SET since = since - interval '1 day'",
        "UPDATE mdm_apiclient SET scopes = array_append(scopes, 'customers:read-sensitive')",
        "UPDATE mdm_entity SET merged_into_id = NULL, state = 'active' WHERE state = 'merged'",
    ],
)
def test_whatever_changes_the_profile_changes_its_tag(caller, world, anna, change):
    world.merged(world.customer(world.record("shop", "9", full_name="Ann Schmidt")), anna)
    limited, address = caller("customers:read"), f"/api/v1/customers/{anna.pk}"
    before = limited.get(address)
    with connection.cursor() as cursor:
        cursor.execute(change)
    after = limited.get(address, headers={"if-none-match": before["ETag"]})
    assert (after.status_code, after["ETag"] == before["ETag"]) == (200, False)
    assert after.json() != before.json()


@pytest.mark.parametrize(("extras", "most"), [(["members", "merged_ids", "lineage", "quality"], 2), (None, 3)])
def test_profile_takes_few_queries(caller, anna, django_assert_max_num_queries, extras, most):
    """Facts take one more, of who is shown them."""
    view = extras and define_view("none", {"label": "None", "extras": extras}).pk
    clients = caller("customers:read", "customers:read-sensitive", view=view), caller("customers:read", view=view)
    for client in clients:
        client.get(f"/api/v1/customers/{anna.pk}")
        with django_assert_max_num_queries(most):
            client.get(f"/api/v1/customers/{anna.pk}")


@pytest.mark.parametrize("part", ["", "/lineage", "/history"])
def test_sensitive_values_are_masked_without_the_scope(caller, anna, part):
    text = caller("customers:read").get(f"/api/v1/customers/{anna.pk}{part}").content.decode()
    assert "1980" not in text
    assert '"is_masked":true' in text
    assert "anna@schmidt-berlin.de" in text


@pytest.mark.parametrize("part", ["", "/lineage", "/history"])
def test_sensitive_values_are_shown_with_the_scope(api, anna, part):
    assert "1980" in api.get(f"/api/v1/customers/{anna.pk}{part}").content.decode()


class TestHistory:
    @pytest.fixture
    def versions(self, world, anna):
        for _ in range(4):
            world.golden(anna)
        return anna

    def test_latest_first_with_their_times(self, api, versions):
        items = api.get(f"/api/v1/customers/{versions.pk}/history").json()["items"]
        assert [one["version"] for one in items] == [5, 4, 3, 2, 1]
        assert items[0]["until"] is None
        assert all(one["until"] for one in items[1:])

    def test_pages_join_without_gap_or_repetition(self, api, versions):
        address, numbers, cursor = f"/api/v1/customers/{versions.pk}/history", [], None
        for _ in range(3):
            page = api.get(address, {"page_size": 2} | ({"cursor": cursor} if cursor else {})).json()
            numbers += [one["version"] for one in page["items"]]
            cursor = page["next_cursor"]
        assert numbers == [5, 4, 3, 2, 1]
        assert cursor is None


def test_since_is_when_the_version_began(api, world, anna):
    moment = timezone.now() - timedelta(days=3)
    GoldenRecord.objects.filter(entity=anna).update(since=moment)
    assert api.get(f"/api/v1/customers/{anna.pk}").json()["since"].startswith(moment.strftime("%Y-%m-%dT%H:%M:%S"))
