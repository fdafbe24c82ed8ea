"""How alike texts are: vectors over rapidfuzz. Every measure is symmetric and independent of its neighbours."""

from __future__ import annotations

from string import ascii_lowercase
from typing import Any

import jellyfish
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel, JaroWinkler

from mdm.match.columns import Codes, Lexicon, Mask, Numbers


def jaro(lexicon: Lexicon, left: Codes, right: Codes) -> Numbers:
    """Jaro-Winkler similarity, 0 to 1."""
    # Jaro's matching is greedy from the first text, so the order of the arguments can matter: fix it.
    is_turned = np.asarray(lexicon.texts[left] > lexicon.texts[right], dtype=np.bool_)
    return _measure(JaroWinkler.similarity, lexicon, np.where(is_turned, right, left), np.where(is_turned, left, right))


def likeness(lexicon: Lexicon, left: Codes, right: Codes) -> Numbers:
    """Share of letters kept in order, 0 to 1; steadier than Jaro-Winkler on long texts."""
    return _measure(Indel.normalized_similarity, lexicon, left, right)


def is_within_edits(lexicon: Lexicon, left: Codes, right: Codes, most: int) -> Mask:
    """Whether so many insertions, deletions, replacements or swaps of neighbours turn one into the other."""
    sizes = lengths(lexicon)
    hopeful = np.abs(sizes[left] - sizes[right]) <= most
    result = np.zeros(len(left), dtype=np.bool_)
    places = np.flatnonzero(hopeful)
    measured = _measure(OSA.distance, lexicon, left[places], right[places], score_cutoff=most)
    result[places] = measured <= most
    return result


def lengths(lexicon: Lexicon) -> NDArray[np.int64]:
    """Length of every text."""
    return lexicon.map("length", len, np.int64)


def shared_letters(lexicon: Lexicon, left: Codes, right: Codes) -> Numbers:
    """Share of the longer text's letters that the other has too, in whatever order."""
    counts = lexicon.derived.once("letters", lambda: _letter_counts(lexicon))
    sizes = np.maximum(lengths(lexicon)[left], lengths(lexicon)[right])
    return np.asarray(np.minimum(counts[left], counts[right]).sum(axis=1) / np.maximum(sizes, 1), dtype=np.float64)


def _letter_counts(lexicon: Lexicon) -> NDArray[np.uint8]:
    return np.array(
        [[text.count(letter) for letter in ascii_lowercase] for text in lexicon.texts], dtype=np.uint8
    ).reshape(len(lexicon), len(ascii_lowercase))


def compact(lexicon: Lexicon) -> Codes:
    """A code per text, equal where texts differ in nothing but blanks."""

    def build() -> Codes:
        index = {"": 0}
        texts = (text.replace(" ", "") for text in lexicon.texts)
        return np.fromiter((index.setdefault(text, len(index)) for text in texts), dtype=np.int32, count=len(lexicon))

    return lexicon.derived.once("compact", build)


def first_letters(lexicon: Lexicon) -> NDArray[np.int64]:
    """First letter of every text as a number, -1 for none."""
    return lexicon.map("first", lambda text: ord(text[0]) if text else -1, np.int64)


def sounds(lexicon: Lexicon) -> NDArray[np.int64]:
    """A number per text, equal where the first words sound alike; -1 where nothing can be said."""

    def build() -> NDArray[np.int64]:
        index = {"": -1}
        return np.array([index.setdefault(sound(text), len(index)) for text in lexicon.texts], dtype=np.int64)

    return lexicon.derived.once("sound", build)


def sound(text: str) -> str:
    """How the first word sounds to an English ear, coarsely; empty for what has no letters."""
    word = text.split(" ", 1)[0]
    return jellyfish.metaphone(word) or jellyfish.soundex(word) if word.isalpha() else ""


def _measure(scorer: Any, lexicon: Lexicon, left: Codes, right: Codes, **options: Any) -> Numbers:
    if not len(left):
        return np.zeros(0)
    return np.asarray(process.cpdist(lexicon.texts[left], lexicon.texts[right], scorer=scorer, **options), np.float64)
