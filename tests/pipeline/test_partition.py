"""These together, those apart: one answer about a whole group, refused where the group is not the one that was seen."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from mdm.errors import ConflictError, InvalidInputError
from mdm.models import Judgement, LedgerEntry, Membership, ReviewItem, SourceRecord
from mdm.pipeline.stewardship import decisions, judging
from mdm.records import Verdict
from mdm.steward.review import queries, standing
from tests.pipeline.people import BOB, MAYBE, ROBERT, STRANGER


@pytest.fixture
def steward(db):
    return User.objects.create_user("steward")


@pytest.fixture
def group(installation):
    """Robert and Bob are one; two others may be them. Returns the records by their key."""
    for source, row in (("crm", ROBERT), ("crm", BOB), ("shop", MAYBE), ("shop", {**MAYBE, "id": "7", "given": "Ro"})):
        installation.take_in(source, row)
    return dict(SourceRecord.objects.values_list("key", "pk"))


@pytest.fixture
def item(group):
    """The question about all four."""
    ends = {"left": group["1"], "right": group["3"]}
    return ReviewItem.objects.create(
        kind="over_merge", signature="x", records=sorted(group.values()), sentence="One?", facts=ends
    )


def customers(*keys):
    rows = Membership.objects.filter(until=None, record__key__in=keys)
    return dict(rows.values_list("record__key", "entity_id"))


def _seen(item):
    return standing.read_stamp(standing.stamp(queries.group_of(item.records)))


def test_these_together_that_one_apart(group, item, steward):
    parts = [[group[key] for key in "123"], [group["7"]]]
    judging.decide_partition(item.pk, parts, actor=steward, reason="called them", seen=_seen(item))
    now = customers(*"1237")
    assert now["1"] == now["2"] == now["3"] != now["7"]
    item.refresh_from_db()
    assert (item.state, item.outcome, item.closed_by) == ("decided", "partial", steward)
    said = Judgement.objects.filter(superseded_at=None, author=steward).values_list("verdict", flat=True)
    assert sorted(said) == ["match"] * 3 + ["no_match"] * 3
    entry = LedgerEntry.objects.get(subject=f"review:{item.pk}")
    assert (entry.act, entry.reason) == ("decided", "called them")
    assert entry.details["groups"] == sorted(sorted(part) for part in parts)


def _reopen(item):
    """Whatever the data made of the question meanwhile."""
    ReviewItem.objects.filter(pk=item.pk).update(state="open")


def test_it_takes_back_what_was_judged_otherwise(group, item, steward):
    decisions.judge([(group["1"], group["3"])], Verdict.NO_MATCH, actor=steward)
    _reopen(item)
    judging.decide_partition(item.pk, [[group["1"], group["3"]]], actor=steward)
    assert len(set(customers("1", "3").values())) == 1
    assert not ReviewItem.objects.filter(kind="contradiction").exists()


def test_a_match_is_said_of_the_whole_group_that_was_seen(group, item, steward):
    decisions.judge([(group["2"], group["7"])], Verdict.NO_MATCH, actor=steward)
    _reopen(item)
    judging.decide(item.pk, Verdict.MATCH, actor=steward, seen=_seen(item))
    assert len(set(customers(*"1237").values())) == 1
    assert not ReviewItem.objects.filter(state="open").exists()


def test_records_in_no_group_stay_where_they_are(group, item, steward):
    before = customers("1", "2")
    judging.decide_partition(item.pk, [[group["3"]], [group["7"]]], actor=steward)
    assert customers("1", "2") == before
    assert len(set(customers("3", "7").values())) == 2


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ([["1", "2"], ["2"]], "in two groups"),
        ([["1"]], "Two to 50"),
        ([], "Two to 50"),
        ([["1"], ["stranger"]], "no part of this question"),
    ],
)
def test_what_is_no_partition_is_refused(group, item, steward, parts, told):
    with pytest.raises(InvalidInputError, match=told):
        judging.decide_partition(item.pk, [[group.get(one, -1) for one in part] for part in parts], actor=steward)
    item.refresh_from_db()
    assert item.state == "open"
    assert not Judgement.objects.filter(author=steward).exists()


CHANGES = {
    "shop 3 says something else now.": {**MAYBE, "city": "Palo Alto"},
    "shop 9 has come into the group.": {**ROBERT, "id": "9"},
}


ANSWERS = {
    "match": lambda item, **how: judging.decide(item.pk, Verdict.MATCH, **how),
    "partial": lambda item, **how: judging.decide_partition(item.pk, [item.records], **how),
}


@pytest.mark.parametrize("told", CHANGES)
@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_is_about_what_was_seen(installation, item, steward, told, answer):
    seen = _seen(item)
    installation.take_in("shop", CHANGES[told])
    _reopen(item)
    with pytest.raises(ConflictError) as refused, transaction.atomic():
        ANSWERS[answer](item, actor=steward, seen=seen)
    assert refused.value.data["changes"] == [told]
    assert not Judgement.objects.filter(author=steward).exists()
    item.refresh_from_db()
    assert item.state == "open"


def test_who_overrules_people_says_why(installation, group, steward):
    installation.take_in("shop", STRANGER)
    four = SourceRecord.objects.get(key="4").pk
    for pair, verdict in (
        ((group["1"], four), Verdict.NO_MATCH),
        ((group["2"], four), Verdict.MATCH),
        ((group["1"], group["2"]), Verdict.MATCH),
    ):
        decisions.judge([pair], verdict, actor=steward)
    asked = ReviewItem.objects.get(state="open", kind="contradiction")
    with pytest.raises(InvalidInputError, match="needs a reason"):
        judging.decide(asked.pk, Verdict.NO_MATCH, actor=steward)
    judging.decide(asked.pk, Verdict.NO_MATCH, actor=steward, reason="two people after all")
    assert customers("1") != customers("4")
