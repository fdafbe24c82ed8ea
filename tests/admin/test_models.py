"""The page of a match model: what its runs came to as charts, examples by sight, and the way into force by right."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from mdm.admin import model_charts as charts
from mdm.match import queries
from mdm.match.runs import actions as runs
from mdm.models import ApprovalRule, ChangeRequest, Job, MatchModel
from mdm.pipeline.identity import models
from mdm.pipeline.identity.models import Declared
from mdm.pipeline.jobs import running
from tests.world import World

FIGURES = {
    "records": 120, "waiting": 3, "weak_ties": 1,
    "pairs": {"compared": 910, "possible": 5, "certain": 40, "held_back": 1},
    "weights": {"-20": 700, "-3": 165, "1": 5, "8": 40},
    "strata": {"0": 800, "5": 3, "8": 40, "12": 1},
    "clusters": {"1": 50, "2": 30, "5": 2},
    "ties": {"4": 2, "9": 30},
    "rules": {
        "1": {"keys": 90, "blocks": 60, "wide_keys": 30, "sizes": {"1": 40, "2": 19, "26": 1},
              "pairs": 60, "only": 20, "certain": 30, "only_certain": 3},
        "7": {"keys": 120, "blocks": 100, "wide_keys": 0, "sizes": {"1": 90, "2": 10},
              "pairs": 9_000_000, "only": 8_000_000, "certain": 900, "only_certain": 0},
    },
    "captures": {"person": {"1": 100, "2": 4900}},
    "fragile": {str(1 << 1): 6, str(1 << 1 | 1 << 7): 90},
    "changes": {"merged": 7, "split": 2, "changed": 9, "created": 1, "retired": 0, "reviews_opened": 4,
                "reviews_closed": 3},
}  # fmt: skip


@pytest.fixture
def draft(db, monkeypatch):
    monkeypatch.setattr(running, "knock", lambda *_: None)
    world = World()
    anna, other = (world.customer(world.record(code, "1", full_name="Anna Schmidt")) for code in ("crm", "shop"))
    version = models.draft(Declared(like=queries.active_version(), certain=0.95))
    merge = {"customers": [str(anna.pk), str(other.pk)], "parts": [[1], [2]],
             "link": {"low": 1, "high": 2, "probability": 0.97}}  # fmt: skip
    figures = {**FIGURES, "beside": queries.active_version(), "examples": {"merge": [merge], "split": [], "tie": []}}
    runs.keep(77, version, "shadow", figures)
    return version


def page_of(client, version):
    response = client.get(reverse("admin:mdm_matchmodel_change", args=[version]))
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_tells_what_would_change_and_draws_what_was_seen(draft, sign_in):
    assert "97%" in page_of(sign_in("steward"), draft)
    html = page_of(sign_in("viewer"), draft)
    assert "Anna Schmidt" not in html  # what would match tells what hidden attributes say
    for told in (
        "would be absorbed",
        "3 records waited",
        "Useless here",
        "910 pairs",
        "Not enough judgements",
    ):
        assert told in html
    pictures = re.findall(r"<svg[^>]*>", html.partition('id="content-main"')[2])
    assert len(pictures) > 40
    assert [one for one in pictures if 'role="img"' in one and 'aria-label=""' in one] == []
    assert html.count('class="mdm-mark"') == 3
    assert "Put it in force" not in html


ACTIVATION = {"kind": "activate", "run": 77}


def token_of(html):
    return re.search(r'name="token" value="([^"]+)"', html).group(1)


def looked_at(client, act):
    return client.get(reverse("mdm-act"), act).content.decode()


def test_an_administrator_puts_it_in_force_where_one_may_alone(draft, sign_in):
    ApprovalRule.objects.all().delete()
    client = sign_in("administrator")
    assert "Put it in force" in page_of(client, draft)
    html = looked_at(client, ACTIVATION | {"version": draft})
    for told in ("would be absorbed", "Anna Schmidt", "910 pairs", "job 77"):
        assert told in html
    sent = {"token": token_of(html), "reason": "It finds more."}
    html = client.post(reverse("mdm-act-confirm"), sent, follow=True).content.decode()
    assert f"Model {draft} is in force" in html
    assert f"kind=undo_model&amp;version={draft}" in html
    assert queries.active_version() == draft
    assert "Put it in force" not in html


def test_as_shipped_it_is_proposed_and_the_second_person_sees_the_report(draft, sign_in):
    client = sign_in("administrator")
    html = looked_at(client, ACTIVATION | {"version": draft})
    assert "Puts a match model in force." in html
    assert "Do it" not in html
    sent = {"token": token_of(html), "reason": "It finds more."}
    html = client.post(reverse("mdm-act-propose"), sent, follow=True).content.decode()
    assert "would be absorbed" in html
    assert "Approve and do it" not in html
    made = ChangeRequest.objects.get()
    senior = sign_in("senior steward")
    html = senior.get(reverse("admin:mdm_changerequest_change", args=[made.pk])).content.decode()
    for told in ("Put a match model in force", "would be absorbed", "Anna Schmidt", "Approve and do it"):
        assert told in html
    answer = reverse("admin:mdm_changerequest_answer", args=[made.pk])
    html = senior.post(answer, {"verdict": "approve"}, follow=True).content.decode()
    assert "Approved and done." in html
    assert "would be absorbed" in html
    assert queries.active_version() == draft


def test_of_a_model_taken_back_its_work_is_shown_and_one_job_follows(draft, sign_in):
    ApprovalRule.objects.all().delete()
    models.activate(draft)
    client = sign_in("administrator")
    assert f"kind=undo_model&amp;version={draft}" in page_of(client, draft)
    html = looked_at(client, {"kind": "undo_model", "version": draft})
    assert f"Model {draft} goes" in html
    sent = {"token": token_of(html), "reason": "It joins too much."}
    started = client.post(reverse("mdm-act-confirm"), sent)
    assert started["Location"] == reverse("admin:mdm_job_change", args=[Job.objects.get().pk])
    assert queries.active_version() > draft


@pytest.mark.parametrize("role", ["viewer", "steward", "senior steward", "auditor"])
@pytest.mark.parametrize("act", [ACTIVATION, {"kind": "undo_model"}])
def test_nobody_else_acts_on_models(draft, sign_in, role, act):
    assert sign_in(role).get(reverse("mdm-act"), act | {"version": draft}).status_code == 403


def test_an_administrator_starts_a_shadow_run_and_only_one(draft, sign_in):
    client = sign_in("administrator")
    for _ in range(2):
        client.post(reverse("admin:mdm_model_shadow", args=[draft]))
    job = Job.objects.get(kind="shadow")
    assert job.options == {"model": draft}
    assert MatchModel.objects.get(pk=draft).state == "shadow"
    assert f"job {job.pk}" in page_of(client, draft)


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ({"certain": "0.97", "possible": "0.4", "rules_off": "7, 18"}, True),
        ({"certain": "", "possible": "", "rules_off": ""}, True),
        ({"certain": "much"}, False),
        ({"certain": "0.2", "possible": "0.4"}, False),
        ({"rules_off": "999"}, False),
        ({"rules_off": "phone"}, False),
    ],
)
def test_a_draft_like_it_is_declared_on_its_page(draft, sign_in, said, made):
    sign_in("administrator").post(reverse("admin:mdm_model_draft", args=[draft]), said)
    assert MatchModel.objects.filter(version__gt=draft).count() == int(made)
    if made and said["certain"]:
        model = queries.model_of(draft + 1)
        assert (model.certain, model.possible, sorted(model.rules_off)) == (0.97, 0.4, [7, 18])


def test_pairs_are_put_to_stewards_from_the_page(draft, sign_in):
    client = sign_in("administrator")
    response = client.post(reverse("admin:mdm_model_sample", args=[draft]), {"pairs": "5"}, follow=True)
    assert "0 pairs wait for stewards" in response.content.decode()
    response = client.post(reverse("admin:mdm_model_sample", args=[draft]), {"pairs": "-1"}, follow=True)
    assert "is no number" in response.content.decode()


@pytest.mark.parametrize("role", ["viewer", "steward", "senior steward", "auditor"])
@pytest.mark.parametrize("act", ["shadow", "sample", "draft"])
def test_nobody_else_steers(draft, sign_in, role, act):
    response = sign_in(role).post(reverse(f"admin:mdm_model_{act}", args=[draft]))
    assert response.status_code == 403
    assert queries.active_version() != draft
    assert not Job.objects.exists()


def test_a_model_without_a_run_says_so(db, sign_in):
    assert "No run has used this model yet" in page_of(sign_in("viewer"), queries.active_version())


def test_thresholds_stand_where_their_weights_are():
    chart = charts.weights({"-4": 10, "0": 1, "9": 5}, 0.5, 0.9)
    possible, certain = chart.marks
    step = charts.WIDE / 14
    assert possible.x == pytest.approx(4 * step, abs=0.1)
    assert certain.x == pytest.approx((4 + 3.17) * step, abs=0.1)
    assert [one.zone for one in chart.columns] == ["", "possible", "certain"]
    assert "5 reach the upper threshold" in chart.told


@pytest.mark.parametrize("draw", [lambda: charts.weights({}, 0.5, 0.9), lambda: charts.cluster_sizes({}),
                                  lambda: charts.weakest_ties({}, 0.9)])  # fmt: skip
def test_nothing_seen_is_no_chart(draw):
    assert draw() is None


@pytest.mark.parametrize(("share", "place"), [(1.0, 140.0), (1e-7, 0.0), (1e-12, 0.0), (1e-3, 80.0)])
def test_odds_lie_on_a_logarithmic_line(share, place):
    assert charts.odds(share, share).match == pytest.approx(place, abs=0.1)
