"""Checking before entering: the answer has the clean form and the failed rules, and nothing is written."""

from __future__ import annotations

import pytest

from mdm.models import SourceRecord
from mdm.pipeline.access import issue_client_key
from mdm.pipeline.intake.files import register_source
from tests.pipeline.people import MAPPING, ROBERT


@pytest.fixture
def post(db, client):
    register_source({"code": "crm", "label": "CRM", "default_country": "US"}, MAPPING)
    _, key = issue_client_key("form", ["records:read"])

    def posted(body, key=key):
        return client.post(
            "/api/v1/validate", body, content_type="application/json", headers={"Authorization": f"Bearer {key}"}
        )

    return posted


def rules_of(answer):
    return {one["rule"] for one in answer.json()["findings"]}


def test_values_come_back_clean_and_judged(post):
    answer = post(
        {
            "kind": "person",
            "country": "US",
            "values": [
                {"attribute": "email", "value": " Robert@@Example "},
                {"attribute": "phone", "value": "650 253 0000"},
            ],
        }
    )

    assert answer.status_code == 200
    assert "email_form" in rules_of(answer)
    assert [one["is_valid"] for one in answer.json()["values"]] == [False, True]
    assert answer.json()["values"][1]["parts"]["value"] == "+16502530000"
    assert not SourceRecord.objects.exists()


def test_a_row_is_judged_as_its_source_sends_it(post):
    answer = post({"source": "crm", "row": {**ROBERT, "email": "noreply@acme.com"}})

    assert "email_form" in rules_of(answer)
    assert answer.json()["is_acceptable"] is True


BAD = [
    ({}, 400),
    ({"kind": "person"}, 400),
    ({"source": "crm", "row": {}, "kind": "person", "values": []}, 400),
    ({"source": "nowhere", "row": {"id": "1"}}, 404),
    ({"source": "crm", "row": {"id": ""}}, 400),
    ({"kind": "person", "values": [{"attribute": "shoe_size", "value": "43"}]}, 400),
]


@pytest.mark.parametrize(("body", "status"), BAD)
def test_a_wrong_body_is_refused(post, body, status):
    assert post(body).status_code == status


def test_a_key_is_needed(post):
    assert post({}, key="nonsense").status_code == 401
