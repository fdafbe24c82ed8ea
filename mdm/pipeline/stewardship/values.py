"""What a person types, as a clean value."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from mdm.catalogue.queries import catalogue
from mdm.cleanse.customers import standardise
from mdm.errors import InvalidInputError
from mdm.records import PARTS, CleanValue, CustomerKind, SaidRecord, SaidValue, SourceContext


def clean_value(attribute: str, parts: Mapping[str, str], kind: CustomerKind, country: str) -> CleanValue:
    """The value as it would be stored. Raises InvalidInputError for one that can't be understood, or is not valid."""
    known = catalogue()
    declared = known.attributes.get(attribute)
    if declared is None or kind not in declared.applies_to:
        raise InvalidInputError(
            "A customer of this kind has no such attribute.", remedy="See the attribute catalogue.",
            data={"pointer": "/attribute"},
        )  # fmt: skip
    possible = PARTS[declared.kind]
    for part in parts:
        if part not in possible:
            raise InvalidInputError(
                "The value has an unknown part.", remedy=f"Possible are: {', '.join(possible)}.",
                data={"pointer": "/value"},
            )  # fmt: skip
    said = SaidRecord(key="-", kind=kind, values=(SaidValue(attribute, dict(parts)),))
    clean = standardise(said, known, SourceContext("proposal", country=country), today=timezone.localdate()).values
    value = next((one for one in clean if one.attribute == attribute), None)
    if value is None or not value.is_valid:
        raise InvalidInputError(
            "The value can't be understood.", remedy="State it in full, as the customer would.",
            data={"pointer": "/value"},
        )  # fmt: skip
    return value
