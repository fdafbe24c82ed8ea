"""One answer to several items: a match is said of the whole group, and items that share a customer are one act."""

from __future__ import annotations

import pytest

from mdm.errors import NotAllowedError
from mdm.models import ApprovalRule, LedgerEntry, Membership, ReviewItem, SourceRecord
from mdm.pipeline.stewardship import bulk, decisions, undoing
from mdm.records import Verdict
from mdm.steward.review.standing import read_stamp
from mdm.steward.worklist.deeds import Pick
from tests.pipeline.people import BOB, MAYBE, ROBERT, STRANGER

pytestmark = pytest.mark.external


@pytest.fixture
def group(installation, ada):
    """Robert and Bob are one; two others may be them. Returns the records by their key."""
    for source, row in (("crm", ROBERT), ("crm", BOB), ("shop", MAYBE), ("shop", {**MAYBE, "id": "7", "given": "Ro"})):
        installation.take_in(source, row)
    installation.take_in("shop", STRANGER)
    ReviewItem.objects.all().delete()
    return dict(SourceRecord.objects.values_list("key", "pk"))


def asked(signature, left, right):
    return ReviewItem.objects.create(
        kind="possible_match", signature=signature, records=sorted([left, right]), sentence="One?",
        facts={"left": left, "right": right},
    )  # fmt: skip


def customers(*keys):
    rows = Membership.objects.filter(until=None, record__key__in=keys)
    return len(set(rows.values_list("entity_id", flat=True)))


def looked(items, actor):
    found = bulk.effect([Pick(one.pk, one.version) for one in items], "match", actor=actor)
    return found, [Pick(item.pk, item.version, read_stamp(seen)) for item, seen in found.items]


def test_a_match_is_said_of_the_whole_group(group, ada):
    decisions.judge([(group["2"], group["3"])], Verdict.NO_MATCH, actor=ada)
    item = asked("x", group["1"], group["3"])
    found, picks = looked([item], ada)
    assert (found.customers, found.customers_after, found.records) == (2, 1, 3)
    assert bulk.answer_each(picks, "match", actor=ada).refused == []
    assert customers("1", "2", "3") == 1


def test_items_that_share_a_customer_are_one_act_that_is_undone_at_once(group, ada):
    items = [asked("x", group["1"], group["3"]), asked("y", group["1"], group["7"]), asked("z", group["3"], group["7"])]
    before = customers(*"12374")
    found, picks = looked(items, ada)
    done = bulk.answer_each(picks, "match", actor=ada, reason="One mailbox.")
    assert (done.refused, sorted(done.done)) == ([], [one.pk for one in items])
    assert customers(*"1237") == 1
    assert customers(*"12374") == before - found.merges
    whole = LedgerEntry.objects.get(subject="reviews")
    each = LedgerEntry.objects.filter(subject__in=[f"review:{one.pk}" for one in items], reason="One mailbox.")
    assert [one.details for one in each] == [{"entry": whole.pk}] * 3
    undoing.undo(whole.pk, actor=ada, reason="Two mailboxes.")
    assert customers(*"12374") == before


def test_what_came_into_a_group_meanwhile_is_not_merged(installation, group, ada):
    item = asked("x", group["1"], group["3"])
    _, picks = looked([item], ada)
    installation.take_in("shop", {**ROBERT, "id": "9"})
    ReviewItem.objects.update(state="open")
    (refused,) = bulk.answer_each(picks, "match", actor=ada).refused
    assert refused.data["changes"] == ["shop 9 has come into the group."]
    assert customers("1", "3") == 2


def test_many_together_need_a_second_person_though_each_alone_does_not(group, ada):
    ApprovalRule.objects.all().delete()
    ApprovalRule.objects.create(note="Three customers or more.", act="answer", at_least_customers=3)
    items = [asked("x", group["1"], group["3"]), asked("y", group["7"], group["4"])]
    found, picks = looked(items, ada)
    assert found.why_second == ("Three customers or more.",)
    with pytest.raises(NotAllowedError):
        bulk.answer_each(picks, "match", actor=ada)
    assert bulk.answer_each(picks[:1], "match", actor=ada).refused == []
