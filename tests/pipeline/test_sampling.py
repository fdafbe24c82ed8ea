"""Pairs drawn at random by a shadow run, answered blind at the desk, reckoned up, and learnt from."""

from __future__ import annotations

import io

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command

from mdm.match import queries
from mdm.match.runs import queries as runs
from mdm.match.versions import queries as versions
from mdm.models import Judgement, ReviewItem, SampledPair, SecondReview
from mdm.pipeline.access import ensure_roles
from mdm.pipeline.identity import models
from mdm.pipeline.identity.models import Declared
from mdm.pipeline.jobs import running, working
from mdm.pipeline.stewardship import answering, sampling
from mdm.steward.sampling.queries import counted, sampled_answers
from mdm.steward.worklist.deeds import Pick
from tests.pipeline.crowd import crowd

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    ensure_roles()
    person = User.objects.create(username="ada", is_staff=True)
    person.groups.set([Group.objects.get(name="steward")])
    return person


@pytest.fixture
def drawn(installation):
    """A crowd, and the shadow run of its model."""
    people = crowd(5, 40)
    installation.load("crm", people[:20])
    installation.load("shop", people[20:])
    installation.nightly()
    return shadowed(queries.active_version())


def shadowed(version):
    job = running.start_shadow(version)
    working.work_for(60)
    return runs.of_job(job.pk)


def answer_all(ada, likely=0.5):
    """As a model without fault would: what is likely is a match."""
    probability = {(one.low, one.high): one.probability for run in {row.run for row in SampledPair.objects.all()}
                   for one in runs.drawn(run)}  # fmt: skip
    for item in ReviewItem.objects.filter(second_review__kind="sample", state="open"):
        pair = (item.facts["left"], item.facts["right"])
        answering.answer(Pick(item.pk), "match" if probability[pair] >= likely else "no_match", actor=ada)


def test_a_sample_is_asked_blind_and_measures_the_model(drawn, ada):
    version = drawn.model_version
    count = sampling.put(version, 3000)
    items = ReviewItem.objects.filter(second_review__kind="sample")
    assert count == items.count() == sum(n for s, n in drawn.figures["strata"].items() if s != "0")
    assert all("%" not in one.sentence and one.probability is None for one in items)
    strata, found = sampling.suggestion(version, 0.9)
    assert (found.found, found.words[:22]) == (None, "Not enough judgements ")
    before = Judgement.objects.count()
    answer_all(ada)
    assert Judgement.objects.count() == before
    strata, found = sampling.suggestion(version, 0.9)
    assert all(one.answered == one.pairs for one in strata)
    assert found.found.precision.share == 1.0
    assert found.found.threshold == 0.5
    assert sampling.put(version, 100) == 0


def test_the_draw_is_stratified_and_goes_on_where_it_stopped(drawn):
    first = sampling.put(drawn.model_version, 20)
    assert {one.stratum for one in SampledPair.objects.all()} == {
        int(s) for s, n in drawn.figures["strata"].items() if n and s != "0"
    }
    before = set(SampledPair.objects.values_list("low", "high"))
    sampling.put(drawn.model_version, 10)
    assert len(set(SampledPair.objects.values_list("low", "high")) - before) > 0
    assert SampledPair.objects.count() > first


def test_an_answer_serves_every_run_that_draws_its_pair(drawn, ada):
    sampling.put(drawn.model_version, 3000)
    answer_all(ada)
    asked = ReviewItem.objects.filter(second_review__kind="sample").count()
    again = shadowed(models.draft(Declared(like=drawn.model_version, certain=0.8)))
    sampling.put(again.model_version, 3000)
    assert ReviewItem.objects.filter(second_review__kind="sample").count() == asked
    assert sum(yes + no for _, yes, no, _ in counted(again.job).values()) == asked


def test_where_steward_and_model_differ_it_is_asked_and_learnt(drawn, ada):
    sampling.put(drawn.model_version, 3000)
    second = SecondReview.objects.filter(kind="sample", first="match").first()
    answering.answer(Pick(second.item_id), "no_match", actor=ada)
    assert "The match model said “match”" in ReviewItem.objects.get(kind="disagreement").sentence
    said = sampled_answers()
    assert [verdict for _, _, verdict in said] == ["no_match"]
    version = models.draft()
    assert sum(one["judged"] for one in versions.model_row(version).report.values()) == len(said)


def test_the_command_puts_and_tells(drawn, ada):
    version, out = str(drawn.model_version), io.StringIO()
    call_command("models", "sample", version, "--pairs", "3000", stdout=out)
    call_command("models", "measured", version, stdout=out)
    assert "Not enough judgements" in out.getvalue()
    answer_all(ada)
    call_command("models", "measured", version, "--precision", "0.9", stdout=out)
    assert "Joining from 50.0% on is right in 100.0%" in out.getvalue()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("sample", "1"), "no shadow run"),
        (("measured", "1"), "no shadow run"),
        (("sample", "1", "--pairs", "0"), "can't be drawn"),
    ],
)
def test_what_can_not_be_is_refused(installation, arguments, said):
    with pytest.raises(CommandError, match=said):
        call_command("models", *arguments)
