"""What a spreadsheet would run is marked in exports, and reading takes the mark away again."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from mdm.acquire.sheets import marked, unmarked

CELLS = [
    # cell, as it is written
    ("Ann", "Ann"),
    ("", ""),
    (12, 12),
    ("+491701234567", "+491701234567"),
    ("+49 (170) 123-45/67", "+49 (170) 123-45/67"),
    ("-3.50", "-3.50"),
    ("-1,250", "-1,250"),
    ("O'Neil", "O'Neil"),
    ("'t Hooft", "'t Hooft"),
    ("=1+1", "'=1+1"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
    ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
    ("-1+1", "'-1+1"),
    ("\t=1", "'\t=1"),
    ("\r=1", "'\r=1"),
    ("\uff1d1", "'\uff1d1"),
    ("-Ann", "'-Ann"),
    ("'=1+1", "''=1+1"),
    ("'+49", "''+49"),
]


@pytest.mark.parametrize(("cell", "written"), CELLS)
def test_formulas_are_marked_and_numbers_are_not(cell, written):
    assert marked(cell) == written
    assert unmarked(written) == cell


@given(some.text("'=+-@\t\rA1 \uff1d", max_size=6) | some.text())
@example("''=")
def test_marking_is_undone_for_every_text(text):
    assert unmarked(marked(text)) == text
