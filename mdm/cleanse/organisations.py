"""Organisation names: name without legal form, the form's canonical abbreviation, branch; word order kept."""

from __future__ import annotations

import re
from functools import lru_cache

from mdm.cleanse.forms import REMEMBERED, Form, refused
from mdm.cleanse.legal_forms import Words, is_legal_form, without_legal_form
from mdm.cleanse.name_casing import cased_name
from mdm.cleanse.organisation_seats import without_seat
from mdm.cleanse.placeholders import is_placeholder
from mdm.cleanse.tables.organisations import AND_WORDS, BRANCH_WORDS, CUT, NO_ORGANISATION, SHOWN_FORMS
from mdm.cleanse.tables.placeholders import ALWAYS, NAMES
from mdm.cleanse.text import fold, tidy
from mdm.records import VALUE

_AND = re.compile(r"\s*[&+]\s*")
_DOTTED = re.compile(r"\b(?:[A-Za-z]{1,2}\.[-\s]{0,2}){1,5}[A-Za-z]\b\.?")
_BRANCH = re.compile(r"\s*(?:\(([^()]*)\)|(?:\s[-\u2013\u2014/]\s|,)\s*([^-\u2013\u2014,()/]+))\s*$")


@lru_cache(maxsize=REMEMBERED)
def standardise_organisation(value: str, cities: tuple[str, ...] = ()) -> Form:
    """One name. `value` compares without legal form; `legal_form` and `branch` stand beside it.

    `cities` are the record's, folded: a register's "in Köln" behind the name says again what the address says.
    """
    shown = tidy(value)
    if is_placeholder(shown) or _is_nobody(fold(shown)):
        return refused(shown, "placeholder")
    name, branch = _without_branch(shown)
    words, legal_form = _bare(_words(name), cities)
    clean = {VALUE: " ".join(words), "legal_form": legal_form, "branch": fold(branch)}
    if not clean[VALUE]:
        return refused(shown, "malformed")
    if _is_nobody(clean[VALUE]):
        return refused(shown, "placeholder")
    return Form({part: text for part, text in clean.items() if text}, cased_organisation(shown))


def _bare(words: Words, cities: tuple[str, ...]) -> tuple[Words, str]:
    """The words without legal form and seat, in whatever order these stand, and the form."""
    form = ""
    while True:
        shorter, found = without_legal_form(without_seat(words, cities))
        form = form or found
        if shorter == words:
            return words, "" if form == CUT else form
        words = shorter


def _is_nobody(folded: str) -> bool:
    return folded in ALWAYS or folded in NAMES or folded in NO_ORGANISATION


def cased_organisation(shown: str) -> str:
    """Names in lower case get capitals; capitals stay, for they may be an acronym."""
    if shown != shown.lower():
        return shown
    return " ".join(SHOWN_FORMS.get(word) or cased_name(word) for word in shown.split(" "))


def _words(name: str) -> tuple[str, ...]:
    words = fold(_AND.sub(" and ", _DOTTED.sub(_undotted, name))).split()
    inner = range(1, len(words) - 1)
    return tuple("and" if position in inner and word in AND_WORDS else word for position, word in enumerate(words))


def _undotted(found: re.Match[str]) -> str:
    """A.-G., G.m.b.H. and S.A.R.L. as one word; other initials stay apart."""
    letters = fold(found.group()).replace(" ", "")
    is_form = (found.start() or "-" in found.group()) and is_legal_form(letters)
    return f" {letters} " if is_form else found.group()


def _without_branch(shown: str) -> tuple[str, str]:
    """The name and its branch: Acme Ltd - Leeds Branch. Other additions stay in the name."""
    found = _BRANCH.search(shown)
    if found is None or not found.start():
        return shown, ""
    addition = next(group for group in found.groups() if group is not None)
    if BRANCH_WORDS.isdisjoint(fold(addition).split()):
        return shown, ""
    return shown[: found.start()], addition
