"""What the answers look like: what queries found, as plain documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from mdm.access.sight import MASK
from mdm.steward.queries import Sheet
from mdm.syndicate.profiles import Places, as_seen, identity, lineage_by_attribute, profile, values_by_attribute
from mdm.syndicate.queries import Customer, Version
from mdm.syndicate.searching.queries import Found
from mdm.syndicate.views import View

if TYPE_CHECKING:
    from mdm.acquire.models import Reject

Json = dict[str, Any]

__all__ = [
    "as_seen",
    "found",
    "identity",
    "lineage",
    "profile",
    "profile_at",
    "record",
    "record_seen",
    "refusal",
    "rejected",
    "version",
]


def profile_at(entity: UUID, asked: UUID, one: Version, places: Places) -> Json:
    """The profile as it stood at a time."""
    ids = {"id": entity, "requested_id": asked, "is_redirected": entity != asked, "state": "active"}
    return ids | version(one, places)


def lineage(customer: Customer, asked: UUID) -> Json:
    """Every value with what it beat and why."""
    document = customer.document
    return identity(customer, asked) | {
        "policy": document["policy"] if document else None,
        "attributes": lineage_by_attribute(document, customer.places) if document else {},
    }


def version(one: Version, places: Places) -> Json:
    """A golden version."""
    return {
        "version": one.number,
        "since": one.since,
        "until": one.until,
        "kind": one.document["kind"],
        "name": one.document["name"],
        "policy": one.policy,
        "attributes": values_by_attribute(one.document, places),
    }


def found(one: Found) -> Json:
    """A customer in a list of results."""
    shown: dict[str, list[str]] = {}
    for value in one.document["values"]:
        shown.setdefault(value["attribute"], []).append(value["display"])
    return {
        "id": one.id,
        "kind": one.kind,
        "name": one.name,
        "version": one.number,
        "since": one.since,
        "score": round(one.score, 4),
        "reasons": list(one.reasons),
        "attributes": shown,
    }


def record(sheet: Sheet, reject: Reject | None) -> Json:
    """A source record, original and clean."""
    clean = {"kind": sheet.kind, "country": sheet.country, "values": sheet.values, "is_current": sheet.is_clean_current}
    return {
        "source": sheet.source,
        "key": sheet.key,
        "processing_state": sheet.stage,
        "version": sheet.number,
        "customer_id": sheet.customer,
        "opened_at": sheet.opened_at,
        "changed_at": sheet.changed_at,
        "closed_at": sheet.closed_at,
        "stated_created_at": sheet.stated_created_at,
        "stated_updated_at": sheet.stated_updated_at,
        "loaded_at": sheet.loaded_at,
        "payload": sheet.payload,
        "clean": clean if sheet.kind else None,
        "quality": sheet.quality,
        "reject": refusal(reject) if reject else None,
    }


def record_seen(document: Json, view: View) -> Json:
    """The record without what belongs to attributes outside the view; grades count them, so they go too."""
    if view.attributes is None:
        return document
    clean = document["clean"]
    if clean:
        clean = {**clean, "values": [one for one in clean["values"] if one["attribute"] in view.attributes]}
    payload = {column: value for column, value in document["payload"].items() if value != MASK}
    return document | {"clean": clean, "payload": payload, "quality": None}


def rejected(source: str, key: str, reject: Reject) -> Json:
    """A record that was sent but never taken."""
    return {"source": source, "key": key, "processing_state": "rejected", "reject": refusal(reject)}


def refusal(reject: Reject) -> Mapping[str, Any]:
    """Why a row was not taken; the row itself stays inside."""
    return {
        "batch": reject.batch_id,
        "line": reject.line,
        "column": reject.column,
        "problem": reject.problem,
        "message": reject.message,
        "remedy": reject.remedy,
    }
