"""Reading the attribute catalogue."""

from __future__ import annotations

from typing import Any

from mdm.catalogue.defaults import default_catalogue
from mdm.catalogue.models import AttributeDefinition, CatalogueVersion
from mdm.editions.queries import Memory
from mdm.records import Attribute, AttributeKind, Catalogue, CustomerKind, Sensitivity

_PLAIN = (
    "code", "label", "description", "owner", "is_multiple", "is_matched", "authority", "quality_weight", "position",
)  # fmt: skip


_present: Memory[Catalogue] = Memory()


def catalogue() -> Catalogue:
    """The catalogue as it stands; the shipped one until an installation has its own."""
    return _present.get("catalogue", _stored) or default_catalogue()


def _stored() -> Catalogue | None:
    row = CatalogueVersion.objects.order_by("-version").first()
    if row is None:
        return None
    attributes = sorted(map(_attribute, row.attributes), key=lambda one: (one.position, one.code))
    return Catalogue(version=row.version, attributes={one.code: one for one in attributes})


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
