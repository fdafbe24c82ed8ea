"""Comparing names of persons. Levels are numbered as declared in `levels`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from mdm.match.closeness import compact, first_letters, is_within_edits, jaro, lengths, shared_letters, sounds
from mdm.match.columns import Codes, Columns, Levels, Lexicon, Mask, Numbers, Parts, cross, cross_parts
from mdm.match.variants import is_related
from mdm.match.view import Evidence, View


class Given(IntEnum):
    """How two given names agree."""

    DIFFERENT = 1
    SIMILAR = 2
    INITIAL = 3
    NEAR = 4
    NICKNAME = 5
    PART = 6
    EXACT = 7


class Middle(IntEnum):
    """How two middle names agree."""

    DIFFERENT = 1
    NEAR = 2
    INITIAL = 3
    EXACT = 4


class Family(IntEnum):
    """How two family names agree."""

    DIFFERENT = 1
    SIMILAR = 2
    NEAR = 3
    FORMER = 4
    PART = 5
    EXACT = 6


class Order(IntEnum):
    """Whether given and family name stand in each other's place."""

    SWAPPED = 1
    AS_WRITTEN = 2


@dataclass(frozen=True, slots=True)
class NameTable:
    """One lexicon for all names of persons, so that a given name can be compared with a family name."""

    lexicon: Lexicon
    given: Codes
    middle: Codes
    family: Codes
    former: Parts


def name_table(columns: Columns) -> NameTable:
    """The table of these columns, built once."""
    return columns.lexical.once("names", lambda: _build_table(columns))


def _build_table(columns: Columns) -> NameTable:
    index = {"": 0}

    def recode(lexicon: Lexicon) -> Codes:
        codes = (index.setdefault(text, len(index)) for text in lexicon.texts)
        return np.fromiter(codes, dtype=np.int32, count=len(lexicon))

    given, middle, family = (recode(columns[name].lexicon) for name in ("given", "middle", "family"))
    parts = columns["former"].lexicon.parts()
    former = recode(parts.lexicon)
    lexicon = Lexicon(list(index))
    return NameTable(lexicon, given, middle, family, Parts(parts.starts, former[parts.codes], lexicon))


@dataclass(frozen=True, slots=True)
class Oriented:
    """Given and family names of both sides, one side's exchanged where they stand in each other's place."""

    table: NameTable
    given: tuple[Codes, Codes]
    family: tuple[Codes, Codes]
    is_swapped: Mask


def oriented(view: View) -> Oriented:
    """The names of the pairs, worked out once a view."""
    return view.derived.once("oriented", lambda: _orient(view))


def _orient(view: View) -> Oriented:
    table = name_table(view.columns)
    given_left, given_right = (table.given[codes] for codes in view.codes("given"))
    family_left, family_right = (table.family[codes] for codes in view.codes("family"))
    is_full = (given_left > 0) & (given_right > 0) & (family_left > 0) & (family_right > 0)
    alone_left = _stands_in_place(given_left, family_left, given_right, family_right)
    alone_right = _stands_in_place(given_right, family_right, given_left, family_left) & ~alone_left
    crosses = ((given_left == family_right) | (family_left == given_right)) & is_full
    crosses &= (given_left != given_right) & (family_left != family_right)
    places = np.flatnonzero(crosses)
    one = jaro(table.lexicon, given_left[places], family_right[places])
    other = jaro(table.lexicon, family_left[places], given_right[places])
    is_swapped = np.zeros(len(view), dtype=np.bool_)
    is_swapped[places] = np.minimum(one, other) >= 0.88
    # Always the same side is exchanged, whichever stands left: given and family names weigh differently.
    texts = table.lexicon.texts
    turns_left = is_swapped & np.asarray(texts[given_left] > texts[given_right], dtype=np.bool_)
    turns_right = (is_swapped & ~turns_left) | alone_right
    turns_left |= alone_left
    return Oriented(
        table,
        (np.where(turns_left, family_left, given_left), np.where(turns_right, family_right, given_right)),
        (np.where(turns_left, given_left, family_left), np.where(turns_right, given_right, family_right)),
        is_swapped | alone_left | alone_right,
    )


def _stands_in_place(given: Codes, family: Codes, other_given: Codes, other_family: Codes) -> Mask:
    """Whether a name is written alone, as the family name, and is the other's given name, or the other way round.

    Of two lone names the family name is taken for the given one.
    """
    is_given = (family > 0) & (given == 0) & (family == other_given) & (family != other_family)
    is_family = (given > 0) & (family == 0) & (given == other_family) & (given != other_given) & (other_given > 0)
    return np.asarray(is_given | is_family, dtype=np.bool_)


def compare_order(view: View) -> Evidence:
    """Whether the names are swapped; missing where a name is."""
    names = oriented(view)
    is_full = (names.given[0] > 0) & (names.given[1] > 0) & (names.family[0] > 0) & (names.family[1] > 0)
    levels = np.where(names.is_swapped, Order.SWAPPED, np.where(is_full, Order.AS_WRITTEN, 0))
    return Evidence(levels.astype(np.int8), np.zeros(len(view)))


def compare_given(view: View) -> Evidence:
    """Given names: the same, a part, a nickname, an initial, a slip of the pen or another name."""
    names = oriented(view)
    lexicon = names.table.lexicon
    left, right = names.given
    is_same = _is_same(lexicon, left, right)
    levels = np.where(is_same, Given.EXACT, 0).astype(np.int8)
    places = np.flatnonzero((left > 0) & (right > 0) & ~is_same)
    levels[places] = _given_levels(lexicon, left[places], right[places])
    is_short = is_same & (lengths(lexicon)[left] == 1)
    levels[is_short] = Given.INITIAL
    places = np.flatnonzero((levels == Given.DIFFERENT) | (levels == Given.SIMILAR))
    levels[places] = np.maximum(levels[places], _by_middle(view, names, places))
    chance = np.where(levels == Given.EXACT, _chance_of_both(view.chance("given", lexicon), left, right), 0.0)
    return Evidence(levels, chance)


def _given_levels(lexicon: Lexicon, left: Codes, right: Codes) -> Levels:
    levels = np.full(len(left), Given.DIFFERENT, dtype=np.int8)
    alike = jaro(lexicon, left, right)
    shorter = np.minimum(lengths(lexicon)[left], lengths(lexicon)[right])
    is_same_sound = (sounds(lexicon)[left] == sounds(lexicon)[right]) & (sounds(lexicon)[left] >= 0)
    levels[((alike >= 0.8) | is_same_sound | _is_scrambled(lexicon, left, right)) & (shorter > 1)] = Given.SIMILAR
    levels[(shorter == 1)] = Given.DIFFERENT
    levels[(shorter == 1) & (first_letters(lexicon)[left] == first_letters(lexicon)[right])] = Given.INITIAL
    levels[_is_near(lexicon, left, right, alike, 0.93)] = Given.NEAR
    words = lexicon.parts(" ")
    first = words.codes[np.minimum(words.starts[:-1], max(len(words.codes) - 1, 0))] if len(words.codes) else None
    if first is not None:
        is_nickname = is_related(words.lexicon, first[left], first[right])
        levels[is_nickname] = Given.NICKNAME
    levels[_shares_word(words, left, right)] = Given.PART
    return levels


def _is_same(lexicon: Lexicon, left: Codes, right: Codes) -> Mask:
    """Whether the names are the same but for blanks."""
    return np.asarray((compact(lexicon)[left] == compact(lexicon)[right]) & (left > 0), dtype=np.bool_)


def _chance_of_both(chance: Numbers, left: Codes, right: Codes) -> Numbers:
    return np.asarray(np.maximum(chance[left], chance[right]))


def _is_scrambled(lexicon: Lexicon, left: Codes, right: Codes) -> Mask:
    """Whether the names have most letters in common, in whatever order."""
    is_long = np.minimum(lengths(lexicon)[left], lengths(lexicon)[right]) >= 4
    return np.asarray((shared_letters(lexicon, left, right) >= 0.75) & is_long, dtype=np.bool_)


def _is_near(lexicon: Lexicon, left: Codes, right: Codes, alike: np.ndarray, least: float) -> Mask:
    """A slip of the pen: one edit in a name of four letters or more, or very alike."""
    shorter = np.minimum(lengths(lexicon)[left], lengths(lexicon)[right])
    near = (alike >= least) & (shorter >= 3)
    near |= is_within_edits(lexicon, left, right, 1) & (shorter >= 4)
    return np.asarray(near, dtype=np.bool_)


def _shares_word(words: Parts, left: Codes, right: Codes) -> Mask:
    """Whether names of which one has several words have a word of two letters or more in common."""
    counts = words.counts
    result = np.zeros(len(left), dtype=np.bool_)
    places = np.flatnonzero((counts[left] > 1) | (counts[right] > 1))
    met = cross_parts(words, left[places], right[places])
    is_word = lengths(words.lexicon)[met.left] > 1
    result[places[met.pair[(met.left == met.right) & is_word]]] = True
    return result


def _by_middle(view: View, names: Oriented, places: np.ndarray) -> Levels:
    """How one side's given name agrees with the other's middle name, for those who go by that."""
    levels = np.zeros(len(places), dtype=np.int8)
    lexicon = names.table.lexicon
    size, first = lengths(lexicon), first_letters(lexicon)
    middles = tuple(names.table.middle[codes[places]] for codes in view.codes("middle"))
    givens = tuple(side[places] for side in names.given)
    for given, own, middle in zip(givens, middles, reversed(middles), strict=True):
        has_initial = (first[given] == first[middle]) & (middle > 0) & (own == 0)
        found = np.where(has_initial & (size[middle] == 1), Given.SIMILAR, 0)
        found[has_initial & (size[given] == 1)] = Given.INITIAL
        found[(given == middle) & (size[given] > 1)] = Given.PART
        levels = np.maximum(levels, found.astype(np.int8))
    return levels


def compare_middle(view: View) -> Evidence:
    """Middle names or initials."""
    table = name_table(view.columns)
    lexicon = table.lexicon
    left, right = (table.middle[codes] for codes in view.codes("middle"))
    levels = np.zeros(len(view), dtype=np.int8)
    places = np.flatnonzero((left > 0) & (right > 0))
    one, other = left[places], right[places]
    shorter = np.minimum(lengths(lexicon)[one], lengths(lexicon)[other])
    found = np.full(len(places), Middle.DIFFERENT, dtype=np.int8)
    found[_is_near(lexicon, one, other, jaro(lexicon, one, other), 0.93)] = Middle.NEAR
    found[_shares_word(lexicon.parts(" "), one, other) | (one == other)] = Middle.EXACT
    is_initial = (shorter == 1) & (first_letters(lexicon)[one] == first_letters(lexicon)[other])
    found[is_initial] = Middle.INITIAL
    levels[places] = found
    return Evidence(levels, np.zeros(len(view)))


def compare_family(view: View) -> Evidence:
    """Family names, former ones included."""
    names = oriented(view)
    lexicon = names.table.lexicon
    left, right = names.family
    is_same = _is_same(lexicon, left, right)
    levels = np.where(is_same, Family.EXACT, 0).astype(np.int8)
    places = np.flatnonzero((left > 0) & (right > 0) & ~is_same)
    levels[places] = _family_levels(lexicon, left[places], right[places])
    weak = np.flatnonzero((levels == Family.DIFFERENT) | (levels == Family.SIMILAR))
    levels[weak[_was_called(view, names, weak)]] = Family.FORMER
    chance = np.where(is_same, _chance_of_both(view.chance("family", lexicon), left, right), 0.0)
    return Evidence(levels, chance)


def _family_levels(lexicon: Lexicon, left: Codes, right: Codes) -> Levels:
    levels = np.full(len(left), Family.DIFFERENT, dtype=np.int8)
    alike = jaro(lexicon, left, right)
    is_same_sound = (sounds(lexicon)[left] == sounds(lexicon)[right]) & (sounds(lexicon)[left] >= 0)
    levels[(alike >= 0.85) | is_same_sound | _is_scrambled(lexicon, left, right)] = Family.SIMILAR
    levels[_is_near(lexicon, left, right, alike, 0.93)] = Family.NEAR
    levels[_shares_word(lexicon.parts(" "), left, right)] = Family.PART
    return levels


def _was_called(view: View, names: Oriented, places: np.ndarray) -> Mask:
    """Whether one side's family name, today's or former, is among the other's former ones."""
    former = names.table.former
    result = np.zeros(len(places), dtype=np.bool_)
    old_left, old_right = (codes[places] for codes in view.codes("former"))
    if not len(former.codes):
        return result
    size = np.diff(former.starts)
    for name, old in ((names.family[1][places], old_left), (names.family[0][places], old_right)):
        met = cross(former.starts[old], size[old], np.arange(len(places)), np.ones(len(places), dtype=np.intp))
        result[met.pair[former.codes[met.left] == name[met.right]]] = True
    return result
