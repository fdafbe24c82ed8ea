"""The comparisons of each kind of customer, in the order in which they are told, with their levels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from mdm.match.contacts import Email, Phone, Website, compare_email, compare_phone, compare_website
from mdm.match.facts import (
    BirthDate,
    Extras,
    Identifier,
    Same,
    compare_birth_date,
    compare_extras,
    compare_gender,
    compare_identifier,
    compare_legal_form,
    compare_suffix,
)
from mdm.match.names import (
    Family,
    Given,
    Middle,
    Order,
    compare_family,
    compare_given,
    compare_middle,
    compare_order,
)
from mdm.match.organisations import OrganisationName, compare_employer, compare_organisation
from mdm.match.places import Address, compare_address
from mdm.match.view import Evidence, View
from mdm.records import CustomerKind


@dataclass(frozen=True, slots=True)
class Comparison:
    """One piece of evidence: how it is called, how it is compared, which levels it knows beside missing."""

    name: str
    label: str
    compare: Callable[[View], Evidence]
    levels: type[IntEnum]
    column: str = ""
    """What both sides must state for anything but missing, where that is one column."""

    @property
    def radix(self) -> int:
        """How many codes the levels take, missing included."""
        return len(self.levels) + 1


_EMAIL = Comparison("email", "E-mail", compare_email, Email, "emails")
_PHONE = Comparison("phone", "Phone", compare_phone, Phone, "phones")
_IDENTIFIER = Comparison("identifier", "Identifiers", compare_identifier, Identifier, "identifiers")
_ADDRESS = Comparison("address", "Address", compare_address, Address)
_EXTRAS = Comparison("extras", "Further attributes", compare_extras, Extras, "extras")

COMPARISONS: Mapping[str, tuple[Comparison, ...]] = {
    CustomerKind.PERSON: (
        Comparison("given", "Given name", compare_given, Given),
        Comparison("middle", "Middle name", compare_middle, Middle, "middle"),
        Comparison("family", "Family name", compare_family, Family),
        Comparison("name_order", "Order of names", compare_order, Order),
        Comparison("suffix", "Generation suffix", compare_suffix, Same, "suffix"),
        Comparison("birth_date", "Birth date", compare_birth_date, BirthDate, "birth_date"),
        Comparison("gender", "Gender", compare_gender, Same, "gender"),
        _IDENTIFIER,
        _EMAIL,
        _PHONE,
        _ADDRESS,
        Comparison("employer", "Employer", compare_employer, OrganisationName, "employer"),
        _EXTRAS,
    ),
    CustomerKind.ORGANISATION: (
        Comparison("organisation", "Name", compare_organisation, OrganisationName, "organisation"),
        Comparison("legal_form", "Legal form", compare_legal_form, Same, "legal_form"),
        _IDENTIFIER,
        _EMAIL,
        _PHONE,
        Comparison("website", "Website", compare_website, Website),
        _ADDRESS,
        _EXTRAS,
    ),
}

# Comparisons whose chance is a convention, not a frequency that random pairs could show.
FIXED_CHANCE = frozenset({"name_order"})
