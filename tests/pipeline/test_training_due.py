"""When the nightly job estimates a model of its own accord."""

import pytest

from mdm.match import actions
from mdm.match.defaults import DEFAULT_MODEL
from mdm.match.versions import queries as versions
from mdm.pipeline.identity import training


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
    monkeypatch.setattr(training.versions, "trained_on", lambda: then)
    assert training.is_due() is is_due


@pytest.mark.django_db
def test_the_active_model_says_how_many_records_it_saw():
    assert versions.trained_on() == 0
    report = {"person": {"records": 300}, "organisation": {"records": 50}, "job": 7}
    stored = actions.add_model(DEFAULT_MODEL.as_json(), report=report, note="")
    assert versions.trained_on() == 0
    actions.activate_model(stored.version)
    assert versions.trained_on() == 350
