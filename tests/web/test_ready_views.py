from __future__ import annotations

import pytest

from mdm.catalogue.defaults import default_catalogue
from mdm.errors import InvalidInputError
from mdm.models import ProfileView, Proposal
from mdm.pipeline.serving.views import bring_in_views, define_view
from mdm.syndicate.defaults import READY_VIEWS
from tests.pipeline.people import ROBERT
from tests.web.test_proposals import correction
from tests.web.test_writing import put


def test_ready_views_name_what_exists():
    known = default_catalogue().attributes.keys()
    for view in READY_VIEWS:
        assert {*view.attributes, *view.masked} <= known


def test_ready_views_come_once_and_stay_as_changed(installed):
    ProfileView.objects.filter(code="sfa").update(label="Sales")
    assert bring_in_views() == []
    assert set(ProfileView.objects.values_list("code", "label")) == {("crm", "CRM"), ("sfa", "Sales")}


def test_sfa_sees_no_birth_date_at_all(writer, caller):
    customer = put(writer, "crm", "1", ROBERT).json()["customer_id"]
    view = ProfileView.objects.get(code="sfa")
    seller = caller("customers:read", "customers:read-sensitive", view=view.pk)
    attributes = seller.get(f"/api/v1/customers/{customer}").json()["attributes"]
    assert attributes.keys() == {"name", "email", "phone", "address"}
    assert seller.get(f"/api/v1/customers/{customer}/lineage").status_code == 403


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"attributes": ["shoe_size"]}, "attributes"),
        ({"masked": ["shoe_size"]}, "masked"),
        ({"sources": ["nosuch"]}, "sources"),
        ({"preferences": {"email": ["nosuch"]}}, "preferences"),
        ({"preferences": {"email": "crm"}}, "preferences"),
        ({"preferences": []}, "preferences"),
    ],
)
def test_views_that_name_what_does_not_exist(installed, fields, field):
    with pytest.raises(InvalidInputError) as refused:
        define_view("x", {"label": "X", **fields})
    assert refused.value.data["field"] == field


def test_admin_shows_views_and_decides_proposals(writer, admin_client):
    customer = put(writer, "crm", "1", ROBERT).json()["customer_id"]
    made = correction(writer, customer).json()["id"]
    for address in ("profileview/", "profileview/add/", "proposal/", f"proposal/{made}/change/", "apiclient/add/"):
        assert admin_client.get(f"/admin/mdm/{address}").status_code == 200, address
    said = {"verdict": "accept", "answer": "Thanks."}
    admin_client.post(f"/admin/mdm/proposal/{made}/decide/", said)
    assert Proposal.objects.get().state == "accepted"
    view = {"code": "new", "label": "New", "description": "", "attributes": "name,email", "masked": "", "sources": "",
            "preferences": "{}", "extras": "members"}  # fmt: skip
    answer = admin_client.post("/admin/mdm/profileview/add/", view)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert ProfileView.objects.get(code="new").attributes == ["name", "email"]
