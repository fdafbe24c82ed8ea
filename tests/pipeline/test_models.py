"""manage.py models: drafts, activation, and the way back, which makes a new version because versions only rise."""

import json

import pytest
from django.core.management import CommandError, call_command

from mdm.ledger.models import LedgerEntry
from mdm.match import actions, queries
from mdm.match.defaults import DEFAULT_MODEL
from mdm.match.versions import queries as versions
from mdm.pipeline.identity import models

pytestmark = pytest.mark.django_db


@pytest.fixture
def first():
    return queries.active_version()


def drafted(certain):
    parameters = {**DEFAULT_MODEL.as_json(), "certain": certain}
    return actions.add_model(parameters, report={"job": 7, "person": {"records": 5}}, note="by a test").version


def told(capsys, *arguments):
    call_command("models", *arguments)
    return capsys.readouterr().out


def test_a_draft_changes_nothing_until_it_is_activated(first, capsys):
    version = drafted(0.97)
    assert queries.active_version() == first
    assert f"Model {version} is in force" in told(capsys, "activate", str(version), "--unseen")
    assert (queries.active_version(), queries.active_model().certain) == (version, 0.97)
    assert versions.model_row(first).state == "retired"
    assert LedgerEntry.objects.filter(subject=f"model:{version}").count() == 1


def test_undo_brings_the_parameters_back_under_a_higher_version(first, capsys):
    before = queries.active_model()
    version = drafted(0.97)
    models.activate(version, unseen=True)
    told(capsys, "undo")
    now = queries.active_model()
    assert now.version > version
    assert now.as_json() == before.renumbered(now.version).as_json()
    assert versions.model_row(now.version).note == f"As version {first} again"
    assert [row.state for row in versions.model_rows()].count("active") == 1


def test_a_draft_older_than_the_model_in_force_gets_a_number_above_it(first):
    older, newer = drafted(0.96), drafted(0.97)
    models.activate(newer, unseen=True)
    now = models.activate(older, unseen=True)
    assert now > newer
    assert queries.active_model().certain == 0.96
    assert versions.model_of_job(7) in {older, newer}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("activate", "1"), "Model 1 is active"),
        (("activate", "99"), "no match model 99"),
        (("undo",), "no earlier model"),
    ],
)
def test_what_can_not_be_is_refused(first, arguments, said):
    with pytest.raises(CommandError, match=said):
        call_command("models", *arguments)


def test_models_are_listed_and_shown(first, capsys):
    drafted(0.97)
    assert "draft" in told(capsys)
    assert json.loads(told(capsys, "show", str(first)))["state"] == "active"
