"""One answer to several items: its effect beforehand, and what came of it."""

from __future__ import annotations

from django.urls import reverse

from mdm.models import Judgement, ReviewItem
from tests.admin.desk import act, picked


class TestBulkAnswer:
    def test_effect_is_shown_before_anything_happens(self, sign_in, items):
        text = act(sign_in("steward"), "decide", items, verdict="match")
        assert "Answer 3 items “match”?" in text
        assert "3 customers would be merged" in text
        assert not Judgement.objects.exists()

    def test_then_it_happens_and_what_changed_meanwhile_is_told(self, sign_in, items):
        browser, other = sign_in("steward"), sign_in("senior steward")
        seen = picked(*items)
        act(other, "claim", items[:1])
        fields = {"pick": seen, "verdict": "no_match"}
        answer = browser.post(reverse("admin:mdm_reviewitem_answer"), fields, follow=True)
        text = answer.content.decode()
        assert "2 items answered “no match”" in text
        assert "test senior steward claimed it" in text
        assert list(Judgement.objects.values_list("verdict", flat=True)) == ["no_match", "no_match"]
        assert sorted(ReviewItem.objects.values_list("state", flat=True)) == ["decided", "decided", "open"]

    def test_other_kinds_are_left_out_with_why(self, sign_in, items):
        ReviewItem.objects.filter(pk=items[0].pk).update(kind="quality")
        text = act(sign_in("steward"), "decide", items, verdict="match")
        assert "Answer 2 items" in text
        assert "Left out" in text
