from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mdm.match.blocking import (
    RULES,
    Telling,
    blocking_keys,
    candidate_pairs,
    hashed,
    key_texts,
    oversized,
    second_keys,
    second_keys_beside,
)  # fmt: skip
from mdm.match.columns import Columns
from mdm.records import Comparable

NONE = np.zeros(0, dtype=np.int64)
HOME = {"streets": "high street", "houses": "5", "cities": "leeds", "postcodes": "ls11aa"}
BORN = {"birth_date": "1971-06-24"}

MEET = [
    ("same phone", {"phones": "+441|+442"}, {"phones": "+442"}),
    ("same identifier", {"identifiers": "tax:1"}, {"identifiers": "vat:2|tax:1"}),
    (
        "a digit wrong in an identifier",
        {"given": "ann", "identifiers": "tax:123456"},
        {"given": "amy", "identifiers": "tax:123457"},
    ),
    ("same mailbox elsewhere", {"emails": "ann.lee@a.org"}, {"emails": "ann.lee@b.org"}),
    ("swapped names", {"given": "ann", "family": "lee"}, {"given": "lee", "family": "ann"}),
    ("nickname", {"given": "bill", "family": "lee"}, {"given": "william", "family": "lee"}),
    ("names that sound alike", {"given": "jon", "family": "smith"}, {"given": "john", "family": "smyth"}),
    ("former name", {"given": "ann", "family": "lee"}, {"given": "ann", "family": "jones", "former": "lee"}),
    (
        "day and month exchanged",
        {"family": "lee", "birth_date": "1971-06-04"},
        {"family": "lee", "birth_date": "1971-04-06"},
    ),
    ("another family name, born alike", {"given": "ann", **BORN}, {"given": "anna", "family": "jones", **BORN}),
    ("wrong day of birth", {"family": "lee", **BORN}, {"family": "lee", "birth_date": "1971-06-01"}),
    (
        "both names misspelt, at home",
        {"given": "robret", "family": "pemhale", **HOME},
        {"given": "robert", "family": "penhalle", **HOME},
    ),
    ("only born alike in one street", {**BORN, "streets": "high street"}, {**BORN, "streets": "high street"}),
    ("colleague by first name", {"given": "ann", "employer": "acme"}, {"given": "ann", "employer": "acme"}),
]

MEET_COMPANIES = [
    ("words in another order", {"organisation": "acme tools"}, {"organisation": "tools acme"}),
    ("written together", {"organisation": "blue bird"}, {"organisation": "bluebird"}),
    ("a telling word", {"organisation": "penhale logistics"}, {"organisation": "penhale group"}),
    ("acronym", {"organisation": "penhale tooling works"}, {"organisation": "ptw"}),
    ("mail domain and website", {"emails": "info@acme.example"}, {"websites": "acme.example"}),
    ("same house", {"organisation": "a", **HOME}, {"organisation": "b", **HOME}),
]


def keys_of(kind, values):
    return {key for _, key in blocking_keys(Comparable(kind=kind, **values))}


@pytest.mark.parametrize(("left", "right"), [case[1:] for case in MEET], ids=[case[0] for case in MEET])
def test_persons_who_must_meet(left, right):
    assert keys_of("person", left) & keys_of("person", right)


@pytest.mark.parametrize(
    ("left", "right"), [case[1:] for case in MEET_COMPANIES], ids=[case[0] for case in MEET_COMPANIES]
)
def test_organisations_that_must_meet(left, right):
    assert keys_of("organisation", left) & keys_of("organisation", right)


def test_persons_and_organisations_never_meet():
    shared = {"phones": "+441", "emails": "ann.lee@acme.example", "identifiers": "tax:123456", **HOME}
    assert not keys_of("person", shared) & keys_of("organisation", shared)


def test_strangers_do_not_meet():
    assert not keys_of("person", {"given": "ann", "family": "lee", **BORN}) & keys_of(
        "person", {"given": "olga", "family": "nguyen", "birth_date": "1952-11-28"}
    )
    assert keys_of("person", {}) == set()


def test_role_mailboxes_make_no_key_across_providers():
    assert not keys_of("person", {"emails": "office@a.org"}) & keys_of("person", {"emails": "office@b.org"})


def test_keys_are_stable_for_ever():
    """Stored keys outlive the process that made them."""
    assert hashed("1|+441234567890") == -1017332396109618095
    assert all(-(2**63) <= key < 2**63 for _, key in blocking_keys(Comparable(kind="person", phones="+441")))
    assert {rule for rule, _ in key_texts(Comparable(kind="person", phones="+441"))} <= RULES.keys()


tables = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9)), max_size=40)


def as_arrays(rows):
    table = np.array(rows, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def brute_pairs(rows, *, keep=None):
    blocks = {}
    for key, record in rows:
        blocks.setdefault(key, set()).add(record)
    return sorted(
        {
            pair
            for key, members in blocks.items()
            if keep is None or keep(key, members)
            for pair in combinations(sorted(members), 2)
        }
    )


@settings(max_examples=100, deadline=None)
@given(tables, st.integers(1, 5), st.sets(st.integers(0, 6), max_size=2))
def test_pairs_against_enumeration(rows, cap, stop):
    keys, records = as_arrays(rows)
    stop_keys = np.array(sorted(stop), dtype=np.int64)
    low, high = candidate_pairs(keys, records, stop=stop_keys, cap=cap)
    expected = brute_pairs(rows, keep=lambda key, members: len(members) <= cap and key not in stop)
    assert list(zip(low.tolist(), high.tolist(), strict=True)) == expected
    wide = oversized(keys, records, stop=stop_keys, cap=cap)
    blocks = {key: {record for k, record in rows if k == key} for key in {key for key, _ in rows}}
    over = {key for key, members in blocks.items() if len(members) > cap or (key in stop and len(members) > 1)}
    assert set(wide.keys.tolist()) == over
    assert wide.pairs == sum(len(blocks[key]) * (len(blocks[key]) - 1) // 2 for key in over)
    assert set(wide.records.tolist()) == {record for key in over for record in blocks[key]}


@settings(max_examples=60, deadline=None)
@given(tables, st.sets(st.integers(0, 9)))
def test_due_records_meet_everybody_and_others_do_not(rows, due):
    keys, records = as_arrays(rows)
    is_due = np.isin(records, list(due))
    low, high = candidate_pairs(keys, records, stop=NONE, is_due=is_due)
    expected = [pair for pair in brute_pairs(rows) if due & set(pair)]
    assert list(zip(low.tolist(), high.tolist(), strict=True)) == expected


def test_an_oversized_block_is_split_by_what_else_is_known():
    rows = [
        Comparable(kind="person", given="john", family="smith", birth_date=f"19{n % 50 + 10}-01-02") for n in range(100)
    ]
    columns = Columns.from_comparables(range(100), rows)
    keys, records = np.full(100, 7, dtype=np.int64), np.arange(100)
    assert len(candidate_pairs(keys, records, stop=NONE, cap=10)[0]) == 0
    low, high = candidate_pairs(keys, records, stop=NONE, cap=10, second=second_keys(columns))
    assert list(zip(low.tolist(), high.tolist(), strict=True)) == [(n, n + 50) for n in range(50)]


def test_a_part_that_is_still_too_big_is_split_once_more():
    rows = [
        Comparable(kind="person", given="john", family="smith", birth_date="1980-01-02", cities=f"city {n % 20}")
        for n in range(40)
    ]
    columns = Columns.from_comparables(range(40), rows)
    keys, records = np.full(40, 7, dtype=np.int64), np.arange(40)
    low, high = candidate_pairs(keys, records, stop=NONE, cap=5, second=second_keys(columns))
    assert list(zip(low.tolist(), high.tolist(), strict=True)) == [(n, n + 20) for n in range(20)]


def test_stop_keys_are_split_too():
    rows = [Comparable(kind="person", given=name, phones="+441") for name in ("ann", "ann", "bob")]
    columns = Columns.from_comparables((1, 2, 3), rows)
    keys, records = np.full(3, 7, dtype=np.int64), np.array([1, 2, 3])
    low, high = candidate_pairs(keys, records, stop=np.array([7]), second=second_keys(columns.take(np.array([0, 1]))))
    assert list(zip(low.tolist(), high.tolist(), strict=True)) == [(1, 2)]


few = st.sampled_from(["", "a", "b"])
tellings = st.builds(Telling, *[few] * len(Telling._fields))


@settings(max_examples=150, deadline=None)
@given(st.lists(tellings, min_size=2, max_size=30), tables, st.integers(2, 4), st.sets(st.integers(0, 6), max_size=2))
def test_one_due_record_meets_the_same_by_second_keys_of_its_own(found, table, cap, stop):
    rows = sorted({(key, record % len(found)) for key, record in table})
    keys, records = as_arrays(rows)
    columns = Columns.from_comparables(range(len(found)), [Comparable(kind="person", **one._asdict()) for one in found])
    said = {"stop": np.array(sorted(stop), dtype=np.int64), "cap": cap, "is_due": records == 0}
    all_keys = second_keys(columns)
    own_keys = second_keys_beside(found[0], 0, dict(enumerate(found)))
    expected, pairs = (candidate_pairs(keys, records, second=one, **said) for one in (all_keys, own_keys))
    assert [one.tolist() for one in pairs] == [one.tolist() for one in expected]
