"""The parameters shipped with the product: what is usual among customers, before any data was seen.

Per comparison and level: how often two records of one customer reach it, and how often two of different customers do.
They lean to caution: what is rare by chance is given more chance than it has.
"""

from __future__ import annotations

from enum import IntEnum

from mdm.match.contacts import Email, Phone, Website
from mdm.match.facts import BirthDate, Extras, Identifier, Same
from mdm.match.frequencies import Frequencies
from mdm.match.model import KindModel, MatchModel, Odds, Rival
from mdm.match.names import Family, Given, Middle, Order
from mdm.match.organisations import OrganisationName
from mdm.match.places import Address
from mdm.match.tables import COMMON_FAMILY_NAMES, COMMON_GIVEN_NAMES, COMMON_ORGANISATION_WORDS
from mdm.records import CustomerKind

# Certain: at most 1 in 10 of the least certain joins is wrong, 1 in 200 of all. Possible: likelier than not.
CERTAIN, POSSIBLE = 0.9, 0.5


def _odds(levels: type[IntEnum], **by_level: tuple[float, float]) -> tuple[Odds, ...]:
    """The odds of every level, in its order, from (of one customer, by chance)."""
    return tuple(Odds(*by_level[level.name.lower()]) for level in levels)


_BOTH = {
    "identifier": _odds(
        Identifier, conflict=(0.03, 0.95), other=(0.02, 0.05), like=(0.01, 5e-5), near=(0.05, 2e-5), exact=(0.89, 1e-6)
    ),
    "email": _odds(
        Email,
        different=(0.24, 0.99),
        same_domain=(0.02, 0.008),
        own_name=(0.02, 0.02),
        same_mailbox=(0.04, 4e-4),
        near=(0.05, 4e-5),
        exact=(0.63, 2e-6),
    ),
    "phone": _odds(Phone, different=(0.36, 0.9999), near=(0.04, 2e-5), exact=(0.60, 3e-6)),
    "extras": _odds(Extras, different=(0.25, 0.70), some=(0.25, 0.15), all=(0.50, 0.15)),
}

_PERSON = _BOTH | {
    "given": _odds(
        Given,
        different=(0.03, 0.93),
        similar=(0.02, 0.045),
        initial=(0.03, 0.003),
        near=(0.06, 0.0025),
        nickname=(0.04, 0.0015),
        part=(0.03, 0.002),
        exact=(0.79, 0.004),
    ),
    "middle": _odds(Middle, different=(0.06, 0.92), near=(0.03, 0.004), initial=(0.46, 0.06), exact=(0.45, 0.01)),
    "family": _odds(
        Family,
        different=(0.045, 0.985),
        similar=(0.02, 0.01),
        near=(0.055, 0.0012),
        former=(0.01, 1e-4),
        part=(0.02, 5e-4),
        exact=(0.85, 0.001),
    ),
    "name_order": _odds(Order, swapped=(0.015, 0.3), as_written=(0.985, 1.0)),
    "suffix": _odds(Same, different=(0.03, 0.6), same=(0.97, 0.4)),
    "birth_date": _odds(
        BirthDate,
        different=(0.025, 0.968),
        same_year=(0.01, 0.012),
        close=(0.015, 0.012),
        two_parts=(0.015, 0.004),
        one_digit=(0.03, 8e-4),
        swapped=(0.01, 1e-4),
        as_far_as_known=(0.015, 0.01),
        exact=(0.89, 5e-5),
    ),
    "gender": _odds(Same, different=(0.015, 0.5), same=(0.985, 0.5)),
    "address": _odds(
        Address,
        different=(0.22, 0.945),
        same_city=(0.08, 0.05),
        same_postcode=(0.09, 0.003),
        same_street=(0.05, 3e-4),
        same_house=(0.06, 2e-5),
        same_dwelling=(0.50, 1e-5),
    ),
    "employer": _odds(
        OrganisationName,
        different=(0.30, 0.985),
        some_words=(0.02, 0.003),
        most_words=(0.01, 0.001),
        acronym=(0.01, 5e-4),
        contained=(0.05, 0.001),
        near=(0.03, 5e-4),
        same_words=(0.01, 3e-4),
        exact=(0.57, 0.003),
    ),
}

_ORGANISATION = _BOTH | {
    "organisation": _odds(
        OrganisationName,
        different=(0.04, 0.985),
        some_words=(0.04, 0.006),
        most_words=(0.04, 0.002),
        acronym=(0.04, 3e-4),
        contained=(0.09, 0.002),
        near=(0.10, 5e-4),
        same_words=(0.05, 1e-4),
        exact=(0.60, 2e-4),
    ),
    "legal_form": _odds(Same, different=(0.08, 0.6), same=(0.92, 0.4)),
    "website": _odds(Website, different=(0.14, 0.999), same_name=(0.06, 2e-4), exact=(0.80, 1e-4)),
    "address": _odds(
        Address,
        different=(0.12, 0.945),
        same_city=(0.10, 0.05),
        same_postcode=(0.10, 0.003),
        same_street=(0.05, 3e-4),
        same_house=(0.08, 5e-5),
        same_dwelling=(0.55, 3e-5),
    ),
}

_PERSON_RIVALS = (
    Rival(
        "household",
        "members of one household",
        ratio=3.0,
        caused={
            "family": 0.75,
            "address": 0.9,
            "phone": 0.35,
            "email": 0.06,
            "given": 0.012,
            "birth_date": 0.01,
            "identifier": 0.01,
            "employer": 0.02,
        },
    ),
    Rival(
        "twins",
        "twins",
        ratio=0.008,
        caused={"family": 0.97, "birth_date": 0.99, "address": 0.85, "phone": 0.35, "email": 0.05, "identifier": 0.01},
        forms={"given": (0.90, 0.055, 0.02, 0.006, 0.002, 0.012, 0.005)},
        most=0.01,
    ),
    Rival(
        "namesakes",
        "parent and child of one name",
        ratio=0.005,
        caused={"given": 0.95, "family": 0.97, "address": 0.85, "phone": 0.35, "email": 0.05, "identifier": 0.01},
        forms={"birth_date": (0.965, 0.0005, 0.005, 0.007, 0.01, 0.0005, 0.011, 0.001), "suffix": (0.5, 0.5)},
        most=0.03,
    ),
    Rival(
        "borrowed",
        "two people who use one number or mailbox",
        ratio=0.005,
        caused={"identifier": 0.5, "email": 0.5, "family": 0.75, "address": 0.8, "phone": 0.5},
        forms={"given": (0.90, 0.055, 0.02, 0.006, 0.002, 0.012, 0.005)},
    ),
    Rival(
        "colleagues",
        "colleagues",
        ratio=1.0,
        caused={"employer": 0.95, "address": 0.4, "phone": 0.2},
        forms={"email": (0.25, 0.67, 0.01, 0.01, 0.01, 0.05)},
        anchor="employer",
    ),
)

_ORGANISATION_RIVALS = (
    Rival(
        "group",
        "companies of one group",
        ratio=0.5,
        caused={"website": 0.5, "legal_form": 0.5, "phone": 0.2, "email": 0.2, "address": 0.4, "extras": 0.5},
        forms={"organisation": (0.15, 0.52, 0.15, 0.01, 0.06, 0.06, 0.02, 0.03)},
    ),
    Rival(
        "branches",
        "branches of one company",
        ratio=0.2,
        caused={"website": 0.9, "legal_form": 0.8, "email": 0.5, "phone": 0.1, "extras": 0.9},
        forms={"organisation": (0.03, 0.04, 0.10, 0.02, 0.38, 0.10, 0.03, 0.30)},
    ),
    Rival("tenants", "tenants of one house", ratio=1.0, caused={"address": 0.95, "phone": 0.05}),
)

DEFAULT_MODEL = MatchModel(
    version=0,
    kinds={
        CustomerKind.PERSON: KindModel(2e-5, _PERSON, _PERSON_RIVALS),
        CustomerKind.ORGANISATION: KindModel(1e-4, _ORGANISATION, _ORGANISATION_RIVALS),
    },
    frequencies={
        "given": Frequencies(COMMON_GIVEN_NAMES, rest=0.001),
        "family": Frequencies(COMMON_FAMILY_NAMES, rest=2e-4),
        "organisation_word": Frequencies(COMMON_ORGANISATION_WORDS, rest=2e-4),
        "employer": Frequencies({}, rest=0.002),
        "employer_word": Frequencies(COMMON_ORGANISATION_WORDS, rest=0.002),
    },
    certain=CERTAIN,
    possible=POSSIBLE,
)
