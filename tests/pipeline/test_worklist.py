"""Working the list: each act against each state, and two people at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.utils import timezone

from mdm.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from mdm.models import DeskRule, ItemComment, LedgerEntry, Proposal, ReviewItem
from mdm.pipeline.access import ensure_roles, issue_client_key
from mdm.pipeline.stewardship import answering, proposals, worklist
from mdm.records import new_customer_id
from mdm.steward.handling.actions import escalate_overdue
from mdm.steward.listing.filters import View, Wanted
from mdm.steward.listing.queries import counts, page
from mdm.steward.worklist import actions
from mdm.steward.worklist.deeds import Pick
from tests.world import World

pytestmark = pytest.mark.django_db
ANNA = {"full_name": "Anna Schmidt", "mail": "anna@schmidt-berlin.de"}


@pytest.fixture
def people(db):
    ensure_roles()
    roles = {"ada": "steward", "bea": "steward", "sue": "senior steward", "vic": "viewer"}
    found = {name: User.objects.create(username=name, is_staff=True) for name in roles}
    for name, role in roles.items():
        found[name].groups.set([Group.objects.get(name=role)])
    return found


@pytest.fixture
def ada(people):
    return people["ada"]


@pytest.fixture
def bea(people):
    return people["bea"]


@pytest.fixture
def sue(people):
    return people["sue"]


def question(number=1, **fields):
    given = {
        "signature": f"q{number}", "kind": "possible_match", "records": (number,), "sentence": "One?", "priority": 3,
        "facts": {"left": number, "right": number},
    }  # fmt: skip
    return actions.open_item(actions.Question(**(given | fields)))


def pick(item):
    return Pick(item.pk, item.version)


def fresh(item):
    item.refresh_from_db()
    return item


def only(moved):
    """The one thing that came of it."""
    assert len(moved.done) + len(moved.refused) == 1
    return moved.refused[0] if moved.refused else moved.done[0]


class TestOpening:
    def test_the_same_question_is_asked_once(self):
        assert question().pk == question().pk
        assert ReviewItem.objects.count() == 1

    def test_due_date_follows_the_rules_of_the_desk(self):
        DeskRule.objects.create(what="due_days", of="3", amount=2)
        item = question()
        assert item.due_at - item.opened_at == timedelta(days=2)

    def test_what_is_at_stake_is_reckoned_when_it_opens(self):
        world = World()
        one, other = world.record("crm", "1", **ANNA), world.record("shop", "2", **ANNA)
        item = question(records=(one.pk, other.pk), probability=0.75)
        assert item.sources == sorted((one.source_id, other.source_id))
        assert item.stake == 1.5
        assert item.due_at - item.rank == timedelta(days=1.5 + 2.5)

    def test_opening_many_takes_as_many_queries_as_opening_one(self, django_assert_num_queries):
        asked = [
            actions.Question(f"s{one}", "quality", (one,), "Right?", 3, facts={"attribute": "name"})
            for one in range(40)
        ]
        with django_assert_num_queries(4):
            assert actions.open_items(asked) == 40


class TestMoving:
    def test_claim_and_release(self, ada):
        item = question()
        assert only(worklist.claim([pick(item)], actor=ada)) == item.pk
        assert fresh(item).assignee == ada
        assert item.version == 1
        worklist.release([pick(item)], actor=ada)
        assert fresh(item).assignee is None
        acts = LedgerEntry.objects.filter(subject=f"review:{item.pk}").order_by("id").values_list("act", "actor")
        assert list(acts) == [("item_claimed", ada.pk), ("item_released", ada.pk)]

    def test_second_claim_learns_who_was_faster(self, ada, bea):
        item = question()
        seen = pick(item)
        worklist.claim([seen], actor=ada)
        refused = only(worklist.claim([seen], actor=bea))
        assert isinstance(refused, ConflictError)
        assert "ada claimed it on" in str(refused)
        assert fresh(item).assignee == ada

    def test_what_is_somebody_elses_is_left_to_senior_stewards(self, ada, bea, sue):
        item = question()
        worklist.claim([pick(item)], actor=ada)
        for act in (worklist.claim, worklist.release):
            assert "is ada's" in str(only(act([pick(fresh(item))], actor=bea)))
        assert only(worklist.assign([pick(fresh(item))], bea.pk, actor=sue)) == item.pk
        assert fresh(item).assignee == bea

    def test_only_who_answers_is_given_items(self, people, ada):
        with pytest.raises(InvalidInputError, match="Nobody"):
            worklist.assign([pick(question())], people["vic"].pk, actor=ada)

    def test_escalated_comes_first_and_is_nobodys(self, ada):
        first, second = question(1, priority=1), question(2, priority=4)
        worklist.claim([pick(second)], actor=ada)
        with pytest.raises(InvalidInputError, match="reason"):
            worklist.escalate([pick(fresh(second))], actor=ada, reason="")
        worklist.escalate([pick(second)], actor=ada, reason="A lawyer called.")
        assert fresh(second).assignee is None
        assert second.rank < first.rank
        again = only(worklist.escalate([pick(second)], actor=ada, reason="Again."))
        assert "escalated already" in str(again)

    def test_deferred_waits_until_its_day(self, ada):
        item = question()
        with pytest.raises(InvalidInputError, match="over"):
            worklist.defer([pick(item)], timezone.now() - timedelta(days=1), actor=ada)
        worklist.defer([pick(item)], timezone.now() + timedelta(days=1), actor=ada)
        assert worklist.take_next(actor=ada) is None
        assert waiting(ada) == []
        assert [one.pk for one in shown(ada, view=View.DEFERRED)] == [item.pk]
        worklist.defer([pick(fresh(item))], None, actor=ada)
        assert waiting(ada) == [item.pk]

    def test_several_at_once_leave_out_what_changed(self, ada, bea):
        items = [question(one) for one in range(1, 4)]
        seen = [pick(one) for one in items]
        worklist.claim([seen[1]], actor=bea)
        moved = worklist.claim(seen, actor=ada)
        assert moved.done == [items[0].pk, items[2].pk]
        assert "bea claimed it" in str(moved.refused[0])

    def test_unknown_and_closed_items_are_refused(self, ada):
        item = question()
        actions.close_item(item.pk, outcome="unsure", closed_by_id=ada.pk)
        assert "no longer open: ada answered “unsure”" in str(only(worklist.claim([Pick(item.pk)], actor=ada)))
        assert isinstance(only(worklist.claim([Pick(999_999)], actor=ada)), NotFoundError)

    def test_comments_are_appended(self, ada, bea):
        item = question()
        worklist.comment(item.pk, "Look at the dates.", actor=ada)
        worklist.comment(item.pk, "Twins.", actor=bea)
        assert list(ItemComment.objects.values_list("text", flat=True)) == ["Look at the dates.", "Twins."]
        with pytest.raises(InvalidInputError):
            worklist.comment(item.pk, "", actor=ada)
        with pytest.raises(NotFoundError):
            worklist.comment(999_999, "Hello?", actor=ada)


class TestClosing:
    def test_what_is_claimed_is_answered_by_its_steward_or_a_senior_one(self, ada, bea, sue):
        one, other = question(1, kind="quality"), question(2, kind="quality")
        worklist.claim([pick(one), pick(other)], actor=ada)
        with pytest.raises(ConflictError, match="is ada's"):
            answering.answer(one.pk, "accepted", actor=bea)
        answering.answer(one.pk, "accepted", actor=ada)
        answering.answer(other.pk, "accepted", actor=sue)
        assert {fresh(one).closed_by, fresh(other).closed_by} == {ada, sue}

    def test_answer_to_an_item_that_changed_is_a_conflict(self, ada, bea):
        item = question(kind="quality")
        seen = item.version
        worklist.claim([pick(item)], actor=bea)
        worklist.release([pick(fresh(item))], actor=bea)
        with pytest.raises(ConflictError, match="changed while you looked: bea released it"):
            answering.answer(item.pk, "accepted", actor=ada, version=seen)

    def test_who_is_barred_neither_claims_nor_answers(self, ada, bea):
        item = question(kind="quality", barred=ada.pk)
        assert isinstance(only(worklist.claim([pick(item)], actor=ada)), NotAllowedError)
        with pytest.raises(NotAllowedError):
            answering.answer(item.pk, "accepted", actor=ada)
        assert waiting(ada) == []
        assert worklist.take_next(actor=ada) is None
        assert worklist.take_next(actor=bea) == item.pk

    @pytest.mark.parametrize(
        ("kind", "said", "reason", "problem"),
        [
            ("quality", "match", "", "not take that answer"),
            ("possible_match", "accepted", "", "not take that answer"),
            ("change_request", "accepted", "", "answered there"),
            ("privacy", "refused", "", "needs a reason"),
        ],
    )
    def test_answers_fit_their_kind(self, ada, kind, said, reason, problem):
        item = question(kind=kind)
        with pytest.raises(InvalidInputError, match=problem):
            answering.answer(item.pk, said, actor=ada, reason=reason)
        assert fresh(item).state == "open"

    def test_reopened_stays_until_a_person_closes_it(self, ada):
        item = question(records=(1, 2), facts={"left": 1, "right": 2})
        actions.close_item(item.pk, outcome="unsure", closed_by_id=ada.pk)
        with pytest.raises(InvalidInputError, match="reason"):
            worklist.reopen(pick(fresh(item)), actor=ada, reason="")
        worklist.reopen(pick(item), actor=ada, reason="New papers came in.")
        assert (fresh(item).state, item.outcome, item.assignee) == ("open", "", ada)
        assert actions.settle([1, 2], [], ["possible_match"]) == (0, 0)
        assert fresh(item).state == "open"

    def test_what_others_were_told_is_not_reopened(self, ada):
        item = question(kind="correction")
        actions.close_item(item.pk, outcome="accepted", closed_by_id=ada.pk)
        assert "not asked again" in str(only(worklist.reopen(pick(fresh(item)), actor=ada, reason="Hm.")))

    def test_time_from_look_to_answer_is_kept(self, ada, bea):
        item, other = question(1, kind="quality"), question(2, kind="quality")
        worklist.look_at(item.pk, actor=ada)
        ReviewItem.objects.update(leased_at=timezone.now() - timedelta(seconds=8))
        answering.answer(item.pk, "accepted", actor=ada)
        worklist.look_at(other.pk, actor=ada)
        answering.answer(other.pk, "accepted", actor=bea)
        assert fresh(item).seconds == pytest.approx(8, abs=2)
        assert fresh(other).seconds is None


class TestNext:
    def test_mine_first_then_the_free_ones_in_their_order(self, ada):
        late, early, mine = question(1, priority=4), question(2, priority=1), question(3, priority=4)
        worklist.claim([pick(mine)], actor=ada)
        passed = []
        while found := worklist.take_next(actor=ada, passed=passed):
            passed.append(found)
        assert passed == [mine.pk, early.pk, late.pk]

    def test_what_another_looks_at_is_passed_over_while_the_lease_lasts(self, ada, bea):
        item = question()
        assert worklist.take_next(actor=ada) == item.pk
        assert worklist.take_next(actor=bea) is None
        assert not worklist.look_at(item.pk, actor=bea)
        assert worklist.take_next(actor=ada) == item.pk
        ReviewItem.objects.update(leased_until=timezone.now())
        assert worklist.take_next(actor=bea) == item.pk

    def test_what_is_escalated_is_left_to_senior_stewards(self, ada, sue):
        item = question()
        worklist.escalate([pick(item)], actor=ada, reason="A lawyer called.")
        assert worklist.take_next(actor=ada) is None
        assert worklist.take_next(actor=sue) == item.pk


class TestOverdue:
    def test_escalated_once_and_still_for_everybody(self, ada):
        now = timezone.now()
        late, waiting_one, fine = question(1), question(2), question(3)
        ReviewItem.objects.filter(pk__in=[late.pk, waiting_one.pk]).update(due_at=now - timedelta(days=1))
        worklist.defer([pick(waiting_one)], now + timedelta(days=3), actor=ada)
        assert escalate_overdue(now) == [late.pk]
        assert escalate_overdue(now) == []
        assert fresh(late).rank < fresh(fine).rank
        assert [one.pk for one in shown(ada, view=View.OVERDUE)] == [late.pk]
        assert worklist.take_next(actor=ada) == late.pk


def shown(person, **wanted):
    return page(Wanted(**wanted), person=person.pk, now=timezone.now()).rows


def waiting(person):
    return [one.pk for one in shown(person)]


class TestListing:
    @pytest.fixture
    def items(self, ada, bea):
        world = World()
        crm, shop = world.record("crm", "1", **ANNA), world.record("shop", "2", **ANNA)
        found = [
            question(1, records=(crm.pk,), probability=0.95),
            question(2, records=(shop.pk,), probability=0.6, kind="vetoed_match"),
            question(3, records=(crm.pk, shop.pk), kind="quality", priority=1),
            question(4, kind="over_size"),
        ]
        ReviewItem.objects.filter(pk=found[3].pk).update(opened_at=timezone.now() - timedelta(days=9))
        worklist.claim([pick(found[1])], actor=bea)
        return {"crm": crm.source_id, "shop": shop.source_id, "ada": ada, "bea": bea, "items": found}

    @pytest.mark.parametrize(
        ("wanted", "numbers"),
        [
            ({}, {1, 2, 3, 4}),
            ({"kind": "quality"}, {3}),
            ({"source": "crm"}, {1, 3}),
            ({"source": "shop"}, {2, 3}),
            ({"score": 90}, {1}),
            ({"score": 50, "score_to": 90}, {2}),
            ({"days": 7}, {4}),
            ({"priority": 1}, {3}),
            ({"assignee": "bea"}, {2}),
            ({"view": View.FREE}, {1, 3, 4}),
            ({"view": View.MINE}, set()),
            ({"source": "crm", "kind": "quality", "priority": 1}, {3}),
        ],
    )
    def test_filters_and_their_counts(self, items, wanted, numbers):
        asked = {name: items.get(value, value) if isinstance(value, str) else value for name, value in wanted.items()}
        asked = {name: getattr(value, "pk", value) for name, value in asked.items()}
        if "kind" in wanted:
            asked["kind"] = wanted["kind"]
        found = {items["items"].index(one) + 1 for one in shown(items["ada"], **asked)}
        assert found == numbers
        counted = counts({"it": Wanted(**asked)}, person=items["ada"].pk, now=timezone.now())
        assert counted["it"].count == len(numbers)

    @pytest.mark.parametrize("size", [1, 2, 3, 7])
    def test_pages_show_each_row_once_there_and_back(self, ada, size):
        items = [question(one) for one in range(1, 8)]
        # Ties of rank are told apart by id.
        ReviewItem.objects.filter(pk__in=[one.pk for one in items[2:5]]).update(rank=items[2].rank)
        whole = waiting(ada)
        forward, at, pages = [], "", []
        while True:
            part = page(Wanted(after=at), person=ada.pk, now=timezone.now(), size=size)
            pages.append([one.pk for one in part.rows])
            forward += pages[-1]
            if part.after is None:
                break
            at = str(part.after)
        assert forward == whole
        back = []
        while part.before is not None:
            part = page(Wanted(before=str(part.before)), person=ada.pk, now=timezone.now(), size=size)
            back.insert(0, [one.pk for one in part.rows])
        assert back == pages[:-1]

    def test_counts_are_bounded(self, ada, monkeypatch):
        monkeypatch.setattr("mdm.steward.listing.queries.MOST_COUNTED", 2)
        for one in range(4):
            question(one)
        found = counts({"all": Wanted(), "none": Wanted(kind="privacy")}, person=ada.pk, now=timezone.now())
        assert (str(found["all"]), found["all"].count, str(found["none"])) == ("2+", 3, "0")


class TestProposals:
    @pytest.fixture
    def client_id(self):
        return issue_client_key("crm", ["proposals:write"])[0].pk

    @pytest.fixture
    def pair(self, installation):
        from tests.pipeline.people import ROBERT, STRANGER

        return installation.take_in("crm", ROBERT), installation.take_in("shop", STRANGER)

    def test_each_proposal_is_one_item_that_closes_with_it(self, client_id, pair, ada):
        one, other = pair
        found = proposals.propose_duplicate(client_id, one.customer, other.customer, reason="Same phone.")
        again = proposals.propose_duplicate(client_id, one.customer, other.customer, reason="Same phone.")
        assert found.pk == again.pk
        item = ReviewItem.objects.get(kind="duplicate")
        assert (item.subject, sorted(item.records)) == (f"proposal:{found.pk}", sorted((one.record, other.record)))
        answering.answer(item.pk, "rejected", actor=ada, reason="Twins.")
        assert (fresh(item).outcome, fresh(item).closed_by) == ("rejected", ada)
        assert Proposal.objects.get().answer == "Twins."

    def test_answered_on_its_own_page_it_leaves_the_list(self, client_id, pair, ada):
        value = {"value": "bob@new.example"}
        found = proposals.propose_correction(client_id, pair[0].customer, "email", value, reason="He told us.")
        assert "bob@new" not in ReviewItem.objects.get(kind="correction").sentence
        proposals.accept(found.pk, actor=ada)
        item = ReviewItem.objects.get(kind="correction")
        assert (item.state, item.outcome, item.closed_by) == ("decided", "accepted", ada)


class TestPrivacy:
    def test_due_a_month_after_it_was_asked(self, installation, ada):
        from tests.pipeline.people import ROBERT

        taken = installation.take_in("crm", ROBERT)
        asked_on = timezone.now() - timedelta(days=4)
        item = worklist.request_privacy(taken.customer, "erasure", actor=ada, reason="By letter.", asked_on=asked_on)
        assert item.due_at - asked_on == timedelta(days=30)
        assert (item.customer, item.records) == (taken.customer, [taken.record])
        assert [one.pk for one in shown(ada, kind="privacy")] == [item.pk]
        answering.answer(item.pk, "refused", actor=ada, reason="Invoices must be kept for ten years.")
        entry = LedgerEntry.objects.get(act="privacy_refused")
        assert (entry.subject, entry.reason) == (f"review:{item.pk}", "Invoices must be kept for ten years.")

    @pytest.mark.parametrize(("wanted", "days"), [("a pony", 0), ("access", -2)])
    def test_senseless_requests_are_refused(self, ada, wanted, days):
        at = timezone.now() - timedelta(days=days)
        with pytest.raises(InvalidInputError):
            worklist.request_privacy(new_customer_id(), wanted, actor=ada, reason="", asked_on=at)

    def test_unknown_customer(self, ada):
        with pytest.raises(NotFoundError):
            worklist.request_privacy(new_customer_id(), "access", actor=ada, reason="", asked_on=timezone.now())


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Real transactions side by side."""

    def _together(self, *works):
        gate = threading.Barrier(len(works))

        def run(work):
            gate.wait()
            try:
                return work()
            finally:
                connection.close()

        with ThreadPoolExecutor(len(works)) as pool:
            return [future.result() for future in [pool.submit(run, work) for work in works]]

    def test_two_who_ask_for_the_next_get_different_items(self, ada, bea):
        items = {question(one).pk for one in range(1, 3)}
        found = self._together(lambda: worklist.take_next(actor=ada), lambda: worklist.take_next(actor=bea))
        assert set(found) == items

    def test_of_two_claims_one_wins_and_the_other_is_told(self, ada, bea):
        seen = pick(question())
        moved = self._together(lambda: worklist.claim([seen], actor=ada), lambda: worklist.claim([seen], actor=bea))
        assert sorted(len(one.done) for one in moved) == [0, 1]
        winner = ReviewItem.objects.get().assignee
        (refused,) = [one for part in moved for one in part.refused]
        assert f"{winner} claimed it" in str(refused)

    def test_a_claim_and_the_nightly_job(self, ada):
        item = question()
        ReviewItem.objects.update(due_at=timezone.now() - timedelta(days=1))
        seen = pick(item)
        moved, escalated = self._together(
            lambda: worklist.claim([seen], actor=ada), lambda: escalate_overdue(timezone.now())
        )
        item.refresh_from_db()
        assert escalated == [item.pk]
        assert item.version == len(moved.done) + 1
        assert item.assignee == (ada if moved.done else None)
