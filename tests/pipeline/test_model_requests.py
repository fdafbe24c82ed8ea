"""A match model comes into force, and goes, as acts that can need a second person."""

from __future__ import annotations

import pytest

from mdm.errors import ConflictError, NotAllowedError
from mdm.match import queries
from mdm.match.runs import actions as runs
from mdm.models import ApprovalRule, ChangeRequest, Job, LedgerEntry, MatchModel, ReviewItem
from mdm.pipeline.access import ensure_user
from mdm.pipeline.identity import models
from mdm.pipeline.identity.models import Declared
from mdm.pipeline.jobs import running, working
from mdm.pipeline.stewardship import model_acts, previews, requests
from mdm.steward.acts import Act, ActKind
from tests.pipeline.people import BOB, MAYBE, ROBERT

pytestmark = pytest.mark.external


@pytest.fixture
def ivo(people):
    """An administrator, who steers the models."""
    return ensure_user("ivo", role="administrator", password="")


@pytest.fixture
def draft(installation):
    for source, row in (("crm", ROBERT), ("crm", BOB), ("shop", MAYBE)):
        installation.take_in(source, row)
    version = models.draft(Declared(like=queries.active_version(), certain=0.06, possible=0.05))
    shadowed(version)
    return version


def shadowed(version):
    running.start_shadow(version)
    working.work_for(60)
    assert not Job.objects.exclude(state="done").exists()


class Activation:
    """A draft that a shadow run has told of."""

    def prepare(self, draft):
        self.before, self.draft = queries.active_version(), draft
        return model_acts.activation(draft)

    def is_done(self):
        return queries.active_version() == self.draft


class TakingBack:
    """A model in force, with one before it."""

    def prepare(self, draft):
        self.before = models.activate(draft)
        return Act(ActKind.UNDO_MODEL, {"version": draft})

    def is_done(self):
        return queries.active_version() > self.before and Job.objects.filter(kind="nightly").exists()


@pytest.fixture(params=[Activation, TakingBack], ids=lambda one: one.__name__)
def case(request):
    return request.param()


@pytest.fixture
def made(case, draft, ivo):
    looked = previews.preview(case.prepare(draft), actor=ivo, sees_sensitive=True)
    return requests.propose(looked.token, actor=ivo, reason="It finds more.")


def test_as_shipped_both_need_a_second_person_and_alone_nothing_happens(case, draft, ivo):
    looked = previews.preview(case.prepare(draft), actor=ivo, sees_sensitive=True)
    assert looked.why_not_alone[0] in {"Puts a match model in force.", "Takes a match model back."}
    with pytest.raises(NotAllowedError, match="second person"):
        previews.confirm(looked.token, actor=ivo, reason="sure")
    assert not case.is_done()
    assert not Job.objects.filter(kind="nightly").exists()


def test_where_no_rule_asks_for_two_one_does_it_with_an_entry(case, draft, ivo):
    ApprovalRule.objects.all().delete()
    looked = previews.preview(case.prepare(draft), actor=ivo, sees_sensitive=True)
    done = previews.confirm(looked.token, actor=ivo, reason="It finds more.")
    assert case.is_done()
    entry = LedgerEntry.objects.get(pk=done.entry)
    assert (entry.act, entry.subject) == ("model_activated", f"model:{queries.active_version()}")
    assert (entry.actor, entry.reason) == (ivo, "It finds more.")


def test_another_one_approves_and_it_is_done(case, made, ivo, sue):
    assert ReviewItem.objects.get(kind="change_request").subject == f"change_request:{made.pk}"
    assert not requests.changed_since(made.pk)
    with pytest.raises(NotAllowedError, match="request of their own"):
        requests.approve(made.pk, actor=ivo)
    assert not case.is_done()
    done = requests.approve(made.pk, actor=sue, answer="The examples are right.")
    assert (done.state, case.is_done()) == ("approved", True)
    assert LedgerEntry.objects.get(pk=done.entry_id).actor == ivo
    assert LedgerEntry.objects.get(act="request_approved").actor == sue


def newer_run(made):
    shadowed(made.arguments["version"])


def other_model(made):
    models.activate(models.draft(Declared(like=queries.active_version(), certain=0.99)), unseen=True)


def a_night(made):
    running.start_nightly({"train": False})
    working.work_for(60)


@pytest.mark.parametrize(
    ("case", "meanwhile"),
    [(Activation(), newer_run), (Activation(), other_model), (TakingBack(), a_night), (TakingBack(), other_model)],
    ids=lambda one: getattr(one, "__name__", type(one).__name__),
)
def test_it_is_stale_where_something_else_came_between(case, made, meanwhile, sue):
    meanwhile(made)
    now = queries.active_version()
    assert requests.changed_since(made.pk)
    assert requests.approve(made.pk, actor=sue).state == "stale"
    assert queries.active_version() == now
    assert ChangeRequest.objects.get().entry_id is None


@pytest.mark.parametrize(("records", "is_stale"), [(1, True), (1000, False)])
def test_it_is_stale_where_much_of_the_data_has_changed(installation, draft, ivo, records, is_stale):
    run = model_acts.report_of(model_acts.activation(draft))
    runs.keep(run.job, draft, "shadow", {**run.figures, "records": records})
    looked = previews.preview(model_acts.activation(draft), actor=ivo, sees_sensitive=True)
    made = requests.propose(looked.token, actor=ivo, reason="It finds more.")
    installation.take_in("crm", {**ROBERT, "city": "Boston"})
    assert bool(requests.changed_since(made.pk)) is is_stale


@pytest.mark.parametrize(
    ("rule", "asks"),
    [
        ({"act": "activate"}, True),
        ({"act": "undo_model"}, False),
        ({"at_least_customers": 1}, True),
        ({"at_least_customers": 50}, False),
        ({"at_least_records": 3}, True),
        ({"act": "activate", "exempt": ["administrator"]}, False),
    ],
)
def test_rules_count_what_the_shadow_run_found(draft, ivo, rule, asks):
    ApprovalRule.objects.all().delete()
    ApprovalRule.objects.create(note="Asked.", **rule)
    looked = previews.preview(model_acts.activation(draft), actor=ivo, sees_sensitive=True)
    assert bool(looked.why_not_alone) is asks


def test_only_the_model_in_force_is_taken_back(draft, ivo):
    models.activate(draft)
    with pytest.raises(ConflictError, match="not in force"):
        previews.preview(Act(ActKind.UNDO_MODEL, {"version": draft - 1}), actor=ivo, sees_sensitive=True)
    assert MatchModel.objects.get(state="active").version == draft
