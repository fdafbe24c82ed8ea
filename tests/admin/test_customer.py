"""The page of one customer: where its values come from, what happened to it, how it was at a moment."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from mdm.models import Change, Entity, GoldenRecord, Judgement, Membership, SourceRecord
from mdm.pipeline.stewardship import decisions
from mdm.records import AttributeKind, CleanValue, PinKind, Verdict
from tests.admin.budgets import within
from tests.pipeline.conftest import Installation
from tests.pipeline.people import BOB, ROBERT, STRANGER

ANNA = {"full_name": "Anna Schmidt", "born": "1980-05-17", "mail": "anna@schmidt-berlin.de"}
SECRETS = ("1980", "1999-09-09", "1981")


@pytest.fixture
def steward(db):
    return User.objects.create_user("ada")


@pytest.fixture
def robert(db, tmp_path, steward):
    """Robert, whom two records made at once and a person's judgement joined with a third. The pages see his life."""
    installation = Installation(tmp_path)
    for source, row in (("crm", ROBERT), ("shop", BOB), ("shop", STRANGER)):
        installation.take_in(source, row)
    records = dict(SourceRecord.objects.values_list("key", "pk"))
    Membership.objects.update(since=timezone.now() - timedelta(days=2))
    GoldenRecord.objects.update(since=timezone.now() - timedelta(days=2))
    Change.objects.update(at=timezone.now() - timedelta(days=2))
    decisions.judge([(records["1"], records["4"])], Verdict.MATCH, actor=steward, reason="She took his name.")
    return Membership.objects.get(record=records["1"], until=None).entity


def _page(browser, pk, **query):
    return browser.get(reverse("admin:mdm_goldenrecord_change", args=[pk]), query)


def _text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


class TestNow:
    def test_history_says_who_and_why(self, sign_in, robert):
        events = [(one.kind, one.who, one.why) for one, _ in _page(sign_in("steward"), robert.pk).context["events"]]
        assert ("judged match", "ada", "She took his name.") in events
        assert {"created", "joined", "changed"} <= {kind for kind, *_ in events}
        ats = [one.at for one, _ in _page(sign_in("steward"), robert.pk).context["events"]]
        assert ats == sorted(ats, reverse=True)

    def test_how_it_came_about(self, sign_in, robert):
        steps = _page(sign_in("steward"), robert.pk).context["steps"]
        assert [(one.member.key, one.by) for one in steps] == [("1", "first"), ("2", "match"), ("4", "judgement")]
        assert steps[1].other == "crm 1"
        assert steps[2].judged.reason == "She took his name."

    def test_graph_shows_every_tie_once(self, sign_in, robert):
        graph = _page(sign_in("steward"), robert.pk).context["graph"]
        assert {node.place for node in graph.nodes} == {"crm 1", "shop 2", "shop 4"}
        assert sorted(edge.kind for edge in graph.edges) == ["certain", "judged-match"]
        assert all(0 <= node.x <= graph.width and 0 <= node.y <= graph.height for node in graph.nodes)

    def test_pins_are_told_with_their_reason(self, sign_in, robert, steward):
        value = CleanValue("email", AttributeKind.EMAIL, {}, {"value": "bob@new.example"}, "bob@new.example")
        record = robert.memberships.filter(until=None).first().record_id
        decisions.pin(record, PinKind.FIX, value, actor=steward, reason="Told us by phone.")
        text = _text(_page(sign_in("steward"), robert.pk))
        assert "pinned" in text
        assert "Told us by phone." in text

    def test_who_stands_near_but_was_judged_apart(self, sign_in, robert, steward):
        four = SourceRecord.objects.get(key="4").pk
        decisions.split(robert.pk, [four], actor=steward, reason="Two people after all.")
        page = _page(sign_in("steward"), robert.pk)
        assert {place for _, place, _ in page.context["apart"]} == {"shop 4"}
        assert "Two people after all." in _text(page)
        assert "(taken back since)" in _text(page)

    def test_viewer_sees_masks_and_no_buttons(self, sign_in, robert):
        response = _page(sign_in("viewer"), robert.pk)
        html = response.content.decode()
        assert "Robert" in html
        assert [one for one in SECRETS if one in html] == []
        assert "birth" not in " ".join(
            s.sentence for one in response.context["steps"] if one.explanation for s in one.explanation.steps
        )
        assert "<button" not in html.partition('id="content-main"')[2].partition('id="as-of"')[0]
        assert "Merge…" not in html

    def test_it_stays_within_its_budget(self, sign_in, robert):
        browser = sign_in("steward")
        _page(browser, robert.pk)
        with within("customer"):
            _page(browser, robert.pk)
        with within("customer as it was"):
            _page(browser, robert.pk, at="2026-01-01T00:00")


class TestThen:
    def test_values_and_members_are_those_of_the_moment(self, sign_in, robert):
        yesterday = timezone.localtime(timezone.now() - timedelta(days=1))
        browser = sign_in("steward")
        was = _page(browser, robert.pk, at=f"{yesterday:%Y-%m-%dT%H:%M}")
        assert [one.key for one in was.context["members"]] == ["1", "2"]
        assert was.context["number"] == 1
        now = _page(browser, robert.pk)
        assert [one.key for one in now.context["members"]] == ["1", "2", "4"]
        assert now.context["number"] > 1
        assert "alice@wonder.example" in _text(now)
        assert "alice@wonder.example" not in _text(was)

    def test_before_it_was(self, sign_in, robert):
        assert "Nothing was known of this customer then." in _text(
            _page(sign_in("steward"), robert.pk, at="2001-01-01T00:00")
        )

    @pytest.mark.parametrize("at", ["nonsense", "2026-13-45T00:00", "99999-01-01T00:00", ""])
    def test_what_is_no_moment_shows_now(self, sign_in, robert, at):
        assert _page(sign_in("steward"), robert.pk, at=at).context["at"] is None

    def test_masks_hold_for_the_past_too(self, sign_in, robert):
        html = _page(sign_in("viewer"), robert.pk, at="2100-01-01T00:00").content.decode()
        assert "Robert" in html
        assert [one for one in SECRETS if one in html] == []

    def test_merged_id_says_where_it_went_and_how_it_was(self, sign_in, robert):
        gone, browser = Entity.objects.get(state="merged"), sign_in("steward")
        led = browser.get(reverse("admin:mdm_goldenrecord_change", args=[gone.pk]), follow=True)
        assert led.context["entity"] == robert
        assert str(gone.pk) in _text(led)
        link = re.search(rf'href="([^"]*{gone.pk}[^"]*at=[^"]*)"', led.content.decode())[1]
        was = browser.get(link)
        assert was.context["entity"] == gone
        assert [one.key for one in was.context["members"]] == ["4"]
        assert "alice@wonder.example" in _text(was)
        assert "Go to the customer that answers for it" in _text(was)

    def test_retired_customer_is_still_told(self, sign_in, world):
        one = world.record("crm", "1", **ANNA)
        anna = world.customer(one)
        Membership.objects.filter(entity=anna).update(until=timezone.now())
        GoldenRecord.objects.filter(entity=anna).delete()
        Entity.objects.filter(pk=anna.pk).update(state="retired", changed_at=timezone.now())
        page = _page(sign_in("steward"), anna.pk)
        assert page.status_code == 200
        assert "no source knows this customer any more" in _text(page)


def test_a_large_customer_goes_on_on_the_next_page(sign_in, world):
    many = world.customer(*(world.record("crm", f"m{one:03}", **ANNA) for one in range(120)))
    records = sorted(many.memberships.values_list("record_id", flat=True))
    Judgement.objects.bulk_create(
        Judgement(low_id=low, high_id=high, verdict="match") for low, high in pairwise(records)
    )
    browser = sign_in("steward")
    _page(browser, many.pk)
    with within("customer"):
        page = _page(browser, many.pk)
    assert len(page.context["members"]) == 50
    assert [last for _, _, last, _ in page.context["member_pages"]] == [50, 100, 120]
    assert (len(page.context["graph"].nodes), page.context["graph"].left_out) == (40, 80)
    assert len(page.context["steps"]) == 20
    rest = _page(browser, many.pk, members=100).context["members"]
    assert len(rest) == 20
    earlier = page.context["earlier"]
    assert earlier == "" or _page(browser, many.pk, before=earlier).status_code == 200
