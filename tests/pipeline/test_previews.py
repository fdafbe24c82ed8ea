"""A preview writes nothing and tells what the act then does; an act is refused where things have moved on since."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection

from mdm.catalogue.queries import catalogue
from mdm.errors import ConflictError, InvalidInputError
from mdm.models import Change, Entity, GoldenRecord, Judgement, LedgerEntry, Membership, Pin, ReviewItem, SourceRecord
from mdm.pipeline.stewardship import decisions, previews
from mdm.pipeline.stewardship.effects import Fate
from mdm.records import AttributeKind, CleanValue, PinKind, Verdict
from mdm.steward.acts import Act, ActKind
from tests.pipeline.people import BOB, MAYBE, ROBERT, STRANGER

pytestmark = pytest.mark.external
TABLES = (Change, Entity, GoldenRecord, Judgement, LedgerEntry, Membership, Pin, ReviewItem)


@pytest.fixture
def steward(db):
    return User.objects.create_user("steward")


def record(source, key):
    return SourceRecord.objects.get(source__code=source, key=key).pk


def customer(source, key):
    return Membership.objects.get(record=record(source, key), until=None).entity_id


def everything():
    return {table.__name__: list(table.objects.order_by("pk").values()) for table in TABLES}


def email(text):
    return CleanValue("email", AttributeKind.EMAIL, {}, {"value": text, "domain": text.partition("@")[2]}, text)


def look(act, steward, **options):
    return previews.preview(act, actor=steward, **{"sees_sensitive": True} | options)


@pytest.fixture
def strangers(installation):
    return [str(installation.take_in(source, row).customer) for source, row in (("crm", ROBERT), ("shop", STRANGER))]


def merging(strangers, survivor=None):
    return Act(ActKind.MERGE, {"customers": strangers, "survivor": survivor})


def acts(installation, steward):
    """Acts by kind on a customer of three records and a stranger."""
    first = installation.take_in("crm", ROBERT).customer
    installation.take_in("shop", BOB)
    other = installation.take_in("shop", STRANGER).customer
    installation.take_in("shop", MAYBE)
    pinned = decisions.pin(record("crm", "1"), PinKind.FIX, email("x@new.example"), actor=steward, reason="told us")
    item = ReviewItem.objects.get(state="open")
    bob, one = record("shop", "2"), record("crm", "1")
    value = email("y@new.example").as_json()
    return {
        "merge": {"customers": [str(first), str(other)], "survivor": None},
        "unmerge": {"customer": str(first), "records": [bob], "apart": True},
        "dissolve": {"customer": str(first), "apart": True},
        "move": {"records": [bob], "to": str(other)},
        "answer": {"items": [item.pk], "verdict": "match"},
        "pin": {"record": one, "kind": "fix", "value": value, "expires_at": None, "until_changed": False},
        "unpin": {"pin": Pin.objects.get().pk},
        "undo": {"entry": pinned.entry},
    }


# The others bring what they are about with them: see test_second_person.py.
@pytest.mark.parametrize("kind", ["merge", "unmerge", "dissolve", "move", "answer", "pin", "unpin", "undo"])
def test_a_preview_writes_nothing_and_the_act_does_what_it_said(installation, steward, kind):
    act = Act(ActKind(kind), acts(installation, steward)[kind])
    before = everything()
    shown = look(act, steward)
    assert everything() == before
    assert not shown.effect.is_nothing
    previews.confirm(shown.token, actor=steward, reason="sure")
    for one in shown.effect.customers:
        golden = GoldenRecord.objects.filter(pk=one.id).first()
        if one.fate is Fate.NEW:
            assert golden is None  # its id is given when it is done
        elif one.fate in (Fate.STAYS, Fate.RETURNS):
            assert (golden.number, golden.member_count) == (one.number, len(one.members))
        elif one.fate is Fate.MERGED:
            assert Entity.objects.get(pk=one.id).merged_into_id == one.into
    told = Change.objects.filter(pk__gt=max((row["id"] for row in before["Change"]), default=0)).order_by("pk")
    assert [kind for kind, _ in shown.effect.outgoing] == [one.kind for one in told]
    assert LedgerEntry.objects.latest("pk").reason == "sure"


def test_a_merge_tells_values_and_ids(strangers, steward):
    shown = look(merging(strangers, survivor=strangers[1]), steward).effect
    stays, merged = shown.customers
    assert (stays.fate, str(stays.id)) == (Fate.STAYS, strangers[1])
    assert (merged.fate, str(merged.into)) == (Fate.MERGED, strangers[1])
    emails = next(one for one in stays.changes if one.attribute == "email")
    assert emails.before == ("alice@wonder.example",)
    assert set(emails.after) == {"alice@wonder.example", "robert.miller@example.org"}


def test_a_chosen_survivor_survives(strangers, steward):
    previews.confirm(look(merging(strangers, strangers[1]), steward).token, actor=steward, reason="sure")
    assert str(customer("crm", "1")) == strangers[1]


def test_hidden_values_tell_not_even_that_they_change(installation, steward, strangers):
    act = merging(strangers, strangers[1])
    shown, seen = (look(act, steward, sees_sensitive=one).effect for one in (False, True))
    told, all_told = ({one.attribute for of in effect.customers for one in of.changes} for effect in (shown, seen))
    hidden = {code for code, one in catalogue().attributes.items() if one.sensitivity == "sensitive"}
    assert (all_told & hidden, told & hidden) == ({"birth_date"}, set())
    assert "1999" not in str(shown)


MOVES = {
    "another judgement": lambda one, two, steward: decisions.judge([(one, two)], Verdict.UNSURE, actor=steward),
    "a pin": lambda _, two, steward: decisions.pin(
        two, PinKind.FIX, email("z@new.example"), actor=steward, reason="new"
    ),
}


@pytest.mark.parametrize("move", MOVES)
def test_an_act_is_refused_where_things_have_moved_on(strangers, steward, move):
    shown = look(merging(strangers), steward)
    MOVES[move](record("crm", "1"), record("shop", "4"), steward)
    with pytest.raises(ConflictError, match="changed since you looked") as refused:
        previews.confirm(shown.token, actor=steward, reason="sure")
    assert refused.value.data["changed"]
    assert customer("crm", "1") != customer("shop", "4")


def test_an_act_is_refused_where_a_source_says_something_new(installation, strangers, steward):
    shown = look(merging(strangers), steward)
    installation.take_in("shop", {**STRANGER, "city": "Boston"})
    with pytest.raises(ConflictError, match="A source record has new values"):
        previews.confirm(shown.token, actor=steward, reason="sure")


def test_nothing_but_a_preview_makes_a_token(strangers, steward):
    shown = look(merging(strangers), steward)
    with pytest.raises(InvalidInputError):
        previews.confirm(shown.token[:-1] + "x", actor=steward, reason="sure")


def test_moved_records_follow_their_new_customer(installation, steward):
    home = installation.take_in("crm", ROBERT).customer
    installation.take_in("shop", BOB)
    other = installation.take_in("shop", STRANGER).customer
    decisions.move([record("shop", "2")], other, actor=steward, reason="wrong person")
    assert (customer("crm", "1"), customer("shop", "2")) == (home, other)
    installation.nightly()
    assert (customer("crm", "1"), customer("shop", "2")) == (home, other)


def test_pins_are_carried_along(installation, steward):
    home = installation.take_in("crm", ROBERT).customer
    installation.take_in("shop", BOB)
    installation.take_in("shop", {**BOB, "id": "8"})  # the larger part keeps the id
    pinned = record("shop", "2")
    decisions.pin(pinned, PinKind.FIX, email("x@new.example"), actor=steward, reason="told us")
    act = Act(ActKind.UNMERGE, {"customer": str(home), "records": [pinned], "apart": True})
    (carried,) = look(act, steward).effect.carried
    assert (carried.attribute, carried.place.key, carried.before) == ("email", "2", home)


def test_taken_back_matches_leave_the_decision_to_the_evidence(installation, steward, strangers):
    decisions.merge([customer("crm", "1"), customer("shop", "4")], actor=steward, reason="sure")
    merged = customer("crm", "1")
    decisions.split(merged, [record("shop", "4")], actor=steward, reason="not sure any more", apart=False)
    assert customer("crm", "1") != customer("shop", "4")
    assert not Judgement.objects.filter(superseded_at=None).exists()


def test_a_preview_leaves_no_lock_and_no_word_to_workers(strangers, steward, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as knocks:
        look(merging(strangers), steward)
    assert knocks == []
    assert not connection.needs_rollback
