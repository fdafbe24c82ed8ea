"""Comparing names of organisations by their words, each worth what its rarity says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from mdm.match.closeness import first_letters, is_within_edits, lengths, likeness
from mdm.match.columns import Codes, Column, Crossing, Levels, Lexicon, Mask, Numbers, cross_parts
from mdm.match.view import Evidence, View


class OrganisationName(IntEnum):
    """How two names of organisations agree."""

    DIFFERENT = 1
    SOME_WORDS = 2
    MOST_WORDS = 3
    ACRONYM = 4
    CONTAINED = 5
    NEAR = 6
    SAME_WORDS = 7
    EXACT = 8


# Levels whose chance is that of the rarest word in common.
_BY_WORD = (
    OrganisationName.SOME_WORDS,
    OrganisationName.MOST_WORDS,
    OrganisationName.CONTAINED,
    OrganisationName.NEAR,
)


def compare_organisation(view: View) -> Evidence:
    """Names of organisations without their legal form."""
    return _compare_names(view, "organisation")


def compare_employer(view: View) -> Evidence:
    """Employers of persons."""
    return _compare_names(view, "employer")


def _compare_names(view: View, column: str) -> Evidence:
    lexicon = view.columns[column].lexicon
    left, right = view.codes(column)
    is_same = (left == right) & (left > 0)
    levels = np.where(is_same, OrganisationName.EXACT, 0).astype(np.int8)
    of_name = _chance_of_name(view, column, lexicon)
    chance = np.where(is_same, of_name[left], 0.0)
    places = np.flatnonzero((left > 0) & (right > 0) & ~is_same)
    overlap = _overlap(view, column, lexicon, left[places], right[places])
    found = _levels(lexicon, left[places], right[places], overlap)
    levels[places] = found
    is_reordered = found == OrganisationName.SAME_WORDS
    one, other = left[places[is_reordered]], right[places[is_reordered]]
    chance[places[is_reordered]] = np.maximum(of_name[one], of_name[other])
    by_word = np.isin(found, _BY_WORD)
    chance[places[by_word]] = np.where(overlap.rarest < 1, overlap.rarest, 0.0)[by_word]
    return Evidence(levels, chance)


def _chance_of_name(view: View, column: str, lexicon: Lexicon) -> Numbers:
    """The chance of a whole name: as counted where it stands out, else what its words make likely."""
    words = lexicon.parts(" ")
    by_word = view.chance(f"{column}_word", words.lexicon)
    rarest: Numbers = np.ones(len(lexicon))
    owner = np.repeat(np.arange(len(lexicon)), words.counts)
    np.minimum.at(rarest, owner, by_word[words.codes])
    # Each further word narrows the name down, but words of one trade go together: count two of them, at 1 in 10.
    narrowed = rarest * 0.1 ** np.clip(words.counts - 1, 0, 2)
    known = view.chance(column, lexicon)
    return np.asarray(np.where(rarest < 1, np.maximum(known, np.maximum(narrowed, 1e-6)), known))


@dataclass(frozen=True, slots=True)
class _Overlap:
    """Share of the words' worth in common: of the poorer name, of both together; chance of the rarest common word."""

    contained: Numbers
    common: Numbers
    rarest: Numbers


def _overlap(view: View, column: str, lexicon: Lexicon, left: Codes, right: Codes) -> _Overlap:
    words = lexicon.parts(" ")
    chance = view.chance(f"{column}_word", words.lexicon)
    worth = np.where(chance > 0, -np.log2(np.maximum(chance, 1e-6)), 0.0)
    totals = np.add.reduceat(np.append(worth[words.codes], 0.0), words.starts[:-1]) if len(words.codes) else worth
    totals = np.where(words.counts > 0, totals, 0.0)
    met = cross_parts(words, left, right)
    likewise = _word_likeness(words.lexicon, met)
    shared_worth = likewise * np.minimum(worth[met.left], worth[met.right])
    shared = _best_sum(met, shared_worth, words.counts[left], words.counts[right], len(left))
    rarest = np.ones(len(left))
    is_common = likewise == 1.0
    np.minimum.at(rarest, met.pair[is_common], chance[met.left[is_common]])
    poorer = np.maximum(np.minimum(totals[left], totals[right]), 1e-9)
    return _Overlap(shared / poorer, 2 * shared / np.maximum(totals[left] + totals[right], 1e-9), rarest)


def _word_likeness(words: Lexicon, met: Crossing) -> Numbers:
    """1 for the same word, less for a slip of the pen, a word cut short, or another form of it."""
    left, right = np.asarray(met.left, dtype=np.int32), np.asarray(met.right, dtype=np.int32)
    result = (left == right).astype(np.float64)
    shorter = np.minimum(lengths(words)[left], lengths(words)[right])
    places = np.flatnonzero((left != right) & (shorter >= 3))
    one, other, size = left[places], right[places], shorter[places]
    near = is_within_edits(words, one, other, 2) & (size >= 8)
    near |= is_within_edits(words, one, other, 1) & (size >= 5)
    near |= _is_cut_short(words, one, other)
    result[places[near]] = 0.85
    return np.asarray(result)


def _is_cut_short(words: Lexicon, left: Codes, right: Codes) -> Mask:
    """Whether one word abbreviates the other: its beginning, or letters of it in their order from the first on."""
    first, size = first_letters(words), lengths(words)
    longer, shorter = np.maximum(size[left], size[right]), np.minimum(size[left], size[right])
    result = np.asarray((first[left] == first[right]) & (longer >= shorter + 3) & (longer >= 6), dtype=np.bool_)
    for place in np.flatnonzero(result):
        short, long = sorted((words.texts[left[place]], words.texts[right[place]]), key=len)
        result[place] = long.startswith(short) or (len(short) <= 5 and is_subsequence(short, long))
    return result


def is_subsequence(short: str, long: str) -> bool:
    """Whether the letters of one stand in the other in the same order."""
    letters = iter(long)
    return all(letter in letters for letter in short)


def _best_sum(met: Crossing, worth: Numbers, rows: NDArray[np.intp], columns: NDArray[np.intp], count: int) -> Numbers:
    """Sum over the words of the shorter name of their best worth among the words of the other."""
    total = np.zeros((2, count))
    if not len(met.pair):
        return np.zeros(count)
    width = columns[met.pair]
    within = np.arange(len(met.pair)) - np.repeat(np.cumsum(rows * columns) - rows * columns, rows * columns)
    for side, slot in enumerate((within // width, within % width)):
        most = int(np.maximum(rows, columns).max())
        best = np.zeros(count * most)
        np.maximum.at(best, met.pair * most + slot, worth)
        # bincount adds in the order of the pairs, whatever stands around them.
        total[side] = np.bincount(np.repeat(np.arange(count), most), weights=best, minlength=count)
    return np.asarray(np.minimum(total[0], total[1]))


def _levels(lexicon: Lexicon, left: Codes, right: Codes, overlap: _Overlap) -> Levels:
    forms = _forms(lexicon)
    levels = np.full(len(left), OrganisationName.DIFFERENT, dtype=np.int8)
    levels[overlap.common >= 0.35] = OrganisationName.SOME_WORDS
    levels[overlap.common >= 0.6] = OrganisationName.MOST_WORDS
    levels[_is_acronym(forms, left, right)] = OrganisationName.ACRONYM
    levels[(overlap.contained >= 0.85) & (overlap.rarest < 0.01)] = OrganisationName.CONTAINED
    levels[_is_alike(forms, left, right) | (overlap.common >= 0.85)] = OrganisationName.NEAR
    one, other = forms.number[left], forms.number[right]
    is_other_number = (one != other) & (one > 0) & (other > 0)
    levels[is_other_number] = np.minimum(levels[is_other_number], OrganisationName.SOME_WORDS)
    is_reordered = forms.by_text[left] == forms.by_text[right]
    levels[is_reordered | (forms.compact[left] == forms.compact[right])] = OrganisationName.SAME_WORDS
    return levels


def _is_alike(forms: _Forms, left: Codes, right: Codes) -> Mask:
    """Whether the names are nearly the same letter by letter, whatever the order or spacing of the words."""
    result = np.zeros(len(left), dtype=np.bool_)
    for lexicon, codes in ((forms.ordered, forms.by_text), (forms.joined, forms.compact)):
        one, other = codes[left], codes[right]
        is_long = np.minimum(lengths(lexicon)[one], lengths(lexicon)[other]) >= 6
        result |= (likeness(lexicon, one, other) >= 0.9) & is_long
    return result


@dataclass(frozen=True, slots=True)
class _Forms:
    """Other ways to write each name: words in order of the alphabet, without blanks, first letters, numbers in it."""

    ordered: Lexicon
    joined: Lexicon
    by_text: Codes
    compact: Codes
    acronym: Codes
    letters: Codes
    number: Codes


def _forms(lexicon: Lexicon) -> _Forms:
    return lexicon.derived.once("forms", lambda: _build_forms(lexicon))


def _build_forms(lexicon: Lexicon) -> _Forms:
    rows = [text.split() for text in lexicon.texts]
    ordered = Column.of(" ".join(sorted(words)) for words in rows)
    joined = Column.of("".join(words) for words in rows)
    number = Column.of(" ".join(word for word in words if word.isdigit()) for words in rows)
    initials = ["".join(sorted(word[0] for word in words)) if len(words) > 1 else "" for words in rows]
    short = ["".join(sorted(words[0])) if len(words) == 1 and 1 < len(words[0]) < 7 else "" for words in rows]
    both = Column.of([*initials, *short]).codes
    return _Forms(
        ordered.lexicon,
        joined.lexicon,
        ordered.codes,
        joined.codes,
        both[: len(rows)],
        both[len(rows) :],
        number.codes,
    )


def _is_acronym(forms: _Forms, left: Codes, right: Codes) -> Mask:
    """Whether one name is a short word of the other's initials, in whatever order its words were put."""
    one = (forms.acronym[left] == forms.letters[right]) & (forms.acronym[left] > 0)
    other = (forms.acronym[right] == forms.letters[left]) & (forms.acronym[right] > 0)
    return np.asarray(one | other, dtype=np.bool_)
