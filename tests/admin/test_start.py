"""The start page: what each role sees, where its figures lead, what it costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from mdm.admin.charts import HIGH, WIDE, bars, line
from mdm.models import DeskMeasure, DeskRule, LedgerEntry, QualityRun, ReviewItem, Scorecard
from mdm.steward.worklist import actions
from mdm.steward.worklist.queries import desk_rules

TODAY = timezone.localdate()


@pytest.fixture
def filled(world):
    """Work of two kinds and ages, a month of figures, the scorecards of three nights."""
    cache.clear()
    source = world.record("crm", "1", full_name="Anna Schmidt").source
    for number in range(5):
        actions.open_item(actions.Question(f"q{number}", "possible_match", (number,), "One?", 3))
    actions.open_item(actions.Question("q9", "over_size", (9,), "One?", 1))
    old = timezone.now() - timedelta(days=9)
    ReviewItem.objects.filter(kind="over_size").update(opened_at=old, due_at=old)
    for back in range(30):
        figures = {("decided", "possible_match"): back, ("seconds", "possible_match"): back * 9.0,
                   ("timed", "possible_match"): back, ("open", "over_size"): 30 + back}  # fmt: skip
        for (name, of), amount in figures.items():
            DeskMeasure.objects.create(day=TODAY - timedelta(days=back), name=name, of=of, amount=amount)
    latest = {
        ("precision", "share"): 0.97, ("precision", "low"): 0.93, ("precision", "high"): 0.99, ("precision", "of"): 120,
        ("second", "raw"): 0.9, ("second", "kappa"): 0.8, ("second", "pairs"): 40,
        ("joined", "match"): 90, ("joined", "judgement"): 10,
    }  # fmt: skip
    for (name, of), amount in latest.items():
        DeskMeasure.objects.create(day=TODAY, name=name, of=of, amount=amount)
    for back in range(3):
        run = QualityRun.objects.create(rules="x", at=timezone.now() - timedelta(days=back))
        for owner in (None, source):
            Scorecard.objects.create(run=run, source=owner, records=100, customers=90, score=80 + back)


def _seen(browser):
    return browser.get(reverse("admin:index")).content.decode()


@pytest.mark.usefixtures("filled")
class TestPage:
    def test_a_steward_sees_work_throughput_and_how_well_it_goes(self, sign_in):
        text = " ".join(_seen(sign_in("steward")).split())
        for told in (
            ">6</b><span>open reviews", ">1</b><span>overdue", "Start with the next item", "Answers a day",
            "Seconds an answer: 9 seconds at last", "97.0%", "93.0% to 99.0%", "kappa 0.80", "90.0%", "10 <span",
        ):  # fmt: skip
            assert told in text, told

    def test_every_figure_leads_to_the_list_behind_it(self, sign_in):
        browser = sign_in("steward")
        text = _seen(browser)
        address = f"{reverse('admin:mdm_reviewitem_changelist')}?view=waiting&amp;kind=over_size&amp;days=7"
        assert address in text
        rows = browser.get(address.replace("&amp;", "&")).context["lines"]
        assert [one.item.kind for one in rows] == ["over_size"]

    @pytest.mark.parametrize(
        ("role", "seen", "unseen"),
        [
            ("viewer", ["customers", "Sources"], ["open reviews", "Work by kind", "Start with", "How well it goes"]),
            ("auditor", ["open reviews", "Work by kind", "How well it goes"], ["Start with the next"]),
        ],
    )
    def test_each_role_sees_what_is_its_own(self, sign_in, role, seen, unseen):
        text = _seen(sign_in(role))
        assert [one for one in seen if one not in text] == []
        assert [one for one in unseen if one in text] == []

    # Role -> most queries, once the counts of the last minute are there.
    BUDGETS = (("viewer", 5), ("steward", 11), ("administrator", 11))

    @pytest.mark.parametrize(("role", "most"), BUDGETS)
    def test_queries_stay_within_their_budget(self, sign_in, role, most, django_assert_max_num_queries):
        browser = sign_in(role)
        _seen(browser)
        with django_assert_max_num_queries(most):
            _seen(browser)

    def test_large_tables_are_not_counted(self, sign_in, monkeypatch):
        monkeypatch.setattr("mdm.admin.start_sources.LARGE", -2)
        cache.clear()
        text = " ".join(_seen(sign_in("viewer")).split())
        assert "about 100</b><span>source records" in text


def test_a_new_installation_has_a_start_page(sign_in):
    cache.clear()
    text = _seen(sign_in("steward"))
    assert "Nothing waits for people" in text
    assert "Nothing yet" in text


class TestCharts:
    DAYS = tuple(TODAY - timedelta(days=one) for one in range(3))

    def test_bars_stand_within_the_drawing(self):
        drawn = bars("Answers", self.DAYS, [4, 0, 2], unit="answers")
        assert [(one.height, one.y) for one in drawn.bars] == [(HIGH, 0), (HIGH / 2, HIGH / 2)]
        assert all(one.x >= 0 and one.x + one.width <= WIDE for one in drawn.bars)
        assert "6 answers in 3 days" in drawn.told

    @pytest.mark.parametrize(
        ("amounts", "points"),
        [
            ([1, None, 2], "0.0,40.0 300.0,0.0"),
            ([2], "0.0,0.0 300.0,0.0"),
            ([0, 0], "0.0,80.0 300.0,80.0"),
            ([None], ""),
            ([], ""),
        ],
    )
    def test_line(self, amounts, points):
        assert line("Grade", self.DAYS[: len(amounts)], amounts, unit="points").points == points


class TestRules:
    ADD = "admin:mdm_deskrule_add"

    @pytest.mark.parametrize(
        ("what", "of", "amount", "field"),
        [
            ("due_days", "9", "3", "of"),
            ("second_share", "possible_match", "1.5", "amount"),
            ("second_share", "quality", "0.5", "of"),
            ("value_attribute", "name", "1", "of"),
            ("value_attribute", "segment", "1", "of"),
            ("value_attribute", "employee_count=5", "1", "of"),
            ("value_attribute", "person:employee_count", "1", "of"),
            ("value_attribute", "tree:segment=A", "1", "of"),
            ("identifier_limit", "shoe_size", "1", "of"),
            ("lease_minutes", "x", "5", "of"),
        ],
    )
    def test_senseless_lines_are_refused_at_their_field(self, sign_in, what, of, amount, field):
        answer = sign_in("administrator").post(reverse(self.ADD), {"what": what, "of": of, "amount": amount})
        assert list(answer.context["adminform"].form.errors) == [field]
        assert not DeskRule.objects.exists()

    def test_an_administrator_declares_and_changes_a_line(self, sign_in):
        browser = sign_in("administrator")
        browser.post(reverse(self.ADD), {"what": "due_days", "of": "1", "amount": "1"})
        row = DeskRule.objects.get()
        browser.post(reverse("admin:mdm_deskrule_change", args=[row.pk]), {"amount": "4"})
        assert desk_rules().due_days(1) == 4
        assert LedgerEntry.objects.filter(act="desk_rule_declared", subject="desk_rule:due_days").count() == 2

    def test_a_steward_only_reads(self, sign_in):
        browser = sign_in("steward")
        assert browser.get(reverse("admin:mdm_deskrule_changelist")).status_code == 200
        assert browser.post(reverse(self.ADD), {}).status_code == 403
