"""What a search before create answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from mdm.access.sight import MASK
from mdm.catalogue.queries import catalogue
from mdm.pipeline.serving.lookalikes import Lookalike, Looked
from mdm.pipeline.serving.sending import Sent
from mdm.syndicate.profiles import Places
from mdm.syndicate.queries import Customer
from mdm.syndicate.views import View
from mdm.web.sent_documents import sent

Json = dict[str, Any]


def looked(
    found: Looked,
    seen: Sequence[Lookalike],
    customers: Mapping[UUID, Customer],
    places: Places,
    *,
    view: View,
    created: Sent | None,
) -> Json:
    """The matches that the client may see, the number of the others, and the candidate as it would be stored."""
    is_whole = view.sources is None and not view.unseen(catalogue().attributes)
    shown = [one for one in seen if one.customer in customers]
    return {
        "matches": [_match(one, customers[one.customer], places, is_whole=is_whole) for one in shown],
        "unseen_matches": len(found.found) - len(shown),
        "normalised": {"kind": found.kind, "country": found.country, "values": [_value(one) for one in found.values]},
        "validation": {"score": found.score, "failures": list(found.failures), "refused": found.refused or None},
        "created": sent(created, view) if created else None,
    }


def _match(one: Lookalike, customer: Customer, places: Places, *, is_whole: bool) -> Json:
    """A match. Its reasons and its exact figure could tell of attributes that the view hides."""
    return {
        "customer_id": one.customer,
        "name": customer.document["name"] if customer.document else MASK,
        "grade": str(one.zone),
        "probability": round(one.probability, 4) if is_whole else None,
        "reasons": list(one.reasons) if is_whole else [],
        **places[one.record].as_json(),
    }


def _value(value: Mapping[str, Any]) -> Json:
    """The candidate's own value, which the client has just sent: nothing of it is masked."""
    return {
        "attribute": value["attribute"],
        "display": value["display"],
        "parts": value["clean"],
        "flags": value["flags"],
        "usage": value["usage"],
    }
