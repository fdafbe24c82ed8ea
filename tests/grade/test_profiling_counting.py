"""Counting in bounded memory: exact as long as it says so, close beyond."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mdm.grade.profiling.shapes import TextType, is_boolean, raw_shape, shape_of, type_of_shape
from mdm.grade.profiling.sketches import Distinct, EvenSample, Frequencies, Repeats, prints
from mdm.grade.profiling.tallies import Tally
from mdm.grade.profiling.words import is_delicate, keylike, named

TEXTS = st.lists(st.text(alphabet="abAB1 é", max_size=6), max_size=60)


@given(TEXTS, st.integers(1, 20))
@settings(max_examples=60, deadline=None)
def test_a_column_comes_out_the_same_however_it_is_cut_into_chunks(texts, size):
    whole, cut = Tally("c"), Tally("c")
    whole.add(texts, range(len(texts)))
    for start in range(0, len(texts), size):
        cut.add(texts[start : start + size], range(start, min(start + size, len(texts))))
    assert cut.figures() == whole.figures()


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_figures_are_those_of_a_plain_count(texts):
    tally = Tally("c")
    tally.add(texts, range(len(texts)))
    figures, filled = tally.figures(), [text.strip() for text in texts if text.strip()]
    assert figures.filled == len(filled)
    assert figures.distinct == len(set(filled))
    assert figures.surplus == len(filled) - len(set(filled))
    assert dict(figures.top).items() <= Counter(filled).items()
    assert sum(one.count for one in figures.shapes) == len(filled)


def test_distinct_values_beyond_the_limit_are_estimated_closely():
    counted = Distinct(kept=4096)
    for start in range(0, 200_000, 5_000):
        counted.add(prints([f"value {number}" for number in range(start, start + 5_000)] * 2))
    assert not counted.is_exact
    assert counted.count == pytest.approx(200_000, rel=0.06)


def test_frequent_values_survive_among_many_rare_ones():
    frequencies = Frequencies(limit=200)
    for start in range(0, 20_000, 100):
        frequencies.add(Counter({"often": 10} | {f"{number}": 1 for number in range(start, start + 100)}))
    (text, count), *_ = frequencies.top(1)
    assert text == "often"
    assert not frequencies.is_exact
    assert count <= 2_000 <= count + frequencies.missed


def test_repetitions_are_found_across_chunks_up_to_the_limit():
    repeats = Repeats(limit=6)
    for chunk in ((1, 2), (2, 3, 1), (9, 9)):
        repeats.add(np.array(chunk, np.int64))
    assert (repeats.seen, repeats.surplus(), repeats.groups()) == (6, 2, 2)


@pytest.mark.parametrize("length", [1, 7, 20, 999])
def test_a_sample_is_spread_over_the_whole(length):
    sample = EvenSample(10)
    for start in range(0, length, 7):
        sample.add(list(range(start, min(start + 7, length))))
    gaps = {later - earlier for earlier, later in zip(sample.items, sample.items[1:], strict=False)}
    assert len(gaps) <= 1
    assert min(length, 10) <= len(sample.items) <= 20
    assert sample.items[0] == 0


FORMS = [
    ("Ann", "Aa+", TextType.TEXT), ("AB-123456789", "A+-9{9}", TextType.TEXT), ("Müller", "Aa+", TextType.TEXT),
    ("42", "99", TextType.INTEGER), ("-3,5", "-9,9", TextType.DECIMAL), ("1.234.567", "9.999.999", TextType.DECIMAL),
    ("617.689.9311", "999.999.9999", TextType.TEXT), ("2024-02-03", "9999-99-99", TextType.DATE),
    ("3.4.1970", "9.9.9999", TextType.DATE), ("2024-02-03T10:00:00", "9999-99-99A99:99:99", TextType.TIME),
]  # fmt: skip


@pytest.mark.parametrize(("text", "form", "kind"), FORMS)
def test_a_text_has_a_form_and_a_form_a_type(text, form, kind):
    assert shape_of(raw_shape(text)) == form
    assert type_of_shape(form) is kind


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["true", "FALSE"], True),
        (["J", "N"], True),
        (["0", "1"], True),
        (["0"], False),
        (["yes"], True),
        (["a", "b"], False),
    ],
)
def test_two_words_for_yes_and_no_are_boolean(texts, expected):
    assert is_boolean(texts) is expected


NAMES = [
    ("firstName", "name.given", ""), ("CUSTOMER_FIRST_NAME", "name.given", ""), ("Nachname", "name.family", ""),
    ("E-Mail-Adresse", "email", ""), ("mailing_address_zip", "address.postcode", "mailing"),
    ("billingStreet", "address.street", "billing"), ("mobile", "phone", "mobile"), ("contacts.0.phone", "phone", ""),
    ("PhoneNumber2", "phone", ""), ("Straße", "address.street", ""), ("created_on", "@created_at", ""),
]  # fmt: skip


@pytest.mark.parametrize(("header", "meaning", "usage"), NAMES)
def test_names_of_columns_are_understood(header, meaning, usage):
    said = named(header)
    assert (said.meaning, said.usage) == (meaning, usage)


@pytest.mark.parametrize("header", ["partner_name", "employer_city", "company_id", "last_order", "os", "", "???"])
def test_names_that_say_nothing_of_the_customer_stay_silent(header):
    assert named(header) is None


def test_keys_and_delicate_columns_are_known_by_name():
    assert [keylike(one) for one in ("customer_id", "uuid", "account_no", "city")] == [2, 2, 1, 0]
    assert [is_delicate(one) for one in ("race_ethnicity", "Gehalt", "iban", "city")] == [True, True, True, False]
