"""Personal names taken apart: title, given, middle, family, former, suffix, honours."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from mdm.cleanse.tables.names import (
    BRACKETED_MARKERS,
    CLEAR_GENERATIONS,
    FORMER_MARKERS,
    FRENCH_COUNTRIES,
    GENERATIONS,
    HONOURS,
    JOINING,
    PARTICLES,
    SECOND_FORENAMES,
    SPANISH_ENDINGS,
    SPANISH_FAMILIES,
    TITLE_TAILS,
    TITLES,
    TWO_FAMILIES_COUNTRIES,
    UNCLEAR_HONOURS,
)
from mdm.cleanse.text import fold

_BRACKETS = re.compile(
    r"[(\[{]([^()\[\]{}]*)[)\]}]?"
    r"|[\"\u201c-\u201e]([^\"\u201c-\u201e]+)[\"\u201c-\u201e]"
    r"|(?<=\s)['\u2018]([^'\u2018\u2019\s]+)['\u2019](?=\s)"
)
_DOTTED_DEGREE = re.compile(r"\b(Ph|M|D|B|LL|Ed|J)\.\s+(D|A|Sc|B|M|S)\.", re.IGNORECASE)
_DOTLESS = TITLES | TITLE_TAILS | frozenset(GENERATIONS) | HONOURS | FORMER_MARKERS
_SPECIAL = TITLES | frozenset(GENERATIONS) | HONOURS | FORMER_MARKERS


class Custom(NamedTuple):
    """How names are written in a country."""

    has_two_families: bool = False
    has_monsieur: bool = False


ELSEWHERE = Custom()
UNKNOWN = Custom(has_monsieur=True)
CUSTOMS = dict.fromkeys(TWO_FAMILIES_COUNTRIES, Custom(has_two_families=True)) | dict.fromkeys(
    FRENCH_COUNTRIES, Custom(has_monsieur=True)
)


class Word(NamedTuple):
    """A word of a name as shown and as compared. One shown word may fold to several (Smith-Jones)."""

    shown: str
    folded: str


@dataclass(slots=True)
class Split:
    """The words of a name by part."""

    title: list[Word] = field(default_factory=list)
    given: list[Word] = field(default_factory=list)
    middle: list[Word] = field(default_factory=list)
    family: list[Word] = field(default_factory=list)
    former: list[Word] = field(default_factory=list)
    nickname: list[Word] = field(default_factory=list)
    suffix: str = ""
    honours: list[Word] = field(default_factory=list)


def words_of(text: str) -> list[Word]:
    """The words of a name part. Dotted degrees lose their dots, so that Ph.D. is one word."""
    words: list[Word] = []
    for shown in text.replace(",", " ").replace(";", " ").split():
        bare = shown.strip(".-&/").replace(".", "")
        if "." in shown and fold(bare) in _DOTLESS:
            words.append(Word(bare, fold(bare)))
            continue
        folded = fold(shown)
        pieces = folded.split()
        if len(pieces) > 1 and not _SPECIAL.isdisjoint(pieces):
            words.extend(Word(piece, piece) for piece in pieces)
        elif folded:
            words.append(Word(shown, folded))
    return words


def split_full(text: str, custom: Custom = UNKNOWN) -> Split:
    """A whole name in one text, "First Middle Last" or "Last, First Middle"."""
    split = Split()
    plain = _without_brackets(_with_whole_degrees(text), split)
    segments = [words_of(segment) for segment in plain.split(",")]
    segments = _without_suffix_segments([words for words in segments if words], split)
    if not segments:
        return split
    if len(segments) == 1:
        _spread(segments[0], split, custom)
        return split
    given = [word for words in segments[1:] for word in words]
    take_given(given, split)
    take_family(segments[0], split)
    return split


def take_given(words: list[Word], split: Split) -> None:
    """The given side of a name: title and suffix come off, the first word is given, the others middle names."""
    words = _without_former(_without_title(_without_suffix(words, split), split, keep=0), split)
    # "Berg, Jan van der": the particles belong to the family name.
    tail = len(words)
    while tail > 1 and words[tail - 1].folded in PARTICLES - JOINING and len(words[tail - 1].folded) > 1:
        tail -= 1
    split.family = words[tail:] + split.family
    head = min(_given_length(words[:tail]), tail)
    split.given, split.middle = words[:head], words[head:tail] + split.middle


def take_family(words: list[Word], split: Split) -> None:
    """The family side of a name: suffix, degrees and a former name come off."""
    words = _without_former(_without_title(words, split, keep=1), split)
    split.family = split.family + _without_suffix(words, split)


def take_former(text: str, split: Split) -> None:
    """A former name stated on its own, its marker dropped."""
    split.former = split.former + [
        word for word in words_of(_without_brackets(text, split)) if word.folded not in FORMER_MARKERS
    ]


def take_plain(text: str, split: Split) -> list[Word]:
    """The words of a part with bracketed nicknames and former names taken out."""
    return words_of(_without_brackets(_with_whole_degrees(text), split))


def _with_whole_degrees(text: str) -> str:
    """The text with "Ph. D." as one word."""
    return _DOTTED_DEGREE.sub(r"\1\2", text) if "." in text else text


def _spread(words: list[Word], split: Split, custom: Custom) -> None:
    words = _without_suffix(_without_former(words, split), split)
    if custom.has_monsieur or not words or words[0].folded != "m":
        words = _without_title(words, split, keep=0)
    if len(words) == 1 and split.title:
        split.family = words
        return
    start = _with_first_family(words, _family_start(words), custom)
    head = _given_length(words[:start])
    split.given, split.middle, split.family = words[:head], words[head:start], words[start:]


def _given_length(words: list[Word]) -> int:
    """How many words the given name has: one, more with Arabic prefixes (Abdul Rahman)."""
    length = 1
    while length < len(words) and words[length - 1].folded in {"abd", "abdul", "abdel", "abu", "al", "el"}:
        length += 1
    return min(length, len(words))


def _family_start(words: list[Word]) -> int:
    """Where the family name begins in given-first order: at the first particle, else at the last word."""
    if len(words) < 2:
        return len(words)
    for position in range(1, len(words) - 1):
        folded = words[position].folded
        if folded in JOINING and position > 1:
            return position - 1
        if folded in PARTICLES - JOINING and (folded not in {"o", "d", "l", "e", "i"} or position > 1):
            return position
    return len(words) - 1


def _with_first_family(words: list[Word], start: int, custom: Custom) -> int:
    """Where the first of two family names begins, `start` being where the last one does.

    "Manuel Gómez Arias" has two where that is the custom, and anywhere when both names are Spanish.
    """
    if not 1 < start < len(words) or len(words[start - 1].folded) < 3:
        return start
    first, last = words[start - 1].folded, words[-1].folded
    if custom.has_two_families:
        begins = _family_start(words[:start])
        return start if first in SECOND_FORENAMES and begins < 3 else begins
    is_spanish = first in SPANISH_FAMILIES and (last in SPANISH_FAMILIES or last.endswith(SPANISH_ENDINGS))
    return start - 1 if is_spanish else start


def _without_title(words: list[Word], split: Split, *, keep: int) -> list[Word]:
    """Titles off the front; at least `keep` words stay a name."""
    taken = 0
    while taken < len(words) - keep and _is_title_at(words, taken):
        taken += 1
    split.title.extend(words[:taken])
    return words[taken:]


def _is_title_at(words: list[Word], position: int) -> bool:
    folded = words[position].folded
    if folded == "m":  # an initial, except in "M. Dupont"
        return position == 0 and len(words) == 2 and words[0].shown in {"M", "M."}
    return folded in TITLES or (position > 0 and folded in TITLE_TAILS and len(words) - position > 1)


def _without_suffix(words: list[Word], split: Split) -> list[Word]:
    """Generation and degrees off the end; at least one word stays a name, two before Senior and Junior."""
    while len(words) > 1:
        last = words[-1].folded
        if last in CLEAR_GENERATIONS and (len(words) > 2 or last not in {"senior", "junior"}):
            split.suffix = split.suffix or GENERATIONS[last]
        elif last in HONOURS:
            split.honours.insert(0, words[-1])
        else:
            break
        words = words[:-1]
    return words


def _without_suffix_segments(segments: list[list[Word]], split: Split) -> list[list[Word]]:
    """Segments after a comma that are nothing but suffixes: "Smith, John, Jr., PhD"."""
    while len(segments) > 1 and all(_is_suffix(word.folded) for word in segments[-1]):
        for word in segments.pop():
            generation = GENERATIONS.get(word.folded)
            if generation is None:
                split.honours.append(word)
            else:
                split.suffix = split.suffix or generation
    return segments


def _is_suffix(folded: str) -> bool:
    return folded in CLEAR_GENERATIONS or folded in HONOURS or folded in UNCLEAR_HONOURS


def _without_former(words: list[Word], split: Split) -> list[Word]:
    for position in range(1, len(words)):
        if words[position].folded in FORMER_MARKERS:
            split.former.extend(word for word in words[position + 1 :] if word.folded not in FORMER_MARKERS)
            return words[:position]
    return words


def _without_brackets(text: str, split: Split) -> str:
    """The text without bracketed or quoted words; those are a former name after a marker, else a nickname."""
    if not _BRACKETS.search(text):
        return text

    def take(found: re.Match[str]) -> str:
        inner = words_of(next((group for group in found.groups() if group is not None), ""))
        is_former = bool(inner) and inner[0].folded in BRACKETED_MARKERS
        names = [word for word in inner if word.folded not in BRACKETED_MARKERS and word.folded not in TITLES]
        (split.former if is_former else split.nickname).extend(names)
        return " "

    return _BRACKETS.sub(take, text)
