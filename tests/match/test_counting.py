import pytest

from mdm.match.columns import Columns
from mdm.match.counting import EXCESSES, SHARES, count_frequencies
from mdm.match.defaults import DEFAULT_MODEL
from mdm.records import Comparable

PERSON = Comparable(kind="person")


def counted(rows, shipped=None):
    return count_frequencies(Columns.from_comparables(range(len(rows)), rows), shipped or {})


def test_a_common_name_is_worth_less_than_a_rare_one():
    rows = [PERSON._replace(given="ann" if n % 2 else f"name{n}", family=f"family{n}") for n in range(4000)]
    given = counted(rows)["given"]
    assert given.shares["ann"] == pytest.approx(0.5, abs=0.08)
    assert given.rest < 0.01


def test_few_records_lean_on_what_is_usual():
    given = counted([PERSON._replace(given="ann")] * 4)["given"]
    assert given.shares.get("ann", given.rest) < 0.02


def test_shipped_shares_fade_as_records_grow():
    shipped = DEFAULT_MODEL.frequencies
    few = counted([PERSON._replace(family="xu")] * 10, shipped)["family"]
    many = counted([PERSON._replace(family=f"family{n}") for n in range(20_000)], shipped)["family"]
    assert few.shares["smith"] == pytest.approx(shipped["family"].shares["smith"], rel=0.05)
    assert many.shares["smith"] < shipped["family"].shares["smith"] / 5


@pytest.mark.parametrize("field", sorted(EXCESSES))
def test_what_belongs_to_one_customer_counts_only_beyond_its_holders(field):
    values = {
        "email": {"emails": "a@acme.example"},
        "phone": {"phones": "+441"},
        "identifier": {"identifiers": "tax:1"},
        "website": {"websites": "acme.example"},
        "address": {"streets": "high street", "houses": "5", "postcodes": "ls11aa"},
    }[field]
    one_customer = [PERSON._replace(given="ann", **values) for _ in range(30)]
    crowd = [PERSON._replace(given=f"name{n}", **values) for n in range(30)]
    assert counted(one_customer)[field].shares == {}
    (share,) = counted(crowd)[field].shares.values()
    assert share == pytest.approx((30 - EXCESSES[field].allowed) / 30)


def test_every_field_is_counted():
    assert counted([PERSON]).keys() == SHARES.keys() | EXCESSES.keys()
