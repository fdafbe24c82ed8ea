"""What readers get of a golden document: values by attribute, each with where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from mdm.records import VALUE

if TYPE_CHECKING:
    from mdm.syndicate.queries import Customer
    from mdm.syndicate.views import View


class Place(NamedTuple):
    """Where a source record stands in its system."""

    source: str
    key: str

    def as_json(self) -> dict[str, str]:
        """The form that readers get."""
        return {"source": self.source, "key": self.key}


Places = Mapping[int, Place]
Json = dict[str, Any]


def identity(customer: Customer, asked: UUID) -> Json:
    """Who answers to the id that was asked for."""
    return {
        "id": customer.id,
        "requested_id": asked,
        "is_redirected": customer.id != asked,
        "kind": customer.kind,
        "state": customer.state,
        "version": customer.number,
    }


# To be raised with every change of the profile's form: what clients hold of the former one is then sent anew.
FORM = 3


def profile(customer: Customer, asked: UUID) -> Json:
    """The golden profile."""
    document = customer.document
    return identity(customer, asked) | {
        "name": document["name"] if document else "",
        "since": customer.since,
        "policy": document["policy"] if document else None,
        "attributes": values_by_attribute(document, customer.places) if document else {},
        "members": [one.place.as_json() | {"since": one.since} for one in customer.members],
        "merged_ids": customer.merged_ids,
        "quality": asdict(customer.quality) if customer.quality else None,
    }


_EXTRAS = ("members", "merged_ids", "quality")


def as_seen(document: Json, view: View) -> Json:
    """The profile without what the view leaves out beside the attributes."""
    return {name: value for name, value in document.items() if name not in _EXTRAS or name in view.extras}


def values_by_attribute(document: Mapping[str, Any], places: Places) -> dict[str, list[Json]]:
    """The surviving values, the best of each attribute first. A place where none survived is left out."""
    gathered: dict[str, list[Json]] = {}
    for value in document["values"]:
        if not value["display"]:
            continue
        gathered.setdefault(value["attribute"], []).append(_surviving(value, places))
    return gathered


def lineage_by_attribute(document: Mapping[str, Any], places: Places) -> dict[str, list[Json]]:
    """The surviving values with the records that say the same and the values that lost, each with its reason."""
    gathered: dict[str, list[Json]] = {}
    for value in document["values"]:
        traced = _surviving(value, places) | {
            "supporters": _supporters(value, places),
            "losers": [_lost(one, places) for one in value.get("losers", ())],
        }
        gathered.setdefault(value["attribute"], []).append(traced)
    return gathered


def records_in(documents: Iterable[Mapping[str, Any]]) -> set[int]:
    """The ids of all source records that the documents name."""
    return {record for document in documents for value in document["values"] for record in _records_of(value)}


def _records_of(value: Mapping[str, Any]) -> Iterator[int]:
    for one in (value, *value.get("losers", ())):
        yield from one.get("supporters", ())
        if one.get("record") is not None:
            yield one["record"]


def _parts(value: Mapping[str, Any]) -> Json:
    """The value's parts as people write them; of a value without parts, the whole."""
    if value.get("is_masked"):
        return {}
    return dict(value.get("shown") or {VALUE: value["display"]})


def _surviving(value: Mapping[str, Any], places: Places) -> Json:
    return {
        "display": value["display"],
        "parts": _parts(value),
        "comparable": value["clean"],
        "usage": value["usage"],
        "flags": value["flags"],
        **_from(value, places),
        "rule": value["rule"],
        "reason": value["reason"],
        "is_masked": value.get("is_masked", False),
    }


def _lost(value: Mapping[str, Any], places: Places) -> Json:
    return {
        "display": value["display"],
        "parts": _parts(value),
        "comparable": value["clean"],
        **_from(value, places),
        "supporters": _supporters(value, places),
        "rule": value["rule"],
        "reason": value.get("why", ""),
        "is_masked": value.get("is_masked", False),
    }


def _from(value: Mapping[str, Any], places: Places) -> Json:
    place = places.get(value.get("record") or 0)
    return {"source": place.source if place else value.get("source", ""), "key": place.key if place else None}


def _supporters(value: Mapping[str, Any], places: Places) -> list[dict[str, str]]:
    return [places[one].as_json() for one in value.get("supporters", ()) if one in places]
