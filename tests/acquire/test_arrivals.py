"""What arrives of a row: its content hash, its nested columns, or the reason why it can't be read."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from mdm.acquire.arrivals import Arrival, arrive
from mdm.acquire.payload import content_hash, flatten
from mdm.acquire.rows import BadRow, Row
from tests.acquire.mappings import BERLIN, compiled, entry

names = st.text(min_size=1, max_size=4)
leaves = st.none() | st.booleans() | st.integers() | st.text(max_size=6)


@given(fields=st.dictionaries(names, leaves, max_size=6), seed=st.randoms(use_true_random=False))
def test_the_content_hash_ignores_the_order_of_columns(fields, seed):
    shuffled = list(fields.items())
    seed.shuffle(shuffled)
    assert content_hash(fields) == content_hash(dict(shuffled))
    assert len(content_hash(fields)) == 16


@given(fields=st.dictionaries(names, leaves, min_size=1, max_size=6), text=st.text(max_size=6))
def test_the_content_hash_tells_contents_apart(fields, text):
    name = next(iter(fields))
    assert (content_hash(fields) == content_hash({**fields, name: text})) is (fields[name] == text)


def test_volatile_columns_do_not_count_as_content():
    mapping = compiled(entry("a", "status"), volatile=["exported_at"])
    first, second = ({"id": "1", "a": "x", "exported_at": at} for at in ("monday", "tuesday"))
    assert mapping.content_hash(first) == mapping.content_hash(second)


def test_nested_objects_become_named_columns():
    document = {"a": {"b": {"c": 1}, "d": []}, "e": [{"f": 2}, {"f": 3}], "g": ["x"], "h": {}}
    assert dict(flatten(document)) == {"a.b.c": 1, "a.d": [], "e.0.f": 2, "e.1.f": 3, "g": ["x"], "h": {}}


def test_a_row_arrives_with_its_hash_or_with_the_reason_why_not():
    mapping = compiled(entry("a", "status"), updated_at="at")
    arrival = arrive(Row(7, {"id": "1", "a": "x", "at": ""}), mapping, BERLIN)
    assert isinstance(arrival, Arrival)
    assert (arrival.line, arrival.said.key, arrival.settles) == (7, "1", None)
    refused = arrive(Row(8, {"id": "2", "a": "x", "at": "soon"}), mapping, BERLIN)
    assert isinstance(refused, BadRow)
    assert (refused.line, refused.key, refused.column, refused.fields["a"]) == (8, "2", "at", "x")


def test_a_corrected_reject_arrives_as_the_row_it_was():
    mapping = compiled(entry("a", "status"))
    plain = {"id": "1", "a": "x"}
    export = {"reject_id": "12", "reject_line": "3", "reject_remedy": "…", **plain}
    first, again = arrive(Row(2, plain), mapping, BERLIN), arrive(Row(2, export), mapping, BERLIN)
    assert again == first._replace(settles=12)


def test_a_bad_row_keeps_the_key_that_can_be_read():
    bad = BadRow(3, "too_many_columns", "…", "…", fields={"id": "9"})
    assert arrive(bad, compiled(entry("a", "status")), BERLIN) == replace(bad, key="9")
