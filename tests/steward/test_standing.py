"""The group as it was seen, told from the group as it is."""

from __future__ import annotations

from uuid import UUID

import pytest

from mdm.errors import InvalidInputError
from mdm.steward.review.standing import Member, changes, ordered, read_stamp, stamp

ONE, OTHER = UUID(int=1), UUID(int=2)
GROUP = [Member(7, "crm", "1", 3, ONE), Member(9, "shop", "2", 1, OTHER), Member(12, "shop", "a-b,c", 1, None)]


def test_a_stamp_is_read_as_it_was_made():
    assert read_stamp(stamp(GROUP)) == {7: (3, ONE), 9: (1, OTHER), 12: (1, None)}
    assert read_stamp("") == {}


@pytest.mark.parametrize("text", ["7", "7-3", "a-1-", "7-3-nobody", "7-3-1-2"])
def test_anything_else_is_refused(text):
    with pytest.raises(InvalidInputError):
        read_stamp(text)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (GROUP, ()),
        (list(reversed(GROUP)), ()),
        ([GROUP[0], GROUP[1]._replace(revision=2), GROUP[2]], ("shop 2 says something else now.",)),
        ([GROUP[0], GROUP[1]._replace(customer=ONE), GROUP[2]], ("shop 2 belongs to another customer now.",)),
        ([GROUP[0]._replace(customer=None), *GROUP[1:]], ("crm 1 is nobody's now.",)),
        (GROUP[1:], ("Source record 7 has left the group.",)),
        ([*GROUP, Member(20, "crm", "5", 1, ONE)], ("crm 5 has come into the group.",)),
    ],
)
def test_what_has_changed_is_told(now, told):
    assert changes(read_stamp(stamp(GROUP)), now) == told


def test_the_ends_come_first_each_with_its_customer():
    group = [
        Member(1, "b", "1", 1, ONE), Member(2, "a", "1", 1, ONE), Member(3, "a", "2", 1, OTHER),
        Member(4, "a", "0", 1, None), Member(5, "z", "9", 1, OTHER),
    ]  # fmt: skip
    assert [one.record for one in ordered(group, [5, 1])] == [5, 3, 1, 2, 4]
    assert [one.record for one in ordered(group, [])] == [4, 2, 1, 3, 5]
