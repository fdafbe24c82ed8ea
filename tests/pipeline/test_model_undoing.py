"""Taking a model back takes back what it joined and parted, and says what has changed since."""

from __future__ import annotations

import pytest

from mdm.errors import ConflictError, InvalidInputError
from mdm.match import actions, queries
from mdm.match.versions import queries as versions
from mdm.models import Job, Judgement, LedgerEntry
from mdm.pipeline.identity import models
from mdm.pipeline.jobs import working
from mdm.pipeline.stewardship import decisions, model_undoing
from mdm.records import Verdict
from tests.pipeline.crowd import customers
from tests.pipeline.people import BOB, MAYBE, ROBERT, STRANGER
from tests.pipeline.test_previews import customer, record

pytestmark = pytest.mark.external


def put_in_force(**changed):
    parameters = versions.model_parameters(queries.active_version()) | changed
    version = actions.add_model(parameters, report={}, note="by a test").version
    return models.activate(version, unseen=True)


@pytest.fixture
def before(installation):
    """Four records, of which the shipped model leaves one apart as a mere possible match."""
    for source, row in (("crm", ROBERT), ("crm", BOB), ("shop", MAYBE), ("shop", STRANGER)):
        installation.take_in(source, row)
    return customers()


@pytest.fixture(params=[{"certain": 0.06, "possible": 0.05}, {"certain": 0.9999999, "possible": 0.9999998}])
def changed(request, installation, before):
    """The customers as a laxer and a stricter model make them."""
    put_in_force(**request.param)
    installation.nightly(train=False)
    assert customers() != before
    return customers()


def take_back(sue):
    version, job = model_undoing.take_back(actor=sue, reason="It joins too much.")
    working.work_for(60)
    assert Job.objects.get(pk=job.pk).state == "done"
    return version


def ids():
    return {key: customer(source, key) for source, key in (("crm", "1"), ("crm", "2"), ("shop", "3"), ("shop", "4"))}


def test_customers_are_who_they_were_with_their_ids_and_nobody_is_judged(installation, before, people):
    known = ids()
    put_in_force(certain=0.06, possible=0.05)
    installation.nightly(train=False)
    assert ids() != known
    version = take_back(people["sue"])
    assert (ids(), customers()) == (known, before)
    assert not Judgement.objects.exists()
    entry = LedgerEntry.objects.get(subject=f"model:{version}")
    assert (entry.actor, entry.reason) == (people["sue"], "It joins too much.")


def test_what_it_parted_is_one_again_too(before, changed, people):
    take_back(people["sue"])
    assert customers() == before


def test_the_report_says_what_it_did_and_what_changed_since(installation, before, people):
    put_in_force(certain=0.06, possible=0.05)
    night = installation.nightly(train=False)
    found = model_undoing.plan()
    assert (found.runs, found.merged, found.records, found.moved_on, found.judged) == ((night.pk,), 1, 1, 0, 0)
    decisions.split(customer("shop", "3"), [record("shop", "3")], actor=people["sue"], reason="met both")
    found = model_undoing.plan()
    assert (found.moved_on, found.judged > 0) == (1, True)
    assert any("moved on since" in line for line in found.lines)
    take_back(people["sue"])
    assert Judgement.objects.filter(superseded_at=None, verdict=Verdict.NO_MATCH).exists()
    assert customers() == before


def test_without_a_reason_or_an_earlier_model_nothing_happens(before, people):
    with pytest.raises(ConflictError, match="no earlier model"):
        model_undoing.take_back(actor=people["sue"], reason="x")
    put_in_force(certain=0.6)
    with pytest.raises(InvalidInputError):
        model_undoing.take_back(actor=people["sue"])
    assert not Job.objects.exists()
