from __future__ import annotations

import pytest

from mdm.errors import ConflictError
from mdm.models import Proposal, ReviewItem, SourceRecord
from mdm.pipeline.access import ensure_user
from mdm.pipeline.stewardship import decisions, proposals
from mdm.records import Verdict
from tests.pipeline.people import BOB, MAYBE, ROBERT
from tests.web.test_writing import put

ADDRESS = "/api/v1/proposals"


@pytest.fixture
def steward(installed):
    return ensure_user("sue", role="steward", password="correct horse battery")


@pytest.fixture
def robert(writer):
    return put(writer, "crm", "1", ROBERT).json()["customer_id"]


def propose(client, **body):
    return client.post(ADDRESS, {"reason": "She said so.", **body}, "application/json")


def correction(client, customer, value="rob@new.example"):
    return propose(client, kind="correction", customer_id=customer, attribute="email", value={"value": value})


def test_accepted_correction_becomes_the_value(writer, robert, steward):
    made = correction(writer, robert)
    assert (made.status_code, made.json()["state"]) == (201, "open")
    proposals.accept(made.json()["id"], actor=steward, answer="Thanks.")
    seen = writer.get(made["Location"]).json()
    assert (seen["state"], seen["answer"]) == ("accepted", "Thanks.")
    assert writer.get(f"/api/v1/customers/{robert}").json()["attributes"]["email"][0]["display"] == "rob@new.example"
    with pytest.raises(ConflictError):
        proposals.reject(made.json()["id"], actor=steward, answer="No.")


def test_rejected_proposal_changes_nothing(writer, robert, steward):
    made = correction(writer, robert).json()
    proposals.reject(made["id"], actor=steward, answer="It bounces.")
    assert writer.get(f"{ADDRESS}/{made['id']}").json()["answer"] == "It bounces."
    assert writer.get(f"/api/v1/customers/{robert}").json()["version"] == 1


def test_proposal_that_the_data_overtakes(writer, robert):
    made = correction(writer, robert).json()
    put(writer, "crm", "1", {**ROBERT, "email": "rob@new.example"})
    assert Proposal.objects.get().state == "superseded"
    assert not ReviewItem.objects.filter(subject=f"proposal:{made['id']}", state="open").exists()
    assert writer.get(f"{ADDRESS}/{made['id']}").json()["state"] == "superseded"


def test_proposal_whose_customer_is_no_more(writer, robert):
    correction(writer, robert)
    assert writer.delete("/api/v1/sources/crm/records/1", headers={"if-match": "*"}).status_code == 200
    assert Proposal.objects.get().state == "superseded"


def test_duplicate_that_a_person_merges_by_themselves(writer, robert, steward):
    other = put(writer, "shop", "3", MAYBE).json()["customer_id"]
    propose(writer, kind="duplicate", customer_id=robert, other_customer_id=other)
    pair = tuple(SourceRecord.objects.order_by("pk").values_list("pk", flat=True))
    decisions.judge([pair], Verdict.MATCH, actor=steward, reason="The same.")
    assert Proposal.objects.get().state == "superseded"


def test_accepted_duplicate_merges(writer, robert, steward):
    other = put(writer, "shop", "3", MAYBE).json()["customer_id"]
    made = propose(writer, kind="duplicate", customer_id=robert, other_customer_id=other).json()
    proposals.accept(made["id"], actor=steward)
    ids = {writer.get(f"/api/v1/customers/{one}").json()["id"] for one in (robert, other)}
    assert len(ids) == 1


def test_same_proposal_is_made_once(writer, robert):
    assert correction(writer, robert).json()["id"] == correction(writer, robert).json()["id"]
    assert Proposal.objects.count() == 1


def test_list_and_pages(writer, robert):
    made = [correction(writer, robert, f"r{number}@new.example").json()["id"] for number in range(3)]
    page = writer.get(ADDRESS, {"page_size": 2}).json()
    rest = writer.get(ADDRESS, {"page_size": 2, "cursor": page["next_cursor"]}).json()
    assert [one["id"] for one in page["items"] + rest["items"]] == made[::-1]
    assert writer.get(ADDRESS, {"state": "accepted"}).json()["items"] == []


def test_others_do_not_see_it(writer, robert, caller):
    made = correction(writer, robert).json()
    other = caller("proposals:write")
    assert other.get(f"{ADDRESS}/{made['id']}").status_code == 404
    assert other.get(ADDRESS).json()["items"] == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"kind": "wish"}, "/kind"),
        ({"kind": "correction"}, "/attribute"),
        ({"kind": "correction", "attribute": "email", "value": {"value": "no address"}}, "/value"),
        ({"kind": "correction", "attribute": "email", "value": {"colour": "x"}}, "/value"),
        ({"kind": "correction", "attribute": "shoe_size", "value": {"value": "1"}}, "/attribute"),
        ({"kind": "duplicate", "attribute": "email"}, "/attribute"),
        ({"kind": "duplicate", "other_customer_id": "ROBERT"}, "/other_customer_id"),
    ],
)
def test_bad_proposals(writer, robert, body, pointer):
    told = {name: robert if one == "ROBERT" else one for name, one in body.items()}
    answer = propose(writer, customer_id=robert, **told)
    assert answer.status_code == 400, answer.content
    assert pointer in {one["pointer"] for one in answer.json()["errors"]}


def test_bob_is_robert_already(writer, robert):
    bob = put(writer, "shop", "2", BOB).json()["customer_id"]
    assert propose(writer, kind="duplicate", customer_id=robert, other_customer_id=bob).status_code == 400
