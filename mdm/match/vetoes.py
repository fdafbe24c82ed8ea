"""What speaks against a certain match: such a pair is possible at most, unless its probability is beyond doubt.

Most of these traps are rival explanations in the model too, so that the probability already allows for them; the veto
asks for more than that. Where a trap looks like a match in all that is compared, no probability outweighs it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from mdm.match.columns import Levels, Mask, Numbers
from mdm.match.contacts import Email, Phone, Website
from mdm.match.facts import BirthDate, Identifier, Same
from mdm.match.names import Family, Given, Middle
from mdm.match.organisations import OrganisationName
from mdm.match.places import Address
from mdm.records import CustomerKind

# From which probability on households, twins and namesakes, and shared numbers, are no longer feared.
BEYOND_DOUBT, PROVEN = 0.95, 0.99
# Held pairs that would teach an estimation the trap: nothing that is compared tells them from matches.
BLINDING = (7, 8)

Reached = Mapping[str, Levels]


@dataclass(frozen=True, slots=True)
class Veto:
    """One reason, with its stable code and how it is told. From the probability `outweighed` on it does not hold."""

    code: int
    name: str
    sentence: str
    applies: Callable[[Reached], Mask]
    outweighed: float = 2.0


def _has_other_birth_date(reached: Reached) -> Mask:
    return _all(reached["birth_date"] > 0, reached["birth_date"] <= BirthDate.TWO_PARTS)


def _all(*conditions: Mask) -> Mask:
    return np.asarray(np.logical_and.reduce(conditions), dtype=np.bool_)


def _any(*conditions: Mask) -> Mask:
    return np.asarray(np.logical_or.reduce(conditions), dtype=np.bool_)


def _has_conflicting_identifiers(reached: Reached) -> Mask:
    return np.asarray(reached["identifier"] == Identifier.CONFLICT)


def _has_conflicting_personal_identifiers(reached: Reached) -> Mask:
    """One number against name, birth date and home: then the number is likelier wrong than the person another one."""
    is_beyond_doubt = _all(
        _any(reached["given"] == Given.NEAR, reached["given"] == Given.EXACT),
        reached["family"] >= Family.NEAR,
        reached["birth_date"] >= BirthDate.ONE_DIGIT,
        reached["birth_date"] != BirthDate.AS_FAR_AS_KNOWN,
        _any(
            reached["address"] >= Address.SAME_STREET,
            reached["phone"] == Phone.EXACT,
            reached["email"] == Email.EXACT,
        ),
        reached["middle"] != Middle.DIFFERENT,
        reached["gender"] != Same.DIFFERENT,
    )
    return _has_conflicting_identifiers(reached) & ~is_beyond_doubt


def _has_conflicting_suffixes(reached: Reached) -> Mask:
    return np.asarray(reached["suffix"] == Same.DIFFERENT)


def _is_parent_and_child(reached: Reached) -> Mask:
    return _all(
        reached["given"] >= Given.INITIAL,
        reached["family"] >= Family.NEAR,
        _any(reached["address"] >= Address.SAME_HOUSE, reached["phone"] == Phone.EXACT),
        reached["birth_date"] == BirthDate.DIFFERENT,
        reached["identifier"] < Identifier.NEAR,
    )


def _is_household(reached: Reached) -> Mask:
    return _all(
        _any(
            reached["address"] >= Address.SAME_STREET,
            reached["phone"] == Phone.EXACT,
            reached["email"] == Email.EXACT,
            reached["family"] >= Family.NEAR,
        ),
        reached["given"] == Given.DIFFERENT,
        _any(reached["gender"] == Same.DIFFERENT, _has_other_birth_date(reached)),
    )


def _is_twin(reached: Reached) -> Mask:
    return _all(
        reached["birth_date"] == BirthDate.EXACT,
        reached["given"] == Given.DIFFERENT,
        reached["family"] >= Family.NEAR,
        reached["middle"] <= Middle.DIFFERENT,
        reached["identifier"] < Identifier.NEAR,
        reached["email"] < Email.NEAR,
    )


def _is_borrowed(reached: Reached) -> Mask:
    return _all(
        _any(reached["identifier"] >= Identifier.NEAR, reached["email"] >= Email.NEAR),
        reached["given"] == Given.DIFFERENT,
        _any(
            _has_other_birth_date(reached),
            reached["gender"] == Same.DIFFERENT,
            _all(reached["birth_date"] == 0, reached["middle"] <= Middle.DIFFERENT),
        ),
    )


def _is_colleague(reached: Reached) -> Mask:
    return _all(
        reached["employer"] >= OrganisationName.CONTAINED,
        reached["family"] == Family.DIFFERENT,
        reached["birth_date"] < BirthDate.ONE_DIGIT,
        reached["identifier"] < Identifier.NEAR,
        reached["email"] < Email.NEAR,
    )


def _is_other_organisation(reached: Reached) -> Mask:
    return _all(
        reached["organisation"] > 0,
        reached["organisation"] <= OrganisationName.SOME_WORDS,
        reached["identifier"] < Identifier.NEAR,
        reached["email"] < Email.EXACT,
        reached["phone"] < Phone.EXACT,
        reached["website"] < Website.EXACT,
    )


def _is_branch(reached: Reached) -> Mask:
    return _all(
        _any(
            reached["address"] == Address.DIFFERENT,
            _all(reached["address"] == Address.SAME_CITY, reached["phone"] == Phone.DIFFERENT),
        ),
        reached["identifier"] < Identifier.NEAR,
        reached["phone"] < Phone.EXACT,
    )


VETOES: Mapping[str, tuple[Veto, ...]] = {
    CustomerKind.PERSON: (
        Veto(
            1,
            "conflicting identifiers",
            "They have different numbers of the same authority.",
            _has_conflicting_personal_identifiers,
        ),
        Veto(
            2,
            "different generation suffixes",
            "One is the junior, the other the senior.",
            _has_conflicting_suffixes,
        ),
        Veto(
            3,
            "parent and child",
            "Name and home agree, the birth dates do not.",
            _is_parent_and_child,
            outweighed=BEYOND_DOUBT,
        ),
        Veto(
            4,
            "members of a household",
            "They share a family name, a home or a contact, but neither given name nor birth date or gender.",
            _is_household,
            outweighed=BEYOND_DOUBT,
        ),
        Veto(
            5,
            "twins",
            "Born on one day under one family name, with different given names.",
            _is_twin,
            outweighed=BEYOND_DOUBT,
        ),
        Veto(
            6,
            "borrowed identifier",
            "They share a number or mailbox, but neither given name nor birth date.",
            _is_borrowed,
            outweighed=PROVEN,
        ),
        Veto(
            9,
            "colleagues",
            "One employer and different family names, and nothing personal ties them.",
            _is_colleague,
        ),
    ),
    CustomerKind.ORGANISATION: (
        Veto(
            1,
            "conflicting identifiers",
            "They have different numbers of the same authority.",
            _has_conflicting_identifiers,
        ),
        Veto(
            7,
            "different organisation names",
            "Their names have too little in common, and nothing else ties them.",
            _is_other_organisation,
        ),
        Veto(
            8,
            "branches",
            "The addresses differ and no phone ties them: they may be branches, or two companies of one group.",
            _is_branch,
        ),
    ),
}


def veto_codes(kind: str, reached: Reached, probability: Numbers | None = None) -> Levels:
    """Per pair the code of the first veto that holds, 0 where none does; without probabilities none is outweighed."""
    codes = np.zeros(len(next(iter(reached.values()))), dtype=np.int8)
    for veto in VETOES[kind]:
        holds = (codes == 0) & veto.applies(reached)
        if probability is not None:
            holds &= probability < veto.outweighed
        codes[holds] = veto.code
    return codes


def veto_by_code(code: int) -> Veto | None:
    """The declared veto, None for 0."""
    return next((veto for vetoes in VETOES.values() for veto in vetoes if veto.code == code), None)
