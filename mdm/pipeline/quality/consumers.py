"""Who reads an attribute once it has survived."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mdm.records import Attribute, AttributeKind, Catalogue, CustomerKind, Sensitivity

_SEARCHED = {
    AttributeKind.EMAIL: "Search by e-mail address",
    AttributeKind.PHONE: "Search by telephone number",
    AttributeKind.IDENTIFIER: "Search by identifier",
    AttributeKind.ADDRESS: "Search by postcode",
}
_NAMES = {
    AttributeKind.PERSON_NAME: CustomerKind.PERSON,
    AttributeKind.ORGANISATION_NAME: CustomerKind.ORGANISATION,
}


@dataclass(frozen=True, slots=True)
class Consumer:
    """One use, and where it is met."""

    what: str
    where: str


def consumers(attribute: Attribute, known: Catalogue, names: Sequence[CustomerKind]) -> tuple[Consumer, ...]:
    """All uses; `names` are the kinds of customer that the policy names by this attribute."""
    return tuple(_uses(attribute, known, names))


def _uses(attribute: Attribute, known: Catalogue, names: Sequence[CustomerKind]) -> Iterator[Consumer]:
    if attribute.is_matched:
        yield Consumer("Matching", "compared to tell who is who; customers may come apart or together without it")
    named = [f"{kind}s" for kind in names if kind in attribute.applies_to]
    if named:
        yield Consumer("Name of the customer", f"lists, pages and API, for {' and '.join(named)}")
    searched = _SEARCHED.get(attribute.kind)
    if searched:
        yield Consumer(searched, "admin, GET /api/v1/customers")
    if _NAMES.get(attribute.kind) in attribute.applies_to:
        yield Consumer("Search by name", "admin, GET /api/v1/customers?name=")
    if attribute.quality_weight:
        whole = sum(one.quality_weight for one in known.attributes.values() if one.applies_to & attribute.applies_to)
        yield Consumer("Completeness", f"weight {attribute.quality_weight} of {whole} in a record's grade")
    scope = " for clients with customers:read-sensitive" if attribute.sensitivity is Sensitivity.SENSITIVE else ""
    yield Consumer("API and change feed", f"GET /api/v1/customers/{{id}}: attributes.{attribute.code}{scope}")
