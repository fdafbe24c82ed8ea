"""Every kind of act can need a second person, is shown before it is done, and goes stale with its customer."""

from __future__ import annotations

import pytest

from mdm.errors import NotAllowedError
from mdm.models import ApprovalRule, ChangeRequest, GoldenRecord, Job, LedgerEntry, Proposal, ReviewItem, SourceRecord
from mdm.pipeline.access import issue_client_key
from mdm.pipeline.jobs import working
from mdm.pipeline.stewardship import alone, answering, entering, previews, proposals, requests
from mdm.records import CustomerKind
from mdm.steward.acts import NEEDS, Act, ActKind
from tests.pipeline.desk import pick
from tests.pipeline.people import ROBERT, STRANGER
from tests.pipeline.test_previews import customer

pytestmark = pytest.mark.external
DORA = {"name_given": "Dora", "name_family": "Novak", "email": "dora@novak.example"}


@pytest.fixture
def checked(installation):
    """An installation in which every act needs a second person."""
    ApprovalRule.objects.all().delete()
    ApprovalRule.objects.create(note="Everything is checked.")
    return installation


def entered(key="", **said):
    return entering.entry_act(CustomerKind.PERSON, DORA | said, key=key, version=1 if key else None)


class Entry:
    """A new customer, whom somebody else enters meanwhile."""

    def prepare(self, installation, ada):  # noqa: ARG002
        return entered()

    def meanwhile(self, installation, ada):  # noqa: ARG002
        entering.enter_customer(CustomerKind.PERSON, DORA, actor=ada, reason="x")

    def is_done(self):
        return GoldenRecord.objects.filter(document__name="Dora Novak").exists()


class Edit:
    """A record of the desk, edited by somebody else meanwhile."""

    def prepare(self, installation, ada):  # noqa: ARG002
        taken = entering.enter_customer(CustomerKind.PERSON, DORA, actor=ada, reason="x")
        self.key = SourceRecord.objects.get(pk=taken.record).key
        return entered(self.key, name_given="Dorota")

    def meanwhile(self, installation, ada):  # noqa: ARG002
        said = DORA | {"phone": "650-253-0001"}
        entering.enter_customer(CustomerKind.PERSON, said, actor=ada, reason="x", key=self.key)

    def is_done(self):
        return GoldenRecord.objects.filter(document__name="Dorota Novak").exists()


class Acceptance:
    """A correction proposed by another system, of a customer who changes meanwhile."""

    def prepare(self, installation, ada):  # noqa: ARG002
        taken = installation.take_in("crm", ROBERT)
        client = issue_client_key("crm", ["proposals:write"])[0].pk
        self.made = proposals.propose_correction(client, taken.customer, "email", {"value": "bob@x.org"}, reason="New.")
        return proposals.acceptance(self.made.pk)

    def meanwhile(self, installation, ada):  # noqa: ARG002
        installation.take_in("crm", ROBERT | {"city": "Boston"})

    def is_done(self):
        return Proposal.objects.get(pk=self.made.pk).state == "accepted"


class Run:
    """A night that merged two customers, one of whom changes meanwhile."""

    def prepare(self, installation, ada):  # noqa: ARG002
        self.ids = [installation.take_in(*one).customer for one in (("crm", ROBERT), ("shop", STRANGER))]
        installation.load("shop", [{**ROBERT, "id": "4"}])
        return Act(ActKind.UNDO_RUN, {"run": installation.nightly().pk})

    def meanwhile(self, installation, ada):  # noqa: ARG002
        installation.take_in("crm", ROBERT | {"given": "Rob"})

    def is_done(self):
        working.work_for(60)
        return [customer("crm", "1"), customer("shop", "4")] == self.ids


CASES = [Entry, Edit, Acceptance, Run]


@pytest.fixture(params=CASES, ids=lambda one: one.__name__)
def case(request):
    return request.param()


@pytest.fixture
def proposed(checked, case, ada):
    act = case.prepare(checked, ada)
    looked = previews.preview(act, actor=ada, sees_sensitive=True)
    return looked, requests.propose(looked.token, actor=ada, reason="It is so.")


@pytest.fixture
def ada(people):
    """A senior steward: of these acts some need her role."""
    people["ada"].groups.set(people["sue"].groups.all())
    return type(people["ada"]).objects.get(pk=people["ada"].pk)


def test_alone_it_is_refused_and_nothing_happens(checked, case, ada):
    act = case.prepare(checked, ada)
    with pytest.raises(NotAllowedError, match="Everything is checked"):
        alone.check(act, ada)
    token = previews.preview(act, actor=ada, sees_sensitive=True).token
    with pytest.raises(NotAllowedError):
        previews.confirm(token, actor=ada, reason="sure")
    assert not case.is_done()


def test_its_effect_is_shown_before(proposed, case):
    looked, made = proposed
    assert not looked.effect.is_nothing
    assert any(one.changes or one.left or one.came for one in looked.effect.customers)
    assert not requests.changed_since(made.pk)
    assert not case.is_done()


def test_another_one_approves_and_it_is_done(proposed, case, ada, sue):
    _, made = proposed
    done = requests.approve(made.pk, actor=sue, answer="Yes.")
    assert done.state == "approved"
    assert case.is_done()
    assert LedgerEntry.objects.get(pk=done.entry_id).actor == ada


def test_it_is_stale_where_the_customer_has_changed(checked, proposed, case, ada, sue):
    _, made = proposed
    case.meanwhile(checked, ada)
    was = case.is_done()
    assert requests.changed_since(made.pk)
    assert requests.approve(made.pk, actor=sue).state == "stale"
    assert case.is_done() is was
    assert ChangeRequest.objects.get().entry_id is None
    assert not Job.objects.filter(kind="undo").exists()


def test_every_kind_of_act_can_be_ruled_and_needs_a_right():
    assert set(NEEDS) == set(ActKind) == {kind for kind, _ in ApprovalRule._meta.get_field("act").choices}


@pytest.mark.parametrize(("said", "asks"), [({"birth_date": "1990-01-01"}, True), ({"phone": "650-253-0001"}, False)])
def test_only_what_is_said_anew_counts(installation, ada, said, asks):
    ApprovalRule.objects.all().delete()
    ApprovalRule.objects.create(note="Sensitive.", act="enter", sensitivity="sensitive")
    whole = DORA | {"name_title": "Dr"}
    taken = entering.enter_customer(CustomerKind.PERSON, whole, actor=ada, reason="x")
    key = SourceRecord.objects.get(pk=taken.record).key
    act = entering.entry_act(CustomerKind.PERSON, whole | said, key=key, version=1)
    assert alone.why_not(act, ada) == (["Sensitive."] if asks else [])


def test_an_item_about_a_proposal_is_proposed_too(checked, ada, sue):
    case = Acceptance()
    case.prepare(checked, ada)
    item = ReviewItem.objects.get(kind="correction", state="open")
    assert answering.why_second(item, ada) == ["Everything is checked."]
    with pytest.raises(NotAllowedError):
        answering.accept(case.made.pk, actor=ada, answer="")
    made = requests.propose_answer([pick(item)], "accepted", actor=ada, reason="Phoned.")
    assert requests.approve(made.pk, actor=sue).state == "approved"
    assert case.is_done()


def test_a_steward_proposes_taking_a_run_back_and_whose_role_does_it_approves(installation, bea, sue):
    case = Run()
    act = case.prepare(installation, bea)
    with pytest.raises(NotAllowedError, match="Your role proposes this"):
        alone.check(act, bea)
    alone.check(act, sue)
    looked = previews.preview(act, actor=bea, sees_sensitive=True)
    with pytest.raises(NotAllowedError):
        previews.confirm(looked.token, actor=bea, reason="sure")
    made = requests.propose(looked.token, actor=bea, reason="All wrong.")
    assert not case.is_done()
    assert requests.approve(made.pk, actor=sue).state == "approved"
    assert case.is_done()
