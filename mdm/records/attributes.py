"""What can be known of a customer: kinds, attributes, and the catalogue of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class CustomerKind(StrEnum):
    """Who a customer can be."""

    PERSON = "person"
    ORGANISATION = "organisation"


class AttributeKind(StrEnum):
    """What an attribute's values are; decides their parts, cleansing and comparison."""

    PERSON_NAME = "person_name"
    ORGANISATION_NAME = "organisation_name"
    BIRTH_DATE = "birth_date"
    GENDER = "gender"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    IDENTIFIER = "identifier"
    WEBSITE = "website"
    TEXT = "text"
    CODE = "code"
    DATE = "date"
    NUMBER = "number"


VALUE = "value"

# The parts that a source may state per kind. `full` is the unsplit form; cleanse splits it into the others.
PARTS: Mapping[AttributeKind, tuple[str, ...]] = MappingProxyType(
    {
        AttributeKind.PERSON_NAME: ("full", "title", "given", "middle", "family", "former", "suffix"),
        AttributeKind.ORGANISATION_NAME: (VALUE,),
        AttributeKind.BIRTH_DATE: (VALUE, "year", "month", "day"),
        AttributeKind.GENDER: (VALUE,),
        AttributeKind.EMAIL: (VALUE,),
        AttributeKind.PHONE: (VALUE, "country"),
        AttributeKind.ADDRESS: (
            "full", "care_of", "street", "house", "unit", "po_box", "city", "region", "postcode", "country",
        ),
        AttributeKind.IDENTIFIER: (VALUE, "authority", "country"),
        AttributeKind.WEBSITE: (VALUE,),
        AttributeKind.TEXT: (VALUE,),
        AttributeKind.CODE: (VALUE,),
        AttributeKind.DATE: (VALUE,),
        AttributeKind.NUMBER: (VALUE,),
    }
)  # fmt: skip


class Sensitivity(StrEnum):
    """How carefully an attribute's values are handled; masking by role builds on it."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of the catalogue. `quality_weight` 0 leaves it out of completeness."""

    code: str
    kind: AttributeKind
    label: str
    description: str = ""
    owner: str = ""
    sensitivity: Sensitivity = Sensitivity.PERSONAL
    is_multiple: bool = False
    applies_to: frozenset[CustomerKind] = frozenset(CustomerKind)
    is_matched: bool = False
    authority: str = ""
    quality_weight: int = 1
    position: int = 0


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All attributes of one catalogue version, by code, in display order."""

    version: int
    attributes: Mapping[str, Attribute]

    def of_kind(self, kind: AttributeKind) -> tuple[Attribute, ...]:
        """The attributes of that kind, in display order."""
        return tuple(one for one in self.attributes.values() if one.kind is kind)
