"""Requests of customers about their data, put on the list by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mdm.models import Membership, ReviewItem
from tests.admin.desk import LIST


class TestPrivacy:
    def test_a_request_is_put_on_the_list(self, sign_in, pairs):
        customer = Membership.objects.get(record=pairs[0][0]).entity_id
        fields = {"customer": customer, "wanted": "erasure", "asked_on": str(timezone.localdate()), "reason": "Letter."}
        browser = sign_in("steward")
        browser.post(reverse("admin:mdm_reviewitem_privacy"), fields)
        item = ReviewItem.objects.get(kind="privacy")
        assert (item.due_at - timezone.now()).days in (29, 30)
        assert "Privacy request" in browser.get(reverse(LIST)).content.decode()

    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            ({"customer": "0190b1c2-0000-7000-8000-000000000000"}, "No customer has this id"),
            ({"customer": "Anna"}, "valid UUID"),
            ({"asked_on": f"{timezone.localdate() + timedelta(days=2)}"}, "in the future"),
            ({"wanted": "pony"}, "valid choice"),
        ],
    )
    def test_what_makes_no_sense_is_told(self, sign_in, changed, told):
        fields = {"customer": "0190b1c2-0000-7000-8000-000000000000", "wanted": "access", "asked_on": "2026-01-01",
                  "reason": "By letter."}  # fmt: skip
        answer = sign_in("steward").post(reverse("admin:mdm_reviewitem_privacy"), {**fields, **changed})
        assert answer.status_code == 400
        assert told in answer.content.decode()
        assert not ReviewItem.objects.exists()
