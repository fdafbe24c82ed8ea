"""The page of one question: what stands side by side, what would become of it, and the answers."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from mdm.models import CleanRecord, Judgement, LedgerEntry, Membership, ReviewItem
from tests.admin.budgets import within

ANNA = {"full_name": "Anna Schmidt", "born": "1980-05-17", "mail": "anna@schmidt-berlin.de", "zip": "10115"}
SECRETS = ("1980", "1981")


@pytest.fixture
def group(world):
    """Four records: two are one customer, and any of them may be."""
    said = (
        ("crm", "1", ANNA),
        ("crm", "2", {**ANNA, "full_name": "Anna Schmitt"}),
        ("shop", "3", {**ANNA, "born": "1981-01-01"}),
        ("shop", "4", {**ANNA, "full_name": "Bernd Schmidt"}),
    )
    records = {key: world.record(source, key, **payload) for source, key, payload in said}
    world.customer(records["1"], records["2"])
    world.customer(records["3"])
    world.customer(records["4"])
    world.compared(records["1"], records["3"])
    return records


@pytest.fixture
def item(group):
    return ReviewItem.objects.create(
        kind="over_merge", signature="1", records=sorted(one.pk for one in group.values()), sentence="Are they one?",
        probability=0.9, facts={"left": group["1"].pk, "right": group["3"].pk, "size": 4, "veto": 0, "path": []},
    )  # fmt: skip


def _page(browser, item, **query):
    return browser.get(reverse("admin:mdm_reviewitem_change", args=[item.pk]), query)


def _post(browser, item, **answer):
    return browser.post(reverse("admin:mdm_reviewitem_decide", args=[item.pk]), answer)


def _text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


class TestSideBySide:
    def test_the_whole_group_stands_there_though_only_two_were_named(self, sign_in, item, group):
        ReviewItem.objects.filter(pk=item.pk).update(records=[group["1"].pk, group["3"].pk])
        places = [one.sheet.key for one in _page(sign_in("steward"), item).context["columns"]]
        assert places == ["1", "2", "3"]

    def test_what_differs_is_marked_within_the_value(self, sign_in, item):
        html = _page(sign_in("steward"), item).content.decode()
        assert "Anna Schmi<mark>t</mark>t" in html
        assert "<mark>Bernd</mark> Schmidt" in html
        assert "anna@<mark" not in html

    def test_a_large_group_goes_on_on_the_next_page(self, sign_in, world, item):
        many = world.customer(*(world.record("crm", f"m{one:02}", **ANNA) for one in range(25)))
        records = sorted(many.memberships.values_list("record_id", flat=True))
        ReviewItem.objects.filter(pk=item.pk).update(records=records)
        browser = sign_in("steward")
        shown = [len(_page(browser, item, **{"from": start}).context["columns"]) for start in (0, 12, 24, 999, "x")]
        assert shown == [12, 12, 1, 1, 12]
        assert [(start, last) for start, _, last, _ in _page(browser, item).context["others"]] == [
            (0, 12),
            (12, 24),
            (24, 25),
        ]

    def test_it_stays_within_its_budget(self, sign_in, item):
        browser = sign_in("steward")
        _page(browser, item)
        with within("review"):
            _page(browser, item)


class TestWouldBecome:
    def _values(self, browser, item, **groups):
        address = reverse("admin:mdm_reviewitem_preview", args=[item.pk])
        answer = browser.get(address, {letter: ",".join(map(str, ids)) for letter, ids in groups.items()})
        return answer.context["becomes"]

    def test_it_follows_the_groups(self, sign_in, item, group):
        ids = {key: one.pk for key, one in group.items()}
        browser = sign_in("steward")
        one = self._values(browser, item, A=list(ids.values()))
        assert [value.display for value in one.values["name"]] == ["Anna Schmidt"]
        two = self._values(browser, item, A=[ids["1"], ids["2"], ids["3"]], B=[ids["4"]])
        assert [(one.letter, one.display) for one in two.values["name"]] == [
            ("A", "Anna Schmidt"),
            ("B", "Bernd Schmidt"),
        ]
        assert [size for _, _, size in two.groups] == [3, 1]

    def test_nothing_is_written(self, sign_in, item, group):
        before = set(Membership.objects.values_list("pk", "entity"))
        self._values(sign_in("steward"), item, A=[one.pk for one in group.values()])
        assert set(Membership.objects.values_list("pk", "entity")) == before

    def test_records_of_other_questions_are_not_shown(self, sign_in, world, item):
        stranger = world.record("crm", "9", full_name="Carla Stranger")
        assert self._values(sign_in("steward"), item, A=[stranger.pk]).groups == []

    @pytest.mark.parametrize("view", ["preview", "weights"])
    def test_it_is_for_those_who_see_the_item(self, sign_in, item, view):
        address = reverse(f"admin:mdm_reviewitem_{view}", args=[item.pk])
        assert sign_in("viewer").get(address).status_code == 403
        assert sign_in("steward").get(reverse(f"admin:mdm_reviewitem_{view}", args=[10**9])).status_code == 404


class TestWeights:
    def _chart(self, browser, item, left, right):
        address = reverse("admin:mdm_reviewitem_weights", args=[item.pk])
        return browser.get(address, {"left": left.pk, "right": right.pk}).context["chart"]

    def test_the_steps_add_up_to_what_is_said(self, sign_in, item, group):
        chart = self._chart(sign_in("steward"), item, group["1"], group["2"])
        assert sum(one.weight for one in chart.found.steps) == pytest.approx(chart.found.weight, abs=1e-6)
        assert all(0 <= bar.start <= 100 and bar.width <= 100 for bar in chart.bars)

    def test_the_pair_is_chosen(self, sign_in, item, group):
        browser = sign_in("steward")
        assert [one.key for one in _page(browser, item).context["pair"]] == ["1", "3"]
        chosen = _page(browser, item, left=group["2"].pk, right=group["4"].pk)
        assert [one.key for one in chosen.context["pair"]] == ["2", "4"]

    def test_nothing_tells_whether_hidden_attributes_agree(self, sign_in, item, group):
        """The same but for the birth date is told alike, on the page, the list and by the explanation."""
        ReviewItem.objects.filter(pk=item.pk).update(sentence="They match with 90%.")
        browser = sign_in("auditor")
        agree, differ = (self._chart(browser, item, group["1"], group[key]).found for key in ("2", "3"))
        for found in (agree, differ):
            assert {"birth_date", "hidden"}.isdisjoint({one.name for one in found.steps})
            assert (found.is_concealed, found.veto, found.veto_sentence) == (True, 0, "")
            assert found.weight == pytest.approx(sum(one.weight for one in found.steps))
        assert agree.summary == differ.summary
        pages = [_page(browser, item), browser.get(reverse("admin:mdm_reviewitem_changelist"), {"score": "99"})]
        for shown in pages:
            assert "match with" not in _text(shown)
            assert f"Are records {group['1'].pk} and {group['3'].pk}" in _text(shown)
            assert [one for one in ("<dt>Probability", "mdm-score") if one in shown.content.decode()] == []
        assert [one.score for one in pages[1].context["lines"]] == [""]
        assert "score" not in {one.name for one in pages[1].context["filters"]}
        assert "90%" in _text(_page(sign_in("steward"), item))


class TestSight:
    def test_who_may_not_see_and_not_decide_gets_masks_and_no_buttons(self, sign_in, item):
        browser = sign_in("auditor")
        pages = [_page(browser, item)]
        for view in ("preview", "weights"):
            ids = ",".join(map(str, item.records))
            pages.append(browser.get(reverse(f"admin:mdm_reviewitem_{view}", args=[item.pk]), {"A": ids}))
        text = "".join(one.content.decode() for one in pages)
        assert "Anna Schmi" in text
        assert [one for one in SECRETS if one in text] == []
        assert '<button class="mdm-button' not in text
        assert 'name="group-' not in text


class TestAnswering:
    def test_these_together_that_one_apart(self, sign_in, item, group):
        letters = {f"group-{one.pk}": "B" if key == "4" else "A" for key, one in group.items()}
        browser = sign_in("steward")
        stamp = _page(browser, item).context["stamp"]
        answer = _post(browser, item, verdict="partial", reason="Bernd is her son.", seen=stamp, **letters)
        assert answer.status_code == 302
        now = dict(Membership.objects.filter(until=None).values_list("record__key", "entity"))
        assert now["1"] == now["2"] == now["3"] != now["4"]
        item.refresh_from_db()
        assert (item.state, item.outcome) == ("decided", "partial")

    def test_what_changed_meanwhile_is_told_and_nothing_is_lost(self, sign_in, item, group):
        browser = sign_in("steward")
        stamp = _page(browser, item).context["stamp"]
        CleanRecord.objects.filter(record=group["3"]).update(revision=7)
        letters = {f"group-{group['4'].pk}": "C", f"group-{group['1'].pk}": "A"}
        answer = _post(browser, item, verdict="partial", reason="Bernd is her son.", seen=stamp, **letters)
        assert answer.status_code == 409
        assert "shop 3 says something else now." in _text(answer)
        assert 'value="Bernd is her son."' in answer.content.decode()
        assert [one.group for one in answer.context["columns"]] == ["A", "", "", "C"]
        assert answer.context["stamp"] != stamp
        assert not Judgement.objects.exists()
        again = _post(browser, item, verdict="match", seen=answer.context["stamp"])
        assert again.status_code == 302

    @pytest.mark.parametrize("verdict", ["match", "no_match", "partial"])
    def test_it_can_be_undone_from_the_next_page_and_from_its_own(self, sign_in, item, group, verdict):
        browser = sign_in("steward")
        letters = {f"group-{one.pk}": "AABB"[place] for place, one in enumerate(group.values())}
        answer = browser.post(
            reverse("admin:mdm_reviewitem_decide", args=[item.pk]), {"verdict": verdict, **letters}, follow=True
        )
        entry = LedgerEntry.objects.get(act="decided").pk
        undo = f"{reverse('mdm-act')}?kind=undo&entry={entry}"
        assert undo.replace("&", "&amp;") in answer.content.decode().replace("&entry", "&amp;entry")
        page = _page(browser, item)
        assert page.context["undo_url"] == undo
        token = re.search(r'name="token" value="([^"]+)"', browser.get(undo).content.decode()).group(1)
        browser.post(reverse("mdm-act-confirm"), {"token": token, "reason": "Wrong key."})
        assert not Judgement.objects.filter(superseded_at=None).exists()
        assert _page(browser, item).context["undo_url"] == ""

    def test_the_second_learns_what_the_first_has_done(self, sign_in, item):
        _post(sign_in("senior steward"), item, verdict="no_match", reason="Twins.")
        answer = _post(sign_in("steward"), item, verdict="match", reason="Same mailbox.")
        text = _text(answer)
        assert answer.status_code == 409
        assert "test senior steward answered “no match”" in text
        assert "Twins." in text
        assert "You wrote: Same mailbox." in text
        assert Judgement.objects.get().verdict == "no_match"

    @pytest.mark.parametrize(
        ("answer", "told"),
        [
            ({"verdict": "perhaps"}, "It takes: Match, No match"),
            ({"verdict": "partial"}, "records can be grouped"),
            ({"verdict": "match", "seen": "nonsense"}, "stamp can&#x27;t be read"),
        ],
    )
    def test_what_is_no_answer_is_refused(self, sign_in, item, answer, told):
        refused = _post(sign_in("steward"), item, **answer)
        assert refused.status_code == 400
        assert told in refused.content.decode()
        assert not Judgement.objects.exists()
