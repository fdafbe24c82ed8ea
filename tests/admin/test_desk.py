"""The work list in the admin: what it shows, and what is done from it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from mdm.models import ItemComment, Membership, Proposal, ReviewItem
from mdm.pipeline.access import issue_client_key
from mdm.records import AttributeKind, CleanValue
from mdm.steward.listing.filters import View
from mdm.steward.worklist.answers import answers_of
from tests.admin.desk import ACT, LIST, act, picked

SENSELESS = (
    "view=nonsense", "kind=nope", "score=abc", "source=99999999999999", "after=x_y", "after=nan_1", "before=1e999_3",
    "days=-1", "after=1e400_99999999999999999999999",
)  # fmt: skip


class TestList:
    def test_the_most_pressing_comes_first(self, sign_in, items):
        answer = sign_in("steward").get(reverse(LIST))
        assert [one.item.pk for one in answer.context["lines"]] == [one.pk for one in items]
        assert "Are they one?" in answer.content.decode()

    @pytest.mark.usefixtures("items")
    @pytest.mark.parametrize("address", SENSELESS)
    def test_an_address_that_makes_no_sense_is_no_error(self, sign_in, address):
        assert sign_in("steward").get(f"{reverse(LIST)}?{address}").status_code == 200

    def test_filters_lead_to_one_another(self, sign_in, items):
        ReviewItem.objects.filter(pk=items[0].pk).update(kind="over_size")
        answer = sign_in("steward").get(reverse(LIST), {"kind": "over_size"})
        assert [one.item.pk for one in answer.context["lines"]] == [items[0].pk]
        assert "Group too large (1)" in answer.content.decode()
        assert "Clear" in answer.content.decode()

    @pytest.mark.usefixtures("items")
    def test_who_may_not_answer_sees_no_buttons(self, sign_in):
        text = sign_in("auditor").get(reverse(LIST)).content.decode()
        assert "one customer?" in text
        assert 'name="act"' not in text
        assert "Start with the next" not in text
        assert sign_in("viewer").get(reverse(LIST)).status_code == 403

    # What the list costs, whatever is on it.
    BUDGET = 11

    @pytest.mark.usefixtures("items")
    def test_queries_stay_within_their_budget(self, sign_in, django_assert_max_num_queries):
        browser = sign_in("administrator")
        browser.get(reverse(LIST))
        for view in View:
            with django_assert_max_num_queries(self.BUDGET):
                browser.get(reverse(LIST), {"view": view})


class TestActs:
    def test_claim_assign_release(self, sign_in, items):
        browser, bea = sign_in("steward"), sign_in("senior steward")
        assert "2 items claimed." in act(browser, "claim", items[:2])
        mine = browser.get(reverse(LIST), {"view": "mine"})
        assert {one.item.pk for one in mine.context["lines"]} == {one.pk for one in items[:2]}
        steward = User.objects.get(username="test steward")
        assert "test steward claimed it" in act(bea, "assign", items[:1], to=steward.pk)
        items[0].refresh_from_db()
        senior = User.objects.get(username="test senior steward")
        assert "1 item assigned." in act(bea, "assign", items[:1], to=senior.pk)
        items[0].refresh_from_db()
        assert items[0].assignee == senior
        assert "test senior steward" in act(browser, "release", items[:1])

    @pytest.mark.parametrize(
        ("name", "fields", "told"),
        [
            ("claim", {"pick": []}, "No item is chosen"),
            ("defer", {"until": "31 June"}, "No day is given"),
            ("defer", {"until": "2026-02-31"}, "No day is given"),
            ("defer", {"until": "2020-01-01"}, "The day is over already"),
            ("escalate", {}, "needs a reason"),
            ("assign", {"to": "nobody"}, "Nobody of that name"),
            ("explode", {}, "Nothing of that name"),
            ("decide", {"verdict": "maybe"}, "None of the chosen items takes this answer"),
        ],
    )
    def test_what_makes_no_sense_is_told_and_changes_nothing(self, sign_in, items, name, fields, told):
        answer = sign_in("steward").post(reverse(ACT), {"act": name, "pick": picked(*items), **fields}, follow=True)
        assert told in answer.content.decode()
        assert not ReviewItem.objects.exclude(version=0).exists()

    def test_who_may_not_answer_can_do_nothing(self, sign_in, items):
        browser = sign_in("auditor")
        for name in ("act", "answer", "start"):
            assert browser.post(reverse(f"admin:mdm_reviewitem_{name}"), {"act": "claim"}).status_code == 403
        assert browser.get(reverse("admin:mdm_reviewitem_privacy")).status_code == 403
        assert browser.post(reverse("admin:mdm_reviewitem_comment", args=[items[0].pk])).status_code == 403

    def test_back_leads_nowhere_else(self, sign_in, items):
        answer = sign_in("steward").post(
            reverse(ACT), {"act": "claim", "pick": picked(items[0]), "back": "//evil.example/"}
        )
        assert answer["Location"] == reverse(LIST)

    def test_start_leases_the_next_item_and_shows_it_to_others(self, sign_in, items):
        browser, other = sign_in("steward"), sign_in("senior steward")
        answer = browser.post(reverse("admin:mdm_reviewitem_start"))
        assert answer["Location"] == reverse("admin:mdm_reviewitem_change", args=[items[0].pk])
        assert other.post(reverse("admin:mdm_reviewitem_start"))["Location"].endswith(f"/{items[1].pk}/change/")
        assert "test steward looks at it" in other.get(reverse(LIST)).content.decode()

    def test_comment_and_acts_stand_on_the_item(self, sign_in, items):
        browser = sign_in("steward")
        browser.post(reverse("admin:mdm_reviewitem_comment", args=[items[0].pk]), {"text": "Twins <b>perhaps</b>."})
        act(browser, "claim", items[:1])
        text = browser.get(reverse("admin:mdm_reviewitem_change", args=[items[0].pk])).content.decode()
        assert "Twins &lt;b&gt;perhaps" in text
        assert "item claimed" in text
        assert ItemComment.objects.get().author.username == "test steward"


SUBJECTS = {"correction": "proposal:7", "duplicate": "proposal:7", "change_request": "change_request:1"}
VALUE = CleanValue("email", AttributeKind.EMAIL, {"value": "a@x.example"}, {"value": "a@x.example"}, "a@x.example")


@pytest.fixture
def proposal(items):
    """Writes a proposal of a kind, about the records of the first item."""

    def write(kind):
        one, other = Membership.objects.filter(record__in=items[0].records)
        client, _ = issue_client_key("crm", ["proposals:write"])
        return Proposal.objects.create(
            pk=7, client=client, kind=kind, customer=one.entity_id, record=one.record, other_customer=other.entity_id,
            other=other.record, attribute="email", value=VALUE.as_json(), reason="They told us.",
        )  # fmt: skip

    return write


@pytest.mark.parametrize("kind", ReviewItem.Kind.values)
def test_every_kind_has_a_page_with_its_answers(sign_in, items, proposal, kind):
    if "proposal" in SUBJECTS.get(kind, ""):
        proposal(kind)
    ReviewItem.objects.filter(pk=items[0].pk).update(kind=kind, subject=SUBJECTS.get(kind, ""))
    answer = sign_in("steward").get(reverse("admin:mdm_reviewitem_change", args=[items[0].pk]))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert [one.code for one in answers_of(kind) if f'value="{one.code}"' not in text] == []
    assert ("Open what it is about" in text) is (kind in SUBJECTS)


def test_a_second_review_does_not_show_whose_the_records_are(sign_in, items):
    ReviewItem.objects.filter(pk=items[0].pk).update(kind="second_review")
    customers = Membership.objects.filter(record__in=items[0].records).values_list("entity", flat=True)
    text = sign_in("steward").get(reverse("admin:mdm_reviewitem_change", args=[items[0].pk])).content.decode()
    assert [one for one in customers if str(one) in text or one.hex in text] == []
