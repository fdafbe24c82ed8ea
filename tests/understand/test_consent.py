"""May I contact? Cases as tables: what was said, what is asked, what comes of it."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdm.syndicate.profiles import Place
from mdm.understand.consent import Question, Standing, Statement, may_contact

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def day(number):
    return datetime(2026, 1, number, tzinfo=UTC)


def said(record, channel, state, at, *, until=None, source="crm"):
    return Statement(
        Place(source, f"{record}-{at}-{channel}-{state}"), Place(source, record), "marketing", channel, state, day(at),
        day(until) if until else None,
    )  # fmt: skip


CASES = {
    "nobody said anything": ([], False, Standing.UNSTATED),
    "granted for the channel": ([said("1", "email", "granted", 1)], True, Standing.GRANTED),
    "granted for every channel": ([said("1", None, "granted", 1)], True, Standing.GRANTED),
    "granted for another channel": ([said("1", "phone", "granted", 1)], False, Standing.UNSTATED),
    "the later statement of a record counts": (
        [said("1", "email", "granted", 1), said("1", "email", "withdrawn", 2)], False, Standing.WITHDRAWN),
    "granted again after it was withdrawn": (
        [said("1", "email", "withdrawn", 1), said("1", "email", "granted", 2)], True, Standing.GRANTED),
    "every channel withdrawn after one was granted": (
        [said("1", "email", "granted", 1), said("1", None, "withdrawn", 2)], False, Standing.WITHDRAWN),
    "one channel granted after every one was withdrawn": (
        [said("1", None, "withdrawn", 1), said("1", "email", "granted", 2)], True, Standing.GRANTED),
    "of two records the more restrictive, though older": (
        [said("1", "email", "denied", 1), said("2", "email", "granted", 2)], False, Standing.DENIED),
    "a record that says nothing of it has no say": (
        [said("1", "phone", "denied", 1), said("2", "email", "granted", 2)], True, Standing.GRANTED),
    "ended": ([said("1", "email", "granted", 1, until=5)], False, Standing.EXPIRED),
    "ended in one record, granted in another": (
        [said("1", "email", "granted", 1, until=5), said("2", "email", "granted", 1)], False, Standing.EXPIRED),
    "at the same moment the more restrictive": (
        [said("1", "email", "granted", 1), said("1", "email", "denied", 1)], False, Standing.DENIED),
    "withdrawn weighs less than denied": (
        [said("1", "email", "withdrawn", 1), said("2", "email", "denied", 1)], False, Standing.DENIED),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_answers(case):
    statements, is_allowed, standing = CASES[case]
    for order in permutations(statements):
        found = may_contact(order, "marketing", "email", at=NOW, needs_consent=True)
        assert (found.is_allowed, found.standing) == (is_allowed, standing)
        assert found.why


def test_a_purpose_without_need_of_consent_is_free_until_an_objection():
    free = {"at": NOW, "needs_consent": False}
    assert may_contact([], "marketing", "email", **free).is_allowed
    assert not may_contact([said("1", "email", "denied", 1)], "marketing", "email", **free).is_allowed


def test_a_statement_counts_from_its_time_to_its_end():
    statements = [said("1", "email", "granted", 10, until=20), said("1", "email", "withdrawn", 25)]

    def at(number):
        return may_contact(statements, "marketing", "email", at=day(number), needs_consent=True).standing

    assert [at(one) for one in (9, 10, 19, 20, 25)] == ["unstated", "granted", "granted", "expired", "withdrawn"]


def test_reasons_begin_with_what_decided():
    statements = [said("1", "email", "granted", 3), said("2", "email", "denied", 1), said("1", "email", "denied", 2)]
    reasons = may_contact(statements, "marketing", "email", at=NOW, needs_consent=True).reasons
    assert [(one.statement.record.key, one.standing) for one in reasons] == [("2", "denied"), ("1", "granted")]


SEEN = [said("1", "email", "granted", 2)]
UNSEEN = {"forbids": ("denied", False, "unseen"), "allows": ("granted", True, "granted")}


@pytest.mark.parametrize("case", UNSEEN)
def test_what_is_not_seen_can_forbid_and_is_not_told(case):
    state, is_allowed, standing = UNSEEN[case]
    hidden = said("HIDDEN", "email", state, 3, source="shop")
    (found,) = Question(NOW, sees=lambda one: one.said_by.source == "crm").answers([*SEEN, hidden])
    assert (found.is_allowed, found.standing) == (is_allowed, standing)
    assert "HIDDEN" not in repr(found)


def test_what_is_not_seen_never_allows():
    question = Question(NOW, sees=lambda one: one.said_by.source == "shop")
    assert question.answer(SEEN, "marketing", "email").standing is Standing.UNSTATED
    assert question.answers(SEEN) == []


STATEMENTS = st.lists(
    st.builds(
        said,
        st.sampled_from("123"),
        st.sampled_from([None, "email", "phone"]),
        st.sampled_from(["granted", "denied", "withdrawn"]),
        st.integers(1, 28),
    ),
    max_size=6,
)


@given(STATEMENTS)
def test_the_most_restrictive_of_the_records_counts(statements):
    def standing(some):
        return may_contact(some, "marketing", "email", at=NOW, needs_consent=True).standing

    alone = [standing([one for one in statements if one.record.key == key]) for key in "123"]
    stated = [one for one in alone if one is not Standing.UNSTATED]
    assert standing(statements) is min(stated, key=list(Standing).index, default=Standing.UNSTATED)
