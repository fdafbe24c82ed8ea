"""Found customers looked at again: do they fit by what their reader sees, how well, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mdm.records import AttributeKind, Catalogue
from mdm.survive.search import Criteria, search_name, search_street, search_terms
from mdm.syndicate.views import View

# PostgreSQL's own bounds, below which names do not resemble each other.
RESEMBLES, CONTAINS = 0.3, 0.6
_NAMES = (AttributeKind.PERSON_NAME, AttributeKind.ORGANISATION_NAME)
_WORDS = {
    AttributeKind.EMAIL: "has this e-mail address",
    AttributeKind.PHONE: "has this telephone number",
    AttributeKind.IDENTIFIER: "has this identifier",
    AttributeKind.ADDRESS: "has an address with this postcode",
}


def is_rank_unseen(wanted: Criteria, view: View, catalogue: Catalogue) -> bool:
    """Whether the view hides an attribute that would count when customers are ranked."""
    kinds = (*_NAMES, AttributeKind.ADDRESS) if wanted.street else _NAMES
    return any(not view.sees_attribute(one.code) for kind in kinds for one in catalogue.of_kind(kind))


def rescored(wanted: Criteria, document: Mapping[str, Any], catalogue: Catalogue) -> float | None:
    """How well the document fits the criteria by itself; None where it does not."""
    terms = set(search_terms(document, catalogue))
    if any(terms.isdisjoint(group) for group in wanted.terms):
        return None
    fits = [_fit(search_name(document, catalogue), wanted.name)] if wanted.name else []
    fits += [_fit(search_street(document, catalogue), wanted.street)] if wanted.street else []
    if None in fits:
        return None
    return sum(filter(None, fits)) / len(fits) if fits else 1.0


def _fit(known: str, sought: str) -> float | None:
    """How well a text resembles the one sought; None where it does not."""
    whole, part = similarity(known, sought), containment(sought, known)
    return max(whole, part) if whole >= RESEMBLES or part >= CONTAINS else None


def similarity(one: str, other: str) -> float:
    """The share of trigrams that two texts have in common, as PostgreSQL counts it."""
    left, right = trigrams(one), trigrams(other)
    return len(left & right) / (len(left | right) or 1)


def containment(part: str, whole: str) -> float:
    """The best similarity of a text with as many words in a row of another."""
    sought, words = len(part.split()), whole.split()
    pieces = [" ".join(words[at : at + sought]) for at in range(max(1, len(words) - sought + 1))]
    return max((similarity(part, piece) for piece in pieces), default=0.0)


def trigrams(text: str) -> frozenset[str]:
    """Each word with two blanks before it and one behind, in pieces of three."""
    padded = [f"  {word} " for word in text.split()]
    return frozenset(word[at : at + 3] for word in padded for at in range(len(word) - 2))


def reasons(wanted: Criteria, document: Mapping[str, Any], score: float, catalogue: Catalogue) -> list[str]:
    """Why the customer was found, a clause for each criterion."""
    terms = set(search_terms(document, catalogue)) if wanted.terms else set()
    told = []
    if wanted.name:
        by = (_fit(search_name(document, catalogue), wanted.name) or 0.0) if wanted.street else score
        told.append(f"The name resembles the one sought by {by:.0%}.")
    if wanted.street:
        # Of a street where very many live all have the same score.
        by = score if score < 1 and not wanted.name else _fit(search_street(document, catalogue), wanted.street) or 0.0
        told.append(f"An address resembles the street sought by {by:.0%}.")
    for group in wanted.terms:
        met = sorted(terms.intersection(group))
        attribute, _, _ = (met or list(group))[0].partition(":") if group else ("", "", "")
        code, _, part = attribute.partition(".")
        known = catalogue.attributes.get(code)
        if known:
            what = "has an address in this city" if part else _WORDS.get(known.kind, "is in this segment")
            told.append(f"It {what} ({known.label}).")
    return told
