"""When the nightly job estimates a model of its own accord."""

import pytest

from mdm.match import actions
from mdm.match.defaults import DEFAULT_MODEL
from mdm.match.versions import queries as versions
from mdm.models import Job, LedgerEntry
from mdm.pipeline.identity import training
from tests.pipeline.crowd import crowd


@pytest.mark.parametrize(
    ("now", "then", "is_due"),
    [
        (99, 0, False),
        (100, 0, True),
        (399, 100, False),
        (400, 100, True),
        (79_999, 20_000, False),
        (10**6, 20_000, False),
    ],
)
def test_a_model_is_estimated_at_first_and_when_records_outgrow_it(monkeypatch, now, then, is_due):
    monkeypatch.setattr(training.queries, "has_clean", lambda least: now >= least)
    monkeypatch.setattr(training.versions, "most_trained_on", lambda: then)
    assert training.is_due() is is_due


@pytest.mark.django_db
def test_how_many_records_any_model_saw():
    assert versions.most_trained_on() == 0
    report = {"person": {"records": 300}, "organisation": {"records": 50}, "job": 7}
    actions.add_model(DEFAULT_MODEL.as_json(), report=report, note="")
    assert versions.most_trained_on() == 350


def test_the_first_model_comes_into_force_and_a_later_one_is_tried_and_waits(installation):
    installation.load("crm", crowd(1, 40))
    first = installation.nightly(train=True).result["train"]["model"]
    later = installation.nightly(train=True).result["train"]["model"]
    shadow = Job.objects.get(kind="shadow")
    told = LedgerEntry.objects.filter(subject=f"model:{later}")

    assert versions.model_row(first).state == "active"
    assert (versions.model_row(later).state, shadow.options, shadow.state) == ("shadow", {"model": later}, "done")
    assert list(told.order_by("pk").values_list("act", flat=True)) == ["model_drafted", "model_tried"]


def test_an_installation_may_put_later_ones_in_force_unseen(installation, settings):
    settings.MDM_MODELS_UNSEEN = True
    installation.load("crm", crowd(1, 40))
    installation.nightly(train=True)
    later = installation.nightly(train=True).result["train"]["model"]

    assert versions.model_row(later).state == "active"
    assert not Job.objects.filter(kind="shadow").exists()
