"""Legal forms taken off a folded organisation name."""

from __future__ import annotations

from functools import lru_cache

from mdm.cleanse.tables.organisations import (
    AT_FRONT,
    BRANCH_WORDS,
    CUT,
    IN_MIDDLE,
    LEADING_ARTICLES,
    LEGAL_FORMS,
    STATES,
    STATES_ANYWHERE,
    WEAK_FORMS,
)

Words = tuple[str, ...]

_ANYWHERE = frozenset(tuple(state.split()) for state in STATES_ANYWHERE)


def without_legal_form(words: Words) -> tuple[Words, str]:
    """The name's words and the canonical abbreviation of its legal form. One word always stays a name.

    A second form ("Smith & Co. Ltd", "Acme Inc. GmbH") is no part of the name either; the first one found is kept.
    """
    kept = ""
    while True:
        bare, legal_form = _without_one(_without_article(_without_state(words)))
        kept = legal_form if kept in {"", *WEAK_FORMS} and legal_form else kept
        if bare == words:
            return words, kept
        words = bare


def _without_one(words: Words) -> tuple[Words, str]:
    for taken in (_at_end, _at_front, _in_middle):
        bare, legal_form = taken(words)
        if legal_form:
            return bare, legal_form
    return words, ""


def _without_article(words: Words) -> Words:
    return words[1:] if len(words) > 1 and words[0] in LEADING_ARTICLES else words


def is_legal_form(word: str) -> bool:
    """Whether that folded word is a legal form by itself."""
    return (word,) in _spellings()


def form_at(words: Words, start: int) -> str:
    """The legal form that begins there, the longest one; empty where none does."""
    for length in range(min(_longest(), len(words) - start), 0, -1):
        if legal_form := _spellings().get(words[start : start + length]):
            return legal_form
    return ""


def is_behind_form(words: Words, start: int) -> bool:
    """Whether a legal form, not at the very front, ends where `start` is."""
    return any(words[begin:start] in _spellings() for begin in range(max(1, start - _longest()), start))


def _without_state(words: Words) -> Words:
    """The words without the company's standing, which registers also put before the seat ("in Liqu. zu Striegau")."""
    for state in _states():
        for start in range(1, len(words) - len(state) + 1):
            if words[start : start + len(state)] == state and (start + len(state) == len(words) or state in _ANYWHERE):
                return words[:start] + words[start + len(state) :]
    return words


def _at_end(words: Words) -> tuple[Words, str]:
    for length in range(min(_longest(), len(words) - 1), 0, -1):
        legal_form = _spellings().get(words[-length:])
        if legal_form:
            bare = words[:-length]
            return _without_and(bare), legal_form
    for length in range(min(_longest(), len(words) - 1), 0, -1):
        if (cut := _cut_forms().get(" ".join(words[-length:]))) is not None:
            return _without_and(words[:-length]), cut
    return words, ""


def _without_and(words: Words) -> Words:
    return words[:-1] if len(words) > 1 and words[-1] == "and" else words


def _at_front(words: Words) -> tuple[Words, str]:
    for length in range(min(_longest(), len(words) - 1), 0, -1):
        legal_form = _spellings().get(words[:length])
        # Single letters in front are initials: A. G. Barr.
        if legal_form in AT_FRONT and min(map(len, words[:length])) > 1:
            return words[length:], legal_form
    return words, ""


def _in_middle(words: Words) -> tuple[Words, str]:
    for start in range(1, len(words) - 1):
        for length in range(min(_longest(), len(words) - 1 - start), 0, -1):
            legal_form = _spellings().get(words[start : start + length])
            is_clear = legal_form in IN_MIDDLE and words[start : start + length] != ("a", "g")
            if legal_form and (is_clear or _is_branch(words[start + length :])):
                return words[:start] + words[start + length :], legal_form
    return words, ""


def _is_branch(tail: Words) -> bool:
    """Whether what stands behind a form names a branch: "B.V. Filiaal Utrecht", "Ltd Leeds Branch"."""
    return tail[0] in BRANCH_WORDS or tail[-1] in BRANCH_WORDS


@lru_cache(maxsize=1)
def _spellings() -> dict[Words, str]:
    """The project's table, and cleanco's terms where the table says nothing."""
    from cleanco import termdata

    from mdm.cleanse.text import fold

    spellings: dict[Words, str] = {}
    for terms in termdata.terms_by_country.values():
        for term in terms:
            words = tuple(fold(term).split())
            if len("".join(words)) > 2:
                spellings[words] = "".join(words)
    for canonical, listed in LEGAL_FORMS.items():
        spellings |= {tuple(spelling.split()): canonical for spelling in listed}
    return spellings


@lru_cache(maxsize=1)
def _cut_forms() -> dict[str, str]:
    """Spelled-out forms that a field's end has cut off ("Limited Liability Partnershi"); several meant: the form CUT.

    Of several words the first must be whole and three letters more; of a single long one, at most three may lack.
    """
    cut: dict[str, str] = {}
    for canonical, listed in LEGAL_FORMS.items():
        for spelling in listed:
            first, blank, _ = spelling.partition(" ")
            shortest = len(first) + 4 if blank else max(9, len(spelling) - 3)
            if len(first) > 1 and first != "and" and len(spelling) > 9:
                for length in range(shortest, len(spelling)):
                    text = spelling[:length].rstrip()
                    cut[text] = canonical if cut.get(text, canonical) == canonical else CUT
    return {text: form for text, form in cut.items() if tuple(text.split()) not in _spellings()}


@lru_cache(maxsize=1)
def _longest() -> int:
    return max(map(len, _spellings()))


@lru_cache(maxsize=1)
def _states() -> tuple[Words, ...]:
    return tuple(sorted((tuple(state.split()) for state in STATES), key=lambda state: (-len(state), state)))
