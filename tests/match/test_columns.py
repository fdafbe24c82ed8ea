import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mdm.match.columns import Column, Columns, Lexicon, cross_parts, positions_of
from mdm.records import Comparable

ROWS = [
    Comparable(kind="person", given="ann", emails="a@x.org|b@x.org"),
    Comparable(kind="organisation", organisation="acme"),
    Comparable(kind="person", given="ann"),
]


def test_rows_come_back_as_they_went_in():
    columns = Columns.from_comparables((7, 8, 9), ROWS)
    assert [columns.row(position) for position in range(3)] == ROWS
    assert columns.take(np.array([2, 0])).row(1) == ROWS[0]
    assert columns.take(np.array([2, 0])).ids.tolist() == [9, 7]


def test_absent_columns_are_missing_everywhere():
    columns = Columns.from_texts((1, 2), {"given": ["ann", ""]})
    assert columns["family"].codes.tolist() == [0, 0]
    assert columns["given"].codes[1] == 0


@given(st.lists(st.sampled_from(["", "a", "b", "é|", "b|a"]), max_size=12))
@settings(deadline=None)
def test_a_column_of_codes_is_that_of_its_texts(texts):
    encoded = pa.array(texts, pa.string()).dictionary_encode()

    coded = Column.coded(encoded.indices.to_numpy(), encoded.dictionary.to_pylist())

    plain = Column.of(texts)
    assert coded.codes.tolist() == plain.codes.tolist()
    assert coded.lexicon.texts.tolist() == plain.lexicon.texts.tolist()


def test_equal_texts_share_a_code_and_empty_is_zero():
    column = Column.of(["b", "", "a", "b"])
    assert column.codes.tolist() == [1, 0, 2, 1]
    assert list(column.lexicon.texts) == ["", "b", "a"]


def test_positions_of_finds_ids_in_any_order_and_refuses_strangers():
    ids = np.array([30, 10, 20])
    assert positions_of(ids, np.array([10, 30, 10])).tolist() == [1, 0, 1]
    with pytest.raises(KeyError):
        positions_of(ids, np.array([11]))


texts = st.lists(st.sampled_from(["", "a", "b", "a|b", "b|c|a", "c"]), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(texts, st.data())
def test_crossing_meets_every_combination_and_keeps_the_best(words, data):
    lexicon = Lexicon(["", *dict.fromkeys(text for text in words if text)])
    code = {text: number for number, text in enumerate(lexicon.texts)}
    left = np.array([code[text] for text in words])
    right = np.array([code[data.draw(st.sampled_from(words))] for _ in words])
    parts = lexicon.parts()
    met = cross_parts(parts, left, right)
    found = [
        (int(pair), parts.lexicon.texts[one], parts.lexicon.texts[other])
        for pair, one, other in zip(met.pair, met.left, met.right, strict=True)
    ]
    expected = [
        (pair, one, other)
        for pair in range(len(words))
        for one in filter(None, lexicon.texts[left[pair]].split("|"))
        for other in filter(None, lexicon.texts[right[pair]].split("|"))
    ]
    assert found == expected
    levels = np.array([1 + (one == other) for _, one, other in found], dtype=np.int8)
    chance = np.linspace(0.1, 0.9, len(found))
    level, least = met.best(levels, chance, len(words))
    for pair in range(len(words)):
        own = [(lv, ch) for (p, _, _), lv, ch in zip(found, levels, chance, strict=True) if p == pair]
        top = max((lv for lv, _ in own), default=0)
        assert level[pair] == top
        assert least[pair] == min((ch for lv, ch in own if lv == top), default=0.0)
