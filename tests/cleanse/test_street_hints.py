"""The quick look that spares most streets the search for their parts must not spare one that has parts."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from mdm.cleanse import streets

WORDS = (
    "main", "st", "12", "3a", "2nd", "4th", "apt", "apt.", "unit", "suite", "#5", "#", "fl", "2fl", "floor", "og",
    "etg",
    "stock", "box", "pobox", "p.o.box", "p.o.", "postfach", "boite postale", "bp", "b.p.", "apartado",
    "casella postale",
    "c/o", "c.o.", "care of", "p.a.", "attn:", "z.hd.", "z hd", "tv", "bajo", "m. 4", "6hoog", "9o", ",", "top", "whg",
)  # fmt: skip
PATTERNS = (
    streets._CARE_OF,
    streets._PO_BOX,
    streets._UNIT,
    streets._UNIT_BEFORE,
    streets._UNIT_DANISH,
    streets._UNIT_BY_ITSELF,
)


@given(st.lists(st.sampled_from(WORDS), max_size=6), st.sampled_from([" ", ""]))
@example(["2fl", "main", "st"], " ")
@example(["z hd", "main"], " ")
def test_whatever_a_pattern_finds_is_hinted_at(words, between):
    text = between.join(words)
    if any(pattern.search(text) for pattern in PATTERNS):
        assert streets._HINTS.search(text), text
