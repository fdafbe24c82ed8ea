"""What is marked within a value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdm.steward.review.differences import Mark, agreement, majority, pieces, reference

TEXT = st.text(alphabet="abAB ü-@.1", max_size=12)


def _told(text, against):
    """{…} is another piece, [..] a missing one."""
    signs = {Mark.SAME: "{}", Mark.OTHER: "{{{}}}", Mark.MISSING: "[{}]"}
    return "".join(signs[one.mark].format(one.text) for one in pieces(text, against))


@pytest.mark.parametrize(
    ("text", "against", "told"),
    [
        ("Anna Schmidt", "Anna Schmidt", "Anna Schmidt"),
        ("Anna Schmidt", "Anna Schmitt", "Anna Schmi{d}t"),
        ("Anna-Maria Schmidt", "Anna Schmidt", "Anna{-Maria} Schmidt"),
        ("Anna Schmidt", "Anna-Maria Schmidt", "Anna[-Maria] Schmidt"),
        ("Hauptstr. 12, 10117 Berlin", "Hauptstr. 12, 10115 Berlin", "Hauptstr. 12, 1011{7} Berlin"),
        ("1980-05-17", "1980-05-18", "1980-05-{17}"),
        ("Bob", "Robert", "{Bob}"),
        ("SCHMIDT", "Schmidt", "S{CHMIDT}"),
        ("", "Anna", ""),
    ],
)
def test_marks(text, against, told):
    assert _told(text, against) == told


@given(TEXT, TEXT)
def test_nothing_of_the_value_is_lost(text, against):
    found = pieces(text, against)
    assert "".join(one.text for one in found if one.mark is not Mark.MISSING) == text
    assert all(one.text for one in found)


@given(TEXT)
def test_the_same_is_calm(text):
    assert all(one.mark is Mark.SAME for one in pieces(text, text))


@given(TEXT, TEXT)
def test_what_differs_is_marked(text, against):
    marked = any(one.mark is not Mark.SAME for one in pieces(text, against))
    assert marked == (text != against and bool(text))


@pytest.mark.parametrize(
    ("forms", "leading", "together"),
    [
        ([["a"], ["a"], ["b"]], {"a"}, "differs"),
        ([["a"], ["b"]], set(), "differs"),
        ([["a"], ["a"]], set(), "agrees"),
        ([["a"], []], set(), "alone"),
        ([["a", "b"], ["a"], ["a", "c"]], {"a"}, "agrees"),
        ([["a"], ["a"], ["b"], ["b"]], set(), "differs"),
        ([], set(), "alone"),
    ],
)
def test_who_leads_and_what_they_say_together(forms, leading, together):
    assert majority(forms) == leading
    assert agreement(forms) == together


def test_the_most_alike_is_held_against():
    assert reference("Anna Schmidt", ["Bob", "Anna Schmitt", "Anna"]) == "Anna Schmitt"
    assert reference("Anna", []) == ""
