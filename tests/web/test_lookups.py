from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from mdm.models import GoldenRecord
from tests.pipeline.people import BOB, MAYBE, ROBERT, STRANGER
from tests.web.test_writing import put

LOOKUP = "/api/v1/customers/lookup"


def test_many_at_once_in_the_order_asked(writer):
    robert = put(writer, "crm", "1", ROBERT).json()["customer_id"]
    alice = put(writer, "shop", "a/4", STRANGER).json()["customer_id"]
    nobody = str(uuid4())
    body = {"ids": [alice, nobody], "keys": [{"source": "crm", "key": "1"}, {"source": "crm", "key": "none"}]}
    items = writer.post(LOOKUP, body, "application/json").json()["items"]
    assert [one["customer"] and one["customer"]["id"] for one in items] == [alice, None, robert, None]
    assert items[2]["customer"] == writer.get(f"/api/v1/customers/{robert}").json()


@pytest.mark.parametrize(
    "body", [{}, {"ids": []}, {"ids": ["x"]}, {"keys": [{}]}, {"keys": ["x"]}, {"ids": [str(uuid4())] * 201}, {"x": 1}]
)
def test_bad_lookups(writer, body):
    answer = writer.post(LOOKUP, body, "application/json")
    assert (answer.status_code, bool(answer.json()["errors"])) == (400, True)


def test_lookup_takes_few_queries(writer, django_assert_max_num_queries):
    ids = [put(writer, "crm", str(number), {**STRANGER, "email": f"a{number}@example.org"}).json()["customer_id"]
           for number in range(3)]  # fmt: skip
    writer.post(LOOKUP, {"ids": ids}, "application/json")
    with django_assert_max_num_queries(4):
        writer.post(LOOKUP, {"ids": ids, "keys": [{"source": "crm", "key": "1"}]}, "application/json")


def test_profile_as_it_stood(writer):
    customer = put(writer, "crm", "1", ROBERT).json()["customer_id"]
    address = f"/api/v1/customers/{customer}"
    GoldenRecord.objects.update(since=timezone.now() - timedelta(days=2))
    put(writer, "crm", "1", {**ROBERT, "email": "new@example.org"})
    then = writer.get(address, {"as_of": (timezone.now() - timedelta(days=1)).isoformat()}).json()
    assert then["attributes"]["email"][0]["display"] == ROBERT["email"]
    assert (then["version"], then["id"]) == (1, customer)
    now = writer.get(address, {"as_of": timezone.now().isoformat()}).json()
    assert now["attributes"]["email"][0]["display"] == "new@example.org"
    before = writer.get(address, {"as_of": (timezone.now() - timedelta(days=9)).isoformat()})
    assert before.status_code == 404
    assert writer.get(address, {"as_of": "yesterday"}).status_code == 400


def test_explanation_tells_what_ties_the_records(writer):
    put(writer, "crm", "1", ROBERT)
    customer = put(writer, "shop", "2", BOB).json()["customer_id"]
    ties = writer.get(f"/api/v1/customers/{customer}/explanation").json()["ties"]
    assert [(one["source"], one["by"], one["zone"]) for one in ties] == [
        ("crm", "alone", None), ("shop", "match", "certain"),
    ]  # fmt: skip
    assert ties[1]["with_record"] == {"source": "crm", "key": "1"}
    assert ties[1]["steps"]
    assert all(step["sentence"] for step in ties[1]["steps"])
    alone = put(writer, "shop", "3", MAYBE).json()["customer_id"]
    (tie,) = writer.get(f"/api/v1/customers/{alone}/explanation").json()["ties"]
    assert (tie["by"], tie["with_record"], tie["steps"]) == ("alone", None, [])


def test_explanation_hides_its_steps_from_who_may_not_see_all(writer, caller):
    put(writer, "crm", "1", ROBERT)
    customer = put(writer, "shop", "2", BOB).json()["customer_id"]
    ties = caller("customers:read").get(f"/api/v1/customers/{customer}/explanation").json()["ties"]
    assert all(one["steps"] == [] and one["summary"] == "" for one in ties)
