"""The grade of a golden record in the profile: as far as the client sees what was graded."""

from __future__ import annotations

import pytest

from mdm.models import ProfileView, QualityRule
from tests.pipeline.people import ROBERT
from tests.web.conftest import EVERYTHING
from tests.web.test_writing import put


@pytest.fixture
def customer(writer):
    return put(writer, "crm", "1", {**ROBERT, "born": "1801-02-03", "email": "nobody@@nowhere"}).json()["customer_id"]


def profile(client, customer, **headers):
    return client.get(f"/api/v1/customers/{customer}", headers=headers)


def test_the_profile_tells_the_grade_of_its_version(api, customer):
    found = profile(api, customer)
    told = found.json()["quality"]
    email = next(one for one in told["findings"] if one["rule"] == "email_form")

    assert (told["version"], 0 < told["score"] < 100) == (found.json()["version"], True)
    assert told["dimensions"]["validity"] < 100
    assert (email["attribute"], email["remedy"]) == ("email", "Ask for the address again.")
    assert profile(api, customer, **{"If-None-Match": found["ETag"]}).status_code == 304


# What a view says; the attributes that fail as its clients see them, None where no grade is told
VIEWS = [
    ({}, {"email", "birth_date"}),
    ({"masked": ["email"]}, {"birth_date"}),
    ({"attributes": ["name", "email"]}, {"email"}),
    ({"attributes": ["name"]}, set()),
    ({"sources": ["crm"]}, None),
]


@pytest.mark.parametrize(("facts", "failing"), VIEWS)
def test_a_grade_tells_nothing_of_what_the_view_hides(customer, caller, facts, failing):
    view = ProfileView.objects.create(code="limited", label="limited", extras=["quality"], **facts)
    told = profile(caller(*EVERYTHING, view=view.pk), customer).json()["quality"]

    if failing is None:
        assert told is None
    else:
        found = {one["attribute"] for one in told["findings"]} & {"email", "birth_date"}
        assert found == failing
        assert facts.get("attributes") != ["name"] or told["score"] == 100


def test_sensitive_attributes_count_for_those_who_see_them(customer, caller):
    told = profile(caller("customers:read"), customer).json()["quality"]

    assert "birth_date" not in {one["attribute"] for one in told["findings"]}


def test_a_view_without_the_extra_has_no_grade(customer, caller):
    view = ProfileView.objects.create(code="limited", label="limited", extras=["members"])

    assert "quality" not in profile(caller(*EVERYTHING, view=view.pk), customer).json()


def test_a_grade_by_former_rules_is_not_told(api, customer):
    QualityRule.objects.filter(code="email_form").update(state="retired")

    assert profile(api, customer).json()["quality"] is None
