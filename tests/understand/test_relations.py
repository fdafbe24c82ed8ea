from __future__ import annotations

from datetime import date
from uuid import UUID

from mdm.syndicate.profiles import Place
from mdm.understand.relations import Relation, gathered

ANNA, FIRM = UUID(int=1), UUID(int=2)


def relation(code, customer, since=None, until=None, *, key="1", is_inverse=False):
    return Relation(code, is_inverse, customer, since, until, (Place("crm", key),))


def test_what_several_say_is_told_once():
    (found,) = gathered(
        [
            relation("contact_of", FIRM, date(2024, 1, 1), date(2024, 12, 31)),
            relation("contact_of", FIRM, date(2023, 1, 1), key="2"),
        ]
    )
    assert (found.since, found.until) == (date(2023, 1, 1), None)
    assert [one.key for one in found.said_by] == ["1", "2"]


def test_types_ends_and_customers_are_kept_apart():
    told = [relation("contact_of", FIRM), relation("buyer_for", FIRM), relation("contact_of", ANNA),
            relation("contact_of", FIRM, is_inverse=True)]  # fmt: skip
    assert len(gathered(told)) == 4


def test_a_symmetric_relation_is_one_from_either_end():
    told = [relation("household_member", ANNA), relation("household_member", ANNA, is_inverse=True, key="2")]
    (found,) = gathered(told, symmetric=frozenset({"household_member"}))
    assert not found.is_inverse
    assert len(found.said_by) == 2
