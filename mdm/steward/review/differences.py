"""What differs between two values, within the value: words first, then signs within words that are nearly the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from rapidfuzz.distance import Indel, Levenshtein

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
# Below this likeness marking single signs shows noise: the whole is another one.
_ALIKE = 0.6


class Mark(StrEnum):
    """What a piece of a value is, held against the other value. A missing piece stands in the other value alone."""

    SAME = "same"
    OTHER = "other"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of signs with one mark."""

    text: str
    mark: Mark


def pieces(text: str, against: str) -> tuple[Piece, ...]:
    """`text` in pieces, marked where it differs from `against`; without the missing pieces they make up `text`.

    Capitals count: a value that is shown otherwise is marked.
    """
    if _likeness(text, against) < _ALIKE:
        return (Piece(text, Mark.OTHER),) if text else ()
    words = list(_runs(_by_word(_WORDS.findall(text), _WORDS.findall(against))))
    return tuple(_runs(_within_words(words)))


def _likeness(one: str, other: str) -> float:
    return Indel.normalized_similarity(one.casefold(), other.casefold())


def _runs(found: Iterable[Piece]) -> Iterator[Piece]:
    """Neighbours of one mark as one piece."""
    for mark, run in groupby(found, key=lambda one: one.mark):
        yield Piece("".join(one.text for one in run), mark)


def _by_word(words: Sequence[str], others: Sequence[str]) -> Iterator[Piece]:
    for one in Indel.opcodes(words, others):
        yield _marked(
            one.tag, "".join(words[one.src_start : one.src_end]), "".join(others[one.dest_start : one.dest_end])
        )


def _within_words(found: Sequence[Piece]) -> Iterator[Piece]:
    """A word beside the one that is missing in its place is looked at sign by sign."""
    at = 0
    while at < len(found):
        here = {one.mark: one.text for one in found[at : at + 2]}
        if here.keys() == {Mark.OTHER, Mark.MISSING}:
            yield from _by_sign(here[Mark.OTHER], here[Mark.MISSING])
            at += 2
        else:
            yield found[at]
            at += 1


def _by_sign(text: str, other: str) -> Iterator[Piece]:
    if _likeness(text, other) < _ALIKE:
        yield Piece(text, Mark.OTHER)
        return
    for one in Levenshtein.opcodes(text, other):
        yield _marked(one.tag, text[one.src_start : one.src_end], other[one.dest_start : one.dest_end])


def _marked(tag: str, text: str, other: str) -> Piece:
    if tag == "equal":
        return Piece(text, Mark.SAME)
    return Piece(other, Mark.MISSING) if tag == "insert" else Piece(text, Mark.OTHER)


def reference(text: str, others: Collection[str]) -> str:
    """Of the other values that one which is most like `text`; the first by alphabet of equal ones. Empty for none."""
    return min(others, key=lambda one: (-_likeness(text, one), one), default="")


def majority(forms: Sequence[Collection[str]]) -> frozenset[str]:
    """The forms that most cells have in common, at least two of them; none where no form leads."""
    counts = Counter(form for cell in forms for form in set(cell))
    most = max(counts.values(), default=0)
    leading = frozenset(form for form, count in counts.items() if count == most)
    return leading if most > 1 and len(leading) < len(counts) else frozenset()


def agreement(forms: Sequence[Collection[str]]) -> str:
    """What the cells of an attribute say together: alone (at most one states it), agrees, differs."""
    stated = [set(cell) for cell in forms if cell]
    if len(stated) < 2:
        return "alone"
    return "agrees" if set.intersection(*stated) else "differs"
