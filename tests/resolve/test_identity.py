"""Which ids customers carry through merges, splits and unmerges."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mdm.resolve.identity import assign_identities

START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Known:
    created_at: datetime
    state: str = "active"
    merged_into: UUID | None = None


def entity(letter):
    """An id for a letter; a was created first."""
    return UUID(int=ord(letter))


def known(letters, **merged):
    facts = {entity(one): Known(START + timedelta(days=ord(one))) for one in letters}
    for one, survivor in merged.items():
        state, into = ("merged", entity(survivor)) if survivor else ("retired", None)
        facts[entity(one)] = Known(facts[entity(one)].created_at, state, into)
    return facts


def held_by(text):
    """'a12 b3' reads: a holds records 1 and 2, b holds 3."""
    return {int(record): entity(group[0]) for group in text.split() for record in group[1:]}


def assigned(targets, current="", former="", **merged):
    past = {}
    for group in former.split():
        for record in group[1:]:
            past.setdefault(int(record), []).append(entity(group[0]))
    return assign_identities(
        [frozenset(int(one) for one in group) for group in targets.split()],
        held_by(current),
        known("abcdefgh", **merged),
        stable={record: record for record in range(10)},
        former=past,
    )


def letters(assignment):
    return "".join("-" if one is None else chr(one.int) for one in assignment.entities)


# name, clusters, who holds what now, the ids of the clusters (- asks for a new one), redirects, retired
CASES = [
    ("all new", "12 3", "", "--", {}, ""),
    ("nothing changes", "12 3", "a12 b3", "ab", {}, ""),
    ("a record joins", "123", "a12", "a", {}, ""),
    ("the oldest customer survives a merge", "123", "b12 a3", "a", {"b": 0}, ""),
    ("three merge", "123", "c1 b2 a3", "a", {"b": 0, "c": 0}, ""),
    ("the larger part keeps the id", "1 23", "a123", "-a", {}, ""),
    ("of equal parts the one with the oldest record", "14 23", "a1234", "a-", {}, ""),
    ("a part goes over to another customer", "1 234", "a12 b34", "ab", {}, ""),
    ("the larger part goes over", "1 2345", "b123 a45", "-a", {"b": 1}, ""),
    ("both follow their oldest records into one", "13 24", "a12 b34", "a-", {"b": 0}, ""),
    ("nobody is left", "1", "a1 b2", "a", {}, "b"),
]


@pytest.mark.parametrize(("targets", "current", "ids", "redirects", "retired"), [one[1:] for one in CASES],
                         ids=[one[0] for one in CASES])  # fmt: skip
def test_case(targets, current, ids, redirects, retired):
    assignment = assigned(targets, current)
    assert letters(assignment) == ids
    assert assignment.redirects == {entity(one): target for one, target in redirects.items()}
    assert assignment.retired == {entity(one) for one in retired}


# name, clusters, now, formerly, merged ids (into whom, "" retired), ids, revived
UNMERGES = [
    ("unmerge brings the id back", "12 34", "a1234", "b34", {"b": "a"}, "ab", "b"),
    ("also when it is the larger part", "1 234", "a1234", "b234", {"b": "a"}, "ab", "b"),
    ("also without the part's new records", "1 2345", "a1234", "b234", {"b": "a"}, "ab", "b"),
    ("of its halves the one with the oldest record", "2 13", "a123", "b23", {"b": "a"}, "ba", "b"),
    ("not for a mixed part", "123 4", "a1234", "b34", {"b": "a"}, "a-", ""),
    ("not for the smaller part of it", "123 4", "a1234", "b234", {"b": "a"}, "a-", ""),
    ("of two former ids the closest fit", "12 3 45", "a12345", "b345 c3", {"b": "a", "c": "a"}, "acb", "bc"),
    ("no live customer is robbed", "12", "a12", "b12", {"b": "a"}, "a", ""),
    ("a retired customer's records come back", "12", "", "a12", {"a": ""}, "a", "a"),
    ("an id that lives elsewhere stays there", "1 2", "a12", "b2", {}, "a-", ""),
    ("an id merged elsewhere stays there", "1 2", "a12", "b2", {"b": "c"}, "a-", ""),
]


@pytest.mark.parametrize("case", UNMERGES, ids=[one[0] for one in UNMERGES])
def test_unmerge(case):
    _, targets, current, former, merged, ids, revived = case
    assignment = assigned(targets, current, former, **merged)
    assert letters(assignment) == ids
    assert assignment.revived == {entity(one) for one in revived}


def test_a_merged_id_follows_its_records():
    assignment = assigned("12 345", "a12345", "b345 c34", b="a", c="b")
    assert letters(assignment) == "ab"
    assert entity("c") not in assignment.redirects, "its survivor b is not concerned while merged itself"
    assignment = assigned("12 345", "a12345", "b345 c34", b="a", c="a")
    assert assignment.redirects == {entity("c"): 1}


def test_split_names_the_parts_that_left():
    assignment = assigned("12 3 4", "a1234")
    assert assignment.split == {entity("a"): (1, 2)}


def test_a_record_in_two_clusters_is_refused():
    with pytest.raises(ValueError, match="two clusters"):
        assigned("12 23")


@st.composite
def histories(draw):
    """A partition of records, who holds them, and whom they belonged to before."""
    size = draw(st.integers(1, 8))
    place = draw(st.lists(st.integers(0, 3), min_size=size, max_size=size))
    owner = draw(st.lists(st.sampled_from("abcd-"), min_size=size, max_size=size))
    before = draw(st.lists(st.sampled_from("efgh-"), min_size=size, max_size=size))
    groups = {}
    for record, target in enumerate(place):
        groups.setdefault(target, set()).add(record)
    current = {record: entity(one) for record, one in enumerate(owner) if one != "-"}
    past = {record: [entity(one)] for record, one in enumerate(before) if one != "-"}
    survivor = draw(st.sampled_from("abcd"))
    return list(groups.values()), current, past, known("abcdefgh", **dict.fromkeys("efgh", survivor))


@given(histories(), st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_every_id_resolves_and_none_is_used_twice(history, random):
    targets, current, former, facts = history
    stable = {record: random.random() for record in range(8)}
    found = assign_identities(targets, current, facts, stable=stable, former=former)
    carried = [one for one in found.entities if one]
    assert max(Counter(carried).values(), default=1) == 1
    live = set(current.values())
    assert live <= set(carried) | found.redirects.keys() | found.retired
    assert not found.redirects.keys() & set(carried)
    assert not found.retired & (set(carried) | found.redirects.keys())
    assert found.revived == set(carried) - live
    assert all(0 <= target < len(targets) for target in found.redirects.values())


@given(histories(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_clusters_and_records_does_not_matter(history, random):
    targets, current, former, facts = history
    stable = {record: record * 7 % 11 for record in range(8)}

    def outcome(groups, holders, past):
        found = assign_identities(groups, holders, facts, stable=stable, former=past)
        ids = {frozenset(group): one for group, one in zip(groups, found.entities, strict=True)}
        return ids, {one: frozenset(groups[target]) for one, target in found.redirects.items()}, found.revived

    shuffled = random.sample(targets, len(targets))
    holders, past = (dict(random.sample(list(one.items()), len(one))) for one in (current, former))
    assert outcome(shuffled, holders, past) == outcome(targets, current, former)


@given(histories())
@settings(max_examples=100, deadline=None)
def test_assigning_again_changes_nothing(history):
    targets, current, former, facts = history
    stable = {record: record for record in range(8)}
    first = assign_identities(targets, current, facts, stable=stable, former=former)
    fresh = [one or UUID(int=1000 + place) for place, one in enumerate(first.entities)]
    settled = facts | {one: Known(START + timedelta(days=500)) for one in fresh if one not in facts}
    settled |= {one: Known(facts[one].created_at) for one in first.revived}
    settled |= {one: Known(facts[one].created_at, "merged", fresh[place]) for one, place in first.redirects.items()}
    holders = {record: one for group, one in zip(targets, fresh, strict=True) for record in group}
    again = assign_identities(targets, holders, settled, stable=stable, former=former)
    assert again.entities == tuple(fresh)
    assert again.redirects == first.redirects or set(again.redirects) <= set(first.redirects)
