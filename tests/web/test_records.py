from __future__ import annotations

from urllib.parse import quote

import pytest
from django.utils import timezone

from mdm.models import Membership, Reject, SourceMapping

ANNA = {"full_name": "Anna Schmidt", "born": "1980-05-17", "mail": "anna@schmidt-berlin.de", "note": "her PIN is 9"}


def _address(key, source="crm"):
    return f"/api/v1/sources/{source}/records/{quote(key, safe='')}"


def test_record_shows_what_was_said_and_what_became_of_it(api, world):
    record = world.record("crm", "1", **ANNA)
    customer = world.customer(record)
    found = api.get(_address("1")).json()
    assert found["payload"] == {"id": "1", **ANNA}
    assert found["processing_state"] == "matched"
    assert found["customer_id"] == str(customer.pk)
    assert found["version"] == 1
    assert found["quality"]["score"] == 80
    assert found["clean"]["kind"] == "person"
    assert {one["attribute"]: one["display"] for one in found["clean"]["values"]} == {
        "name": "Anna Schmidt",
        "birth_date": "1980-05-17",
        "email": "anna@schmidt-berlin.de",
    }


def test_processing_state_follows_the_pipeline(api, world):
    world.received("crm", "read", **ANNA)
    world.record("crm", "cleansed", **ANNA)
    world.customer(world.record("crm", "matched", **ANNA))
    closed = world.record("crm", "closed", **ANNA)
    closed.state, closed.closed_at = "closed", timezone.now()
    closed.save()
    states = {
        key: api.get(_address(key)).json()["processing_state"] for key in ("read", "cleansed", "matched", "closed")
    }
    assert states == {"read": "received", "cleansed": "clean", "matched": "matched", "closed": "closed"}


@pytest.mark.parametrize(
    "key", ["a/b", "a//b/", "/", "50%", "%2F", "ключ 1", "a?b#c", "..", "x/customer/y", "line\nbreak", " ", "&=+"]
)
def test_keys_may_hold_any_character(api, world, key):
    record = world.record("crm", key, **ANNA)
    customer = world.customer(record)
    assert api.get(_address(key)).json()["key"] == key
    assert api.get(f"{_address(key)}/customer").json()["id"] == str(customer.pk)


def test_key_that_ends_in_customer_is_told_by_its_coded_slash(api, world):
    world.customer(world.record("crm", "a", **ANNA))
    key = "a/customer"
    world.customer(world.record("crm", key, **ANNA))
    assert api.get(_address(key), RAW_URI=_address(key)).json()["key"] == key
    assert api.get(f"{_address('a')}/customer", RAW_URI=f"{_address('a')}/customer").json()["members"][0]["key"] == "a"


def test_customer_of_a_closed_record_is_the_one_it_belonged_to_last(api, world):
    record = world.record("crm", "1", **ANNA)
    customer = world.customer(record)
    Membership.objects.update(until=timezone.now())
    assert api.get(f"{_address('1')}/customer").json()["id"] == str(customer.pk)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        (_address("none"), "never gave"),
        (_address("1", source="nosuch"), "no source system"),
        (f"{_address('lonely')}/customer", "no customer yet"),
        (_address("nul\0"), "nothing at this address"),
    ],
)
def test_missing(api, world, address, says):
    world.record("crm", "lonely", **ANNA)
    answer = api.get(address)
    assert answer.status_code == 404
    assert says in answer.json()["detail"]


def test_rejected_record_says_why(api, world):
    source = world.source()
    Reject.objects.create(
        batch=world.batch(source), line=7, column="born", problem="unreadable", message="No date.", remedy="Mend it.",
        key="bad", row={"id": "bad", "born": "secret"},
    )  # fmt: skip
    answer = api.get(_address("bad"))
    found = answer.json()
    assert found["processing_state"] == "rejected"
    assert (found["reject"]["line"], found["reject"]["column"], found["reject"]["remedy"]) == (7, "born", "Mend it.")
    assert b"secret" not in answer.content


def test_sensitive_and_unmapped_columns_are_masked_without_the_scope(caller, world):
    world.customer(world.record("crm", "1", **ANNA))
    answer = caller("records:read").get(_address("1"))
    found = answer.json()
    assert found["payload"]["full_name"] == "Anna Schmidt"
    assert found["payload"]["born"] == found["payload"]["note"] == "•••"
    (birth,) = [one for one in found["clean"]["values"] if one["attribute"] == "birth_date"]
    assert birth["display"] == "•••"
    assert b"1980" not in answer.content


def test_payload_without_a_mapping_is_masked_whole(caller, world):
    record = world.record("crm", "1", **ANNA)
    record.versions.update(batch=None)
    SourceMapping.objects.update(is_active=False)
    assert set(caller("records:read").get(_address("1")).json()["payload"].values()) == {"•••"}
