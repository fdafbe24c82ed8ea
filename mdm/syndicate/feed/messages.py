"""How a change is told, over the feed and by webhook alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from mdm.syndicate.feed.changes import Announced


def change(one: Announced) -> dict[str, Any]:
    """The change as followers read it."""
    return {
        "sequence": one.sequence,
        "customer_id": one.entity,
        "version": one.number,
        "type": one.kind,
        "attributes": one.attributes,
        "detail": one.detail,
        "at": one.at,
    }


def message_body(one: Announced, profiles: Mapping[UUID, Any] | None) -> dict[str, Any]:
    """The change as a webhook's body, with its customer where profiles are sent."""
    snapshot = {} if profiles is None else {"customer": profiles.get(one.entity)}
    return {"type": f"customer.{one.kind}", "timestamp": one.at, "data": change(one) | snapshot}
