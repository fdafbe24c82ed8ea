"""The stewards' own source system: what its records can state, by the catalogue, and the mapping that reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mdm.records import VALUE, Attribute, AttributeKind, Catalogue, CustomerKind

SOURCE = "steward-desk"
DECLARATION: Mapping[str, Any] = {
    "code": SOURCE,
    "label": "Steward desk",
    "kind": "steward",
    "owner": "Data stewards",
    "trust": 60,
}

_NAME = ("title", "given", "middle", "family", "suffix")
_ADDRESS = ("care_of", "street", "house", "unit", "po_box", "postcode", "city", "region", "country")
_PARTS: Mapping[AttributeKind, tuple[str, ...]] = {
    AttributeKind.PERSON_NAME: _NAME,
    AttributeKind.ADDRESS: _ADDRESS,
}
_KEY, _KIND, UPDATED = "id", "kind", "updated"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form: its column, and what it is called. `is_list` takes a value on every line."""

    column: str
    label: str
    is_list: bool = False
    is_date: bool = False


def fields_of(attribute: Attribute) -> list[Field]:
    """The fields in which the attribute is told."""
    parts = _PARTS.get(attribute.kind)
    if parts:
        return [Field(f"{attribute.code}_{part}", part.replace("_", " ").capitalize()) for part in parts]
    is_date = attribute.kind in (AttributeKind.BIRTH_DATE, AttributeKind.DATE)
    return [Field(attribute.code, attribute.label, is_list=attribute.is_multiple, is_date=is_date)]


def columns_of(attribute: Attribute) -> list[str]:
    """The columns in which the attribute is told."""
    return [one.column for one in fields_of(attribute)]


def attributes_for(kind: CustomerKind, catalogue: Catalogue, hidden: frozenset[str]) -> list[Attribute]:
    """The attributes that the form for that kind of customer asks for."""
    return [one for one in catalogue.attributes.values() if kind in one.applies_to and one.code not in hidden]


def mapping_of(catalogue: Catalogue) -> dict[str, Any]:
    """The mapping of the desk's records, as the catalogue stands."""
    return {
        "title": "What stewards enter",
        "key": _KEY,
        "kind": {"column": _KIND, "lookup": {one.value: one.value for one in CustomerKind}},
        "updated_at": {"column": UPDATED, "formats": ["iso"]},
        "volatile": [UPDATED],
        "entries": [entry for one in catalogue.attributes.values() for entry in _entries(one)],
        "ignore_rest": True,
    }


def _entries(attribute: Attribute) -> list[dict[str, Any]]:
    parts = _PARTS.get(attribute.kind)
    if parts:
        return [{"column": f"{attribute.code}_{part}", "attribute": attribute.code, "part": part} for part in parts]
    entry: dict[str, Any] = {"column": attribute.code, "attribute": attribute.code, "part": VALUE}
    return [entry | {"values": "\n"}] if attribute.is_multiple else [entry]


def row_of(key: str, kind: CustomerKind, said: Mapping[str, str], *, updated: str) -> dict[str, str]:
    """A record of the desk: what was typed, without empty fields and the browser's line ends."""
    typed = {name: "\n".join(text.split("\r\n")).strip() for name, text in said.items()}
    return {_KEY: key, _KIND: str(kind), UPDATED: updated, **{name: text for name, text in typed.items() if text}}
