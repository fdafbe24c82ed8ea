"""The work list in the admin: what it shows, what is done from it, and what that costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from mdm.models import ItemComment, Judgement, Membership, ReviewItem
from mdm.pipeline.setup import set_up
from mdm.steward.listing.filters import View, Wanted
from mdm.steward.listing.queries import counts, page
from mdm.steward.worklist import actions
from mdm.steward.worklist.answers import answers_of

LIST = "admin:mdm_reviewitem_changelist"
ACT = "admin:mdm_reviewitem_act"


@pytest.fixture
def pairs(world):
    """Three times two customers that might be one."""
    found = []
    for number in range(3):
        one, other = (world.record(code, str(number), full_name=f"Anna Schmidt{number}") for code in ("crm", "shop"))
        world.customer(one), world.customer(other)
        found.append((one.pk, other.pk))
    return found


@pytest.fixture
def items(pairs):
    fields = {"kind": "possible_match", "sentence": "Are they one?", "priority": 3}
    return [
        actions.open_item(
            actions.Question(
                f"q{one}", records=pair, facts=dict(zip(("left", "right"), pair, strict=True)),
                probability=0.9 - one / 100, **fields,
            )
        )
        for one, pair in enumerate(pairs)
    ]  # fmt: skip


def picked(*items):
    return [f"{one.pk}:{one.version}" for one in items]


def act(browser, name, items, **fields):
    answer = browser.post(reverse(ACT), {"act": name, "pick": picked(*items), **fields}, follow=True)
    return answer.content.decode()


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
        assert "Are they one?" in text
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
        set_up()
        browser = sign_in("steward")
        browser.post(reverse("admin:mdm_reviewitem_comment", args=[items[0].pk]), {"text": "Twins <b>perhaps</b>."})
        act(browser, "claim", items[:1])
        text = browser.get(reverse("admin:mdm_reviewitem_change", args=[items[0].pk])).content.decode()
        assert "Twins &lt;b&gt;perhaps" in text
        assert "item claimed" in text
        assert ItemComment.objects.get().author.username == "test steward"


class TestBulkAnswer:
    def test_effect_is_shown_before_anything_happens(self, sign_in, items):
        text = act(sign_in("steward"), "decide", items, verdict="match")
        assert "Answer 3 items “match”?" in text
        assert "3 customers would be merged" in text
        assert not Judgement.objects.exists()

    def test_then_it_happens_and_what_changed_meanwhile_is_told(self, sign_in, items):
        set_up()
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


# Of the long list so many are open.
OPEN = 4000
WANTED = (
    {}, {"kind": "quality"}, {"source": 3}, {"view": View.FREE}, {"view": View.MINE}, {"view": View.OVERDUE},
    {"view": View.ESCALATED}, {"view": View.DEFERRED}, {"view": View.CLOSED}, {"days": 30}, {"score": 90},
    {"kind": "quality", "source": 3},
)  # fmt: skip


class TestPlans:
    """How PostgreSQL reads a long list: in the order of an index, a page's worth."""

    @pytest.fixture
    def _filled(self, db):  # noqa: ARG002
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO mdm_reviewitem (kind, state, signature, records, sources, subject, sentence, probability, "
                "priority, stake, rank, facts, version, opened_at, due_at, is_kept, outcome) "
                "SELECT (ARRAY['possible_match','vetoed_match','over_merge','quality'])[1 + n % 4], "
                "CASE WHEN n % 5 = 0 THEN 'open' ELSE 'decided' END, 's' || n, "
                "ARRAY[n, n + 1], ARRAY[n % 5], '', 'One?', (n % 100) / 100.0, 1 + n % 4, 1, "
                "now() + (n % 40000) * interval '1 minute', '{}', 0, now() - (n % 90) * interval '1 day', "
                "now() + (n % 40 - 3) * interval '1 day', false, '' FROM generate_series(1, 20000) n"
            )
            cursor.execute("ANALYZE mdm_reviewitem")

    @pytest.mark.usefixtures("_filled")
    def test_neither_lists_nor_counts_read_the_whole_table(self, django_user_model):
        person, now = django_user_model.objects.create(username="ada").pk, timezone.now()
        read = []

        def explain(execute, sql, parameters, many, context):
            if "mdm_reviewitem" in sql and sql.startswith("SELECT"):
                with connection.connection.cursor() as cursor:
                    cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", parameters)
                    read.append((sql, max(_read(cursor.fetchone()[0][0]["Plan"]))))
            return execute(sql, parameters, many, context)

        after = page(Wanted(), person=person, now=now).after
        with connection.execute_wrapper(explain):
            for given in WANTED:
                page(Wanted(**given), person=person, now=now)
            page(Wanted(after=str(after)), person=person, now=now)
            counts({str(place): Wanted(**given) for place, given in enumerate(WANTED)}, person=person, now=now)
        assert len(read) == len(WANTED) + 2
        assert [one for one in read if one[1] > OPEN] == []
        # Where nothing narrows the list, it reads what it shows and no more.
        assert read[0][1] <= 60
        assert read[len(WANTED)][1] <= 60


def _read(node):
    """The rows that each scan of the plan looked at."""
    if "Scan" in node["Node Type"]:
        yield (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
    for one in node.get("Plans", ()):
        yield from _read(one)
    yield 0


SUBJECTS = {"correction": "proposal:1", "duplicate": "proposal:1", "change_request": "request:1"}


@pytest.mark.parametrize("kind", ReviewItem.Kind.values)
def test_every_kind_has_a_page_with_its_answers(sign_in, items, kind):
    set_up()
    ReviewItem.objects.filter(pk=items[0].pk).update(kind=kind, subject=SUBJECTS.get(kind, ""))
    answer = sign_in("steward").get(reverse("admin:mdm_reviewitem_change", args=[items[0].pk]))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert [one.code for one in answers_of(kind) if f'value="{one.code}"' not in text] == []
    assert ("Open what it is about" in text) is (kind in SUBJECTS)


def test_a_second_review_does_not_show_whose_the_records_are(sign_in, items):
    set_up()
    ReviewItem.objects.filter(pk=items[0].pk).update(kind="second_review")
    customers = Membership.objects.filter(record__in=items[0].records).values_list("entity", flat=True)
    text = sign_in("steward").get(reverse("admin:mdm_reviewitem_change", args=[items[0].pk])).content.decode()
    assert [one for one in customers if str(one) in text or one.hex in text] == []
