"""Reading the attribute catalogue."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db.models import Max

from mdm.catalogue.defaults import default_catalogue
from mdm.catalogue.models import AttributeDefinition, CatalogueVersion
from mdm.records import Attribute, AttributeKind, Catalogue, CustomerKind, Sensitivity

_PLAIN = (
    "code", "label", "description", "owner", "is_multiple", "is_matched", "authority", "quality_weight", "position",
)  # fmt: skip


def catalogue() -> Catalogue:
    """The catalogue as it stands; the shipped one until an installation has its own."""
    version = CatalogueVersion.objects.aggregate(top=Max("version"))["top"]
    return _catalogue(version) if version else default_catalogue()


@lru_cache(maxsize=4)
def _catalogue(version: int) -> Catalogue:
    rows = CatalogueVersion.objects.get(version=version).attributes
    attributes = sorted(map(_attribute, rows), key=lambda one: (one.position, one.code))
    return Catalogue(version=version, attributes={one.code: one for one in attributes})


def forget() -> None:
    """Drop cached catalogues: a rolled-back version number may be given out again."""
    _catalogue.cache_clear()


def as_json(definition: AttributeDefinition) -> dict[str, Any]:
    """The stored form inside a catalogue version."""
    applies_to = [
        kind
        for kind, applies in (
            (CustomerKind.PERSON.value, definition.for_persons),
            (CustomerKind.ORGANISATION.value, definition.for_organisations),
        )
        if applies
    ]
    return {
        **{name: getattr(definition, name) for name in _PLAIN},
        "kind": definition.kind,
        "sensitivity": definition.sensitivity,
        "applies_to": applies_to,
    }


def _attribute(stored: dict[str, Any]) -> Attribute:
    return Attribute(
        **{name: stored[name] for name in _PLAIN},
        kind=AttributeKind(stored["kind"]),
        sensitivity=Sensitivity(stored["sensitivity"]),
        applies_to=frozenset(map(CustomerKind, stored["applies_to"])),
    )


def as_definition(attribute: Attribute) -> AttributeDefinition:
    """An unsaved row that says what the frozen attribute says."""
    return AttributeDefinition(
        **{name: getattr(attribute, name) for name in _PLAIN},
        kind=attribute.kind.value,
        sensitivity=attribute.sensitivity.value,
        for_persons=CustomerKind.PERSON in attribute.applies_to,
        for_organisations=CustomerKind.ORGANISATION in attribute.applies_to,
    )


def as_attribute(definition: AttributeDefinition) -> Attribute:
    """Inverse of `as_definition`."""
    return _attribute(as_json(definition))


def hidden_attributes(*, sees_sensitive: bool) -> frozenset[str]:
    """The codes of the attributes that a reader may not see."""
    if sees_sensitive:
        return frozenset()
    attributes = catalogue().attributes.values()
    return frozenset(one.code for one in attributes if one.sensitivity is Sensitivity.SENSITIVE)


def is_stored() -> bool:
    """Whether this installation has a catalogue of its own."""
    return CatalogueVersion.objects.exists()
