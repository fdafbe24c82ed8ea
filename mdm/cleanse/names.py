"""Personal names: parts, the form shown to people, the form that compares."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from mdm.cleanse.forms import REMEMBERED, Form, refused
from mdm.cleanse.name_casing import cased_name
from mdm.cleanse.name_scripts import is_east_asian, spaced_east_asian
from mdm.cleanse.name_splitting import (
    CUSTOMS,
    ELSEWHERE,
    UNKNOWN,
    Custom,
    Split,
    Word,
    split_full,
    take_family,
    take_former,
    take_given,
    take_plain,
    words_of,
)
from mdm.cleanse.placeholders import is_placeholder_name, is_whole_placeholder_name
from mdm.cleanse.tables.names import GENERATIONS, GENERATIONS_SHOWN, GLUED
from mdm.cleanse.text import fold, tidy

# A mailbox or a web address in a name's field.
_ADDRESS_SIGN = re.compile(r"\S@\S+\.\w|https?:|www\.", re.IGNORECASE)


class Stated(NamedTuple):
    """The parts of a name as a source states them."""

    full: str = ""
    title: str = ""
    given: str = ""
    middle: str = ""
    family: str = ""
    former: str = ""
    suffix: str = ""
    honours: str = ""
    nickname: str = ""


def standardise_name(parts: Mapping[str, str], country: str = "") -> Form:
    """A personal name from its stated parts; `full` is split where given or family name is not stated.

    `country` is the record's: it says how many family names people have there, and whether M. is a title.
    """
    custom = CUSTOMS.get(country, ELSEWHERE) if country else UNKNOWN
    return _standardise(Stated(*(parts.get(part, "") for part in Stated._fields)), custom)


@lru_cache(maxsize=REMEMBERED)
def _standardise(stated: Stated, custom: Custom) -> Form:
    tidied = Stated(*map(tidy, stated))
    split = _split_of(tidied.full, tidied.given, tidied.family, custom)
    if tidied.middle:
        split.middle = take_plain(tidied.middle, split)
    if tidied.former:
        split.former = []
        take_former(tidied.former, split)
    if tidied.title:
        split.title = words_of(tidied.title)
    if tidied.nickname:
        split.nickname = words_of(tidied.nickname)
    _take_suffix(words_of(f"{tidied.suffix} {tidied.honours}"), split)
    whole = (tidied.title, tidied.given, tidied.middle, tidied.family, tidied.suffix)
    return _form(split, " ".join(filter(None, whole)) or tidied.full or tidied.former)


def _split_of(full: str, given: str, family: str, custom: Custom) -> Split:
    split = split_full(spaced_east_asian(full), custom) if full and not (given and family) else Split()
    if given:
        split.given, split.middle = [], []
        if not full:
            split.family = []
        take_given(take_plain(given, split), split)
    if family:
        particles = split.family if given and not full else []
        split.family = list(particles)
        take_family(take_plain(family, split), split)
    return split


def _take_suffix(words: list[Word], split: Split) -> None:
    for word in words:
        generation = GENERATIONS.get(word.folded)
        if generation is None:
            split.honours.append(word)
        else:
            split.suffix = generation


def _form(split: Split, shown: str) -> Form:
    forenames = _folded(split.given, split.middle)
    known = 1 if split.given else 0  # a middle name without a given name stays a middle name
    clean = {
        "title": " ".join(_folded(split.title)),
        "given": " ".join(forenames[:known]),
        "middle": " ".join(forenames[known:]),
        "family": " ".join(_glued(_folded(split.family))),
        "former": " ".join(_glued(_folded(split.former))),
        "suffix": split.suffix,
        "honours": " ".join(dict.fromkeys(_folded(split.honours))),
        "nickname": " ".join(_folded(split.nickname)),
    }
    names = {part: clean[part] for part in ("given", "middle", "family", "former") if clean[part]}
    emptied = [part for part, words in names.items() if is_placeholder_name(words)]
    kept = tuple(words for part, words in names.items() if part not in emptied)
    if _ADDRESS_SIGN.search(shown):
        return refused(shown, "malformed")
    if (emptied and not kept) or (kept and is_whole_placeholder_name(kept)):
        return refused(shown, "placeholder")
    if not kept:
        return refused(shown, "malformed" if fold(shown) else "placeholder")
    flags = ("partly_placeholder",) if emptied else ()
    stated = {part: words for part, words in clean.items() if words and part not in emptied}
    shown_parts = _shown_parts(split, emptied)
    return Form(stated, _shown(shown_parts), flags, shown_parts)


def _folded(*parts: list[Word]) -> list[str]:
    return [token for words in parts for word in words for token in word.folded.split()] if any(parts) else []


def _glued(tokens: list[str]) -> list[str]:
    """Mc, Mac, O and D written apart belong to the next word."""
    glued: list[str] = []
    prefix = ""
    for position, token in enumerate(tokens):
        if token in GLUED and position < len(tokens) - 1:
            prefix += token
            continue
        glued.append(prefix + token)
        prefix = ""
    return glued


def _shown_parts(split: Split, emptied: list[str]) -> dict[str, str]:
    """The parts in the case that people write them in."""
    words = {
        "title": split.title, "given": split.given, "middle": split.middle, "family": split.family,
        "former": split.former,
    }  # fmt: skip
    parts = {
        part: cased_name(" ".join(word.shown for word in said), is_given=part not in {"family", "former"})
        for part, said in words.items()
        if said and part not in emptied
    }
    parts["suffix"] = GENERATIONS_SHOWN.get(split.suffix, "")
    parts["honours"] = " ".join(word.shown for word in split.honours)
    return {part: text for part, text in parts.items() if text}


def _shown(parts: Mapping[str, str]) -> str:
    given, family = parts.get("given", ""), parts.get("family", "")
    if is_east_asian(given) and is_east_asian(family):
        return family + given
    order = ("title", "given", "middle", "family", "suffix", "honours")
    return " ".join(parts[part] for part in order if part in parts) or parts.get("former", "")
